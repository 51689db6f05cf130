"""Read `paydrill.toml`, the settings of a project: what the options of `serve` hold."""

import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import click

from paydrill.values.suggestions import unknown

FILE = Path("paydrill.toml")
"""It is looked for in the folder that the command is called in."""

_CONTRACTS = "contracts"
_OF_CONTRACT = {"file", "mount"}


def read_settings(file: Path, options: Collection[str]) -> dict[str, Any]:
    """Return the settings in a file by the names of their options; none if there is no file.

    `options` are those that can be set, with underscores. Raises `click.UsageError` for a file that
    cannot be read, and for an unknown setting.
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
    for name in settings:
        if name not in options:
            raise click.UsageError(f"{file}: {unknown('no setting is called', name, options)}")
    if isinstance(settings.get(_CONTRACTS), list | dict):
        settings["contract"] = _sources(file, settings.pop(_CONTRACTS))
    return settings


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
    if isinstance(described, str):
        return f"{name}={described}"
    if not isinstance(described, Mapping) or "file" not in described:
        raise click.UsageError(f'{file}: contracts.{name} takes file = "…", and mount = "/…"')
    for key in described:
        if key not in _OF_CONTRACT:
            message = unknown(f"contracts.{name} has no", key, _OF_CONTRACT)
            raise click.UsageError(f"{file}: {message}")
    mount = f"@{described['mount']}" if "mount" in described else ""
    return f"{name}={described['file']}{mount}"
