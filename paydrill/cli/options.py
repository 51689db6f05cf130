"""Read the settings of a server from the command line and from the environment."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from paydrill import __version__
from paydrill.cli import project, usage
from paydrill.cli.completion import files_named, scenario_names
from paydrill.cli.settings_file import FILE, read_settings
from paydrill.openapi.resource_words import UnknownIds
from paydrill.openapi.sources import Source, SourceError
from paydrill.settings import DURABILITIES, LOG_LEVELS, SAMPLES, Settings
from paydrill.values import hosts


def _each(read: Callable[[str], str]) -> Callable[..., tuple[str, ...]]:
    """Read an option that can be given more than once."""

    def values(
        _: click.Context, option: click.Parameter, given: tuple[str, ...]
    ) -> tuple[str, ...]:
        try:
            return tuple(map(read, given))
        except ValueError as error:
            raise click.BadParameter(str(error), param=option) from error

    return values


def _sources(
    _: click.Context, argument: click.Parameter, given: tuple[str, ...]
) -> tuple[Source, ...]:
    """Read the contracts to serve."""
    try:
        return tuple(map(Source.of, given))
    except SourceError as error:
        raise click.BadParameter(str(error), param=argument) from error


class _Command(usage.Command):
    """A command whose options may also come from `paydrill.toml`."""

    def make_context(
        self, info_name: str | None, args: list[str], *rest: Any, **extra: Any
    ) -> click.Context:
        """Read the arguments. Raises `WrongUsage`."""
        with usage.in_one_line(info_name):
            extra.setdefault("default_map", read_settings(FILE, self.params))
        return super().make_context(info_name, args, *rest, **extra)


def command(function: Callable[[Settings], None]) -> click.Command:
    """Make `function` a command that is called with the settings given.

    Every option may also come from the environment, as `PAYDRILL_<OPTION>`; values of an option
    that can be given more than once are separated by spaces there.
    """

    def with_settings(contract: tuple[Source, ...], **given: Any) -> None:
        whole, own = given.pop("contracts"), given.pop("scenarios")
        contracts = (whole,) if whole else () if contract else project.folders("openapi")
        scenarios = (own,) if own else project.folders("scenarios")
        function(Settings(contracts=contracts, scenarios=scenarios, sources=contract, **given))

    with_settings.__doc__ = function.__doc__
    made = with_settings
    for option in reversed(_OPTIONS):
        made = option(made)
    context = {
        "auto_envvar_prefix": usage.PREFIX,
        "help_option_names": usage.HELP,
        "show_default": True,
        "max_content_width": 100,
    }
    return click.command(cls=_Command, context_settings=context)(
        click.version_option(__version__, message="%(version)s", allow_from_autoenv=False)(made)
    )


def variables() -> frozenset[str]:
    """List the environment variables that settings may come from."""
    return usage.variables_of(command(lambda _: None))


_OPTIONS = (
    click.argument(
        "contract",
        nargs=-1,
        callback=_sources,
        shell_complete=files_named,
        metavar="[[NAME=]FILE[@/MOUNT]]...",
    ),
    click.option("--host", default=Settings.host, help="Address to listen on."),
    click.option(
        "--port",
        cls=usage.PortOption,
        default=Settings.port,
        type=click.IntRange(0, 65535),
        help="Port to listen on; 0 takes a free one.",
    ),
    click.option(
        "--store",
        default=project.store,
        help="Where records live: memory:, tinydb:PATH, sqlite:///PATH or postgresql://USER@HOST/NAME.",
        show_default=f"{project.RECORDS} in a project's folder, else memory:",
    ),
    click.option(
        "--durability",
        default=Settings.durability,
        type=click.Choice(DURABILITIES),
        help="When the disk has what was answered: when the system sees fit, always before the"
        " answer, or a tenth of a second later. All outlive the process, however it ends.",
    ),
    click.option(
        "--workers",
        default=Settings.workers,
        type=click.IntRange(1, 64),
        help="Processes that serve; more than one need a postgresql: store.",
    ),
    click.option(
        "--scenario",
        default=Settings.scenario,
        shell_complete=scenario_names,
        help="Scenario that decides outcomes: a name in scenarios/, or a path to a YAML file.",
    ),
    click.option(
        "--scenarios",
        type=click.Path(path_type=Path),
        help="Folder of the scenarios to choose from; they are read again when they are saved.",
        show_default="scenarios/ here, over those shipped",
    ),
    click.option(
        "--contracts",
        type=click.Path(path_type=Path),
        help="Folder of the OpenAPI contracts to serve, besides those named one by one.",
        show_default="openapi/ here, over those shipped",
    ),
    click.option(
        "--overlay",
        multiple=True,
        shell_complete=files_named,
        metavar="FILE",
        help="Overlay that puts a contract right, besides those in overlays/; again for more.",
        show_default="none",
    ),
    click.option(
        "--handlers",
        default=project.handlers,
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="Folder of functions that answer operations, in modules called as the contracts.",
        show_default="handlers/ of a project",
    ),
    click.option(
        "--refresh",
        is_flag=True,
        help="Read contracts from their addresses again, instead of from the cache.",
    ),
    click.option(
        "--allow-remote-refs",
        is_flag=True,
        help="Let references in contracts lead to the network; otherwise they stay in the folder.",
    ),
    click.option(
        "--seed",
        default=Settings.seed,
        help="Seed of ids and chance, where the scenario has none.",
    ),
    click.option(
        "--samples",
        default=Settings.samples,
        type=click.Choice(SAMPLES),
        help="Fields of answers that are made from a schema: the required ones and those that an"
        " example or a default speaks for, or all.",
    ),
    click.option(
        "--unknown-ids",
        default=Settings.unknown_ids,
        type=click.Choice([each.value for each in UnknownIds]),
        help="What answers a request for a thing that was never made: a 404 where the contract"
        " documents one and else a sample, always a 404, or always a sample.",
    ),
    click.option(
        "--check-references",
        is_flag=True,
        help="Refuse bodies that have the id of a thing which is not there, as in customer_id.",
    ),
    click.option(
        "--max-sandboxes",
        default=Settings.max_sandboxes,
        type=click.IntRange(min=1),
        help="How many sandboxes to keep besides default; those idle longest go first.",
    ),
    click.option(
        "--control-token",
        default=Settings.control_token,
        help="Token that requests to the control API must bear.",
        show_default="none",
    ),
    click.option(
        "--allow-host",
        multiple=True,
        callback=_each(hosts.host_pattern),
        help="Host that the control API is served under, besides local names; again for more."
        " *.SUFFIX stands for many. A valid control token needs none.",
        show_default="none",
    ),
    click.option(
        "--cors-origin",
        multiple=True,
        callback=_each(hosts.origin_as_written),
        help="Origin whose web pages may use the services, besides those on loopback; again for"
        " more. * stands for all.",
        show_default="loopback",
    ),
    click.option(
        "--tls-cert",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Certificate for TLS, in PEM form, with its chain if it has one.",
        show_default="none",
    ),
    click.option(
        "--tls-key",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Private key of the certificate, in PEM form, without a password.",
        show_default="none",
    ),
    click.option(
        "--tls-self-signed",
        is_flag=True,
        help="Serve TLS with a certificate of an authority of your own, which is made and kept.",
    ),
    click.option(
        "--tls-client-ca",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Authorities, in PEM form, of one of which a client by TLS must have a certificate.",
        show_default="none",
    ),
    click.option(
        "--tls-port",
        default=Settings.tls_port,
        type=click.IntRange(0, 65535),
        help="Port for TLS, beside the other; 0 takes a free one.",
    ),
    click.option(
        "--request-log",
        default=Settings.request_log,
        type=click.IntRange(0, 100_000),
        help="How many exchanges to keep in the request log of each sandbox.",
    ),
    click.option(
        "--webhooks-to-public-hosts",
        is_flag=True,
        help="Let webhooks leave for the internet; otherwise they reach private addresses only.",
    ),
    click.option(
        "--webhook-ca",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Authorities, in PEM form, that certificates of receivers of webhooks may be of.",
        show_default="those of the system",
    ),
    click.option(
        "--log-level",
        default=Settings.log_level,
        type=click.Choice(LOG_LEVELS),
        help="How much to log on standard error; info logs every request. A terminal gets a line"
        " for each request, unless this is error.",
    ),
    click.option(
        "--ready-file",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help="Write url, tls_url, pid and version to this file, as JSON, once the server answers;"
        " it is removed when the server ends.",
        show_default="none",
    ),
    click.option(
        "--stop-with-stdin",
        is_flag=True,
        help="Stop when standard input ends, as it does with the program that holds it open.",
    ),
)
