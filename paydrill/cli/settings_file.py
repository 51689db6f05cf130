"""Read `paydrill.toml`, the settings of a project: what the options of `serve` hold."""

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import click

from paydrill.openapi.sources import NAME
from paydrill.values.suggestions import unknown

FILE = Path("paydrill.toml")
"""It is looked for in the folder that the command is called in."""

_CONTRACTS = "contracts"
_OF_CONTRACT = {"file", "mount"}


def read_settings(file: Path, options: Iterable[click.Parameter]) -> dict[str, Any]:
    """Return the settings in a file by the names of their options; none if there is no file.

    Raises `click.UsageError` for a file that cannot be read, an unknown setting, and a value that
    no option takes.
    """
    try:
        text = file.read_text(encoding="utf-8")
        found = tomllib.loads(text)
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise click.UsageError(f"{file} cannot be read: {error}") from None
    except tomllib.TOMLDecodeError as error:
        raise click.UsageError(f"{file} is not TOML: {error}") from None
    settings = {name.replace("-", "_"): value for name, value in found.items()}
    if "contract" in settings:
        raise click.UsageError(
            f"{file}: no setting is called 'contract'; did you mean 'contracts'?"
        )
    if not isinstance(settings.get(_CONTRACTS, ""), str):
        settings["contract"] = _sources(file, settings.pop(_CONTRACTS))
    by_name = {each.name: each for each in options if each.name and not each.is_eager}
    for name, value in settings.items():
        if name not in by_name:
            raise click.UsageError(f"{file}: {unknown('no setting is called', name, by_name)}")
        settings[name] = _taken(file, by_name[name], value)
    return settings


def _taken(file: Path, option: click.Parameter, value: Any) -> Any:
    """Return a value as the command line would have it: numbers are read from text."""
    is_list = isinstance(value, list) and all(isinstance(each, str) for each in value)
    match option:
        case click.Option(is_flag=True):
            wanted, fits = "true or false", isinstance(value, bool)
        case click.Parameter(multiple=True) | click.Argument():
            wanted, fits = 'a list as ["a", "b"]', is_list
        case _:
            wanted, fits = "text or a number", type(value) in {str, int}
    if not fits:
        raise click.UsageError(f"{file}: {str(option.name).replace('_', '-')} takes {wanted}")
    return str(value) if type(value) is int else value


def _sources(file: Path, contracts: Any) -> list[str]:
    """Write contracts as arguments of the command: a list of these, or a table by name."""
    if isinstance(contracts, list) and all(isinstance(each, str) for each in contracts):
        return contracts
    if isinstance(contracts, dict):
        return [_source(file, name, described) for name, described in contracts.items()]
    raise click.UsageError(
        f'{file}: contracts takes a folder, a list as ["shop.yaml"], or tables as'
        ' [contracts.shop] with file = "shop.yaml"'
    )


def _source(file: Path, name: str, described: Any) -> str:
    if not NAME.fullmatch(name):
        raise click.UsageError(
            f"{file}: contracts.{name}: a name is made of letters, digits, - and _"
        )
    if isinstance(described, str):
        return f"{name}={described}"
    if not isinstance(described, Mapping) or "file" not in described:
        raise click.UsageError(f'{file}: contracts.{name} takes file = "…", and mount = "/…"')
    for key in described:
        if key not in _OF_CONTRACT:
            message = unknown(f"contracts.{name} has no", key, _OF_CONTRACT)
            raise click.UsageError(f"{file}: {message}")
    mount = described.get("mount", "")
    if mount and not str(mount).startswith("/"):
        raise click.UsageError(f"{file}: contracts.{name}: a mount begins with /: /{mount}")
    return f"{name}={described['file']}{mount and f'@{mount}'}"
