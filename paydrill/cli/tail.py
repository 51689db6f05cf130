"""Run `paydrill tail`: follow the request log of a running server."""

import json
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from threading import Event
from typing import Any

import click

from paydrill.cli.client import NotAnswered, ServerClient, sandbox_option, token_option, url_option
from paydrill.cli.request_line import RequestLine
from paydrill.cli.terminal import is_coloured
from paydrill.sandbox.eviction import DEFAULT_SANDBOX

PAUSE_S = 0.5
"""Seconds between two looks at the log."""

_SHOWN_AT_FIRST = 10
_MOST_LISTED = 100


@click.command()
@url_option
@sandbox_option(f"The sandbox to follow; {DEFAULT_SANDBOX} if none is named.")
@click.option("--operation", metavar="ID", help="Only requests of this operationId.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object a line.")
@token_option
def tail(
    url: str,
    sandbox: str | None,
    operation: str | None,
    control_token: str | None,
    *,
    as_json: bool,
) -> None:
    """Print the last requests of a sandbox, then each that comes, until stopped.

    A server that goes away is awaited, and so is a sandbox that is not there yet. Ends with 2 when
    there is no server at first.
    """
    server = ServerClient(url, sandbox, control_token)
    try:
        for request in _followed(server, operation):
            line = {"sandbox": server.sandbox, **request}
            click.echo(json.dumps(line) if as_json else _text(line))
    except KeyboardInterrupt:
        return
    except BrokenPipeError:
        # Python flushes standard output once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _text(request: Mapping[str, Any]) -> str:
    line = RequestLine.of_summary(request["sandbox"], request)
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else sys.maxsize
    return line.text(width, coloured=sys.stdout.isatty() and is_coloured())


def _followed(server: ServerClient, operation: str | None) -> Iterator[dict[str, Any]]:
    """Yield requests in their order, for ever. Raises `NotAnswered` at first only."""
    shown, last = _looked(server, operation, None)
    yield from shown
    is_away = False
    while True:
        Event().wait(PAUSE_S)
        try:
            shown, last = _looked(server, operation, last)
        except NotAnswered as error:
            if not is_away:
                click.echo(f"{error.message}; waiting for it", err=True)
            is_away = True
            continue
        if is_away:
            click.echo(f"{server.url} is back", err=True)
        is_away = False
        yield from shown


def _looked(
    server: ServerClient, operation: str | None, after: int | None
) -> tuple[list[dict[str, Any]], int]:
    """Return the requests after a number, oldest first, and the number of the last there is.

    `None` asks for the last few. Raises `NotAnswered`.
    """
    limit = _SHOWN_AT_FIRST if after is None else _MOST_LISTED
    asked = {"operation": operation, "after": after, "limit": limit}
    page = server.get("/_control/requests", **asked)
    last = page["kept"] + page["forgotten"]
    if after is None:
        return page["requests"][::-1], last
    if last < after:  # the log was emptied, or the server is another
        return _looked(server, operation, 0)
    if page["forgotten"] > after > 0:
        click.echo(f"… {page['forgotten'] - after:,} more", err=True)
    found = page["requests"]
    while (cursor := page["next_cursor"]) is not None:
        page = server.get("/_control/requests", **asked, cursor=cursor)
        found += page["requests"]
    return found[::-1], last
