"""Report wrong options and variables in one line each, with what to write instead."""

import os
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import click
from click.core import ParameterSource

from paydrill.cli.settings_file import FILE
from paydrill.shipped import IS_INSTALLED
from paydrill.values.near_paths import did_you_mean
from paydrill.values.suggestions import closest

PREFIX = "PAYDRILL"
HELP = ("-h", "--help")
PROGRAM = "paydrill" if IS_INSTALLED else "python -m paydrill"
"""How commands are called that the program tells to call."""

# Read by commands other than the one that serves.
_OTHERS = frozenset({"PAYDRILL_CACHE", "PAYDRILL_COMMAND", "PAYDRILL_URL"})
_OF_THE_TESTS = "TEST_"
# Kubernetes sets these in every pod beside a service that is called paydrill.
_SERVICE_LINK = re.compile(r"SERVICE_(HOST|PORT(_\w+)?)|PORT(_[0-9]+_(TCP|UDP|SCTP)(_\w+)?)?")
_SERVICE_ADDRESS = re.compile(r"(tcp|udp|sctp)://")


class WrongUsage(click.ClickException):
    """A command was called with wrong options or variables; `lines` has a line for each."""

    exit_code = 2

    def __init__(self, path: str, lines: list[str]) -> None:
        """Join the lines; `path` is how the command was called."""
        super().__init__("\n".join(lines))
        self._path = path
        self._lines = lines

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the lines on standard error."""
        for line in self._lines:
            click.echo(f"{self._path}: {line}", file=file or sys.stderr)


class Command(click.Command):
    """A command whose options may come from `PAYDRILL_*` variables; it reports all mistakes."""

    def make_context(
        self, info_name: str | None, args: list[str], *rest: Any, **extra: Any
    ) -> click.Context:
        """Read the arguments. Raises `WrongUsage`."""
        with in_one_line(info_name):
            return super().make_context(info_name, args, *rest, **extra)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments. Raises `WrongUsage` with all that is wrong."""
        given, wrong = list(args), list[str]()
        try:
            rest = super().parse_args(ctx, args)
        except click.BadParameter:
            wrong, rest = self._wrong_values(ctx, given), []
        if ctx.parent is None:
            wrong += unknown_variables(os.environ, variables_of(self))
        if wrong:
            raise WrongUsage(ctx.command_path, wrong)
        return rest

    def _wrong_values(self, ctx: click.Context, args: list[str]) -> list[str]:
        found, _, _ = self.make_parser(ctx).parse_args(args)
        wrong = []
        for parameter in self.get_params(ctx):
            try:
                parameter.handle_parse_result(ctx, found, [])
            except click.BadParameter as error:
                wrong.append(described(error, ctx.command_path))
        return wrong


class PortOption(click.Option):
    """An option whose variable Kubernetes may set to the address of a service instead."""

    def resolve_envvar_value(self, ctx: click.Context) -> str | None:
        """Read the variable, unless Kubernetes has set it."""
        value = super().resolve_envvar_value(ctx)
        return None if value and _SERVICE_ADDRESS.match(value) else value


def variables_of(command: click.Command) -> frozenset[str]:
    """List the environment variables that the options of a command may come from."""
    options = [each for each in command.params if isinstance(each, click.Option)]
    return frozenset(
        f"{PREFIX}_{each.name.upper()}" for each in options if each.name and each.allow_from_autoenv
    )


def unknown_variables(environ: Mapping[str, str], known: frozenset[str]) -> list[str]:
    """Say of each misspelt `PAYDRILL_*` variable which was probably meant.

    Others, such as `PAYDRILL_VERSION`, are a team's own.
    """
    begin = f"{PREFIX}_"
    words = {each.removeprefix(begin) for each in known | _OTHERS}
    own = (each.removeprefix(begin) for each in sorted(environ) if each.startswith(begin))
    near = {name: closest(name, words) for name in own if name not in words}
    return [
        f"{begin}{name} is no variable of Paydrill; did you mean {begin}{meant}?"
        for name, meant in near.items()
        if meant is not None
        and not name.startswith(_OF_THE_TESTS)
        and not _SERVICE_LINK.fullmatch(name)
    ]


@contextmanager
def in_one_line(program: str | None) -> Iterator[None]:
    """Turn click's complaints, which come with a piece of the help, into `WrongUsage`."""
    try:
        yield
    except click.exceptions.NoArgsIsHelpError:
        raise
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx is not None else str(program)
        raise WrongUsage(path, [described(error, path)]) from None


def described(error: click.UsageError, path: str) -> str:
    """Say what is wrong, and what would be right; `path` is how the command was called."""
    if not isinstance(error, click.BadParameter) or isinstance(error, click.MissingParameter):
        message = " ".join(error.format_message().split()).removesuffix(".")
        return message if "did you mean" in message.lower() else f"{message}; see {path} --help"
    name = _name_of(error)
    refused = re.match(r"(.*?) is not ", error.message, re.DOTALL)
    kind = error.param.type if error.param is not None else None
    wanted = _wanted(kind)
    if refused is None or wanted is None:
        told = f"{error.message.removesuffix('.')}{_near_path(error.message)}"
        return f"{name}: {told}" if name else told
    return f"{name} must be {wanted}, not {refused[1]}{_nearest(refused[1], kind)}"


def _name_of(error: click.BadParameter) -> str:
    """Return the name of the option, or of the variable or setting that the value came from."""
    parameter, context = error.param, error.ctx
    if parameter is None or context is None or parameter.name is None:
        return ""
    source = context.get_parameter_source(parameter.name)
    if source is ParameterSource.DEFAULT_MAP:
        return f"{FILE}: {parameter.opts[0].removeprefix('--')}"
    if source is ParameterSource.ENVIRONMENT:
        return str(parameter.envvar or f"{PREFIX}_{parameter.name.upper()}")
    return parameter.opts[0]


def _wanted(kind: click.ParamType[Any] | None) -> str | None:
    match kind:
        case click.IntRange() | click.FloatRange():
            number = "a whole number" if isinstance(kind, click.IntRange) else "a number"
            if kind.max is None:
                return f"{number} of at least {kind.min}"
            return f"{number} from {kind.min} to {kind.max}"
        case click.Choice():
            return f"one of {', '.join(map(repr, kind.choices))}"
    return "a whole number" if kind is click.INT else None


def _nearest(value: str, kind: click.ParamType[Any] | None) -> str:
    choices = kind.choices if isinstance(kind, click.Choice) else ()
    near = closest(value.strip("'"), map(str, choices))
    return "" if near is None else f"; did you mean {near!r}?"


def _near_path(message: str) -> str:
    missing = re.search("^[^']*'(.+)' does not exist", message)
    return did_you_mean(Path(missing[1])) if missing else ""
