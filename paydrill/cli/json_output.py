"""Print facts as JSON, for scripts."""

import json
from collections.abc import Callable
from typing import Any, TypeVar

import click

Function = TypeVar("Function", bound=Callable[..., Any])


def json_option(function: Function) -> Function:
    """Add the option `--json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(function)


def print_json(facts: Any) -> None:
    """Print one JSON value, and nothing else, on standard output."""
    click.echo(json.dumps(facts, indent=2))
