"""Show a command the project that `serve` serves in this folder: by options, variables and file."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

import click

from paydrill.cli.completion import files_named, scenario_names
from paydrill.cli.options import command
from paydrill.settings import Settings

Function = TypeVar("Function", bound=Callable[..., Any])


def settings_here(
    options: Mapping[str, Any] | None = None, contracts: Sequence[str] = ()
) -> Settings:
    """Return the settings that `serve` has here, with these options and contracts given.

    An option goes before its variable, and a variable before `paydrill.toml`. Raises `WrongUsage`.
    """
    found: list[Settings] = []
    serve = command(found.append)
    arguments = [*_written(options or {}), "--", *contracts]
    with serve.make_context(click.get_current_context().command_path, arguments) as context:
        serve.invoke(context)
    return found[0]


def _written(options: Mapping[str, Any]) -> Iterator[str]:
    for name, value in options.items():
        if value is not None:
            values = value if isinstance(value, tuple) else (value,)
            yield from (f"--{name}={each}" for each in values)


def project_options(*names: str) -> Callable[[Function], Callable[..., Any]]:
    """Add options of `serve`, by name; the command is called with `settings` in their place.

    An argument called `contracts_served` names the contracts, as it does for `serve`.
    """

    def with_options(function: Function) -> Callable[..., Any]:
        @wraps(function)
        def with_settings(contracts_served: Sequence[str] = (), **given: Any) -> None:
            options = {name: given.pop(name) for name in names}
            function(settings=settings_here(options, contracts_served), **given)

        made: Callable[..., Any] = with_settings
        for name in reversed(names):
            made = _OPTIONS[name](made)
        return made

    return with_options


_FOLDER = click.Path(path_type=Path, file_okay=False, exists=True)
_OPTIONS = {
    "contracts": click.option(
        "--contracts",
        type=_FOLDER,
        help="Folder of the OpenAPI contracts.",
        show_default="openapi/ here, over those shipped",
    ),
    "scenarios": click.option(
        "--scenarios",
        type=_FOLDER,
        help="Folder of the scenario files.",
        show_default="scenarios/ here, over those shipped",
    ),
    "scenario": click.option(
        "--scenario",
        shell_complete=scenario_names,
        show_default=Settings.scenario,
        help="A name in scenarios/, or a path to a YAML file.",
    ),
    "overlay": click.option(
        "--overlay",
        multiple=True,
        shell_complete=files_named,
        metavar="FILE",
        help="Overlay that puts a contract right, besides those in overlays/; again for more.",
    ),
    "handlers": click.option(
        "--handlers",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="Folder of functions that answer operations, in modules called as the contracts.",
        show_default="handlers/ of a project",
    ),
}
