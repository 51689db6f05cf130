"""Run `paydrill settle`: close settlement batches, and download their files."""

from collections.abc import Iterator
from http.client import HTTPResponse
from itertools import count as numbers
from pathlib import Path
from typing import Any, NamedTuple

import click

from paydrill.cli.client import (
    NotAnswered,
    Refused,
    ServerClient,
    sandbox_option,
    token_option,
    url_option,
)
from paydrill.cli.json_output import json_option, print_json
from paydrill.cli.progress import progress
from paydrill.payments.errors import SettlementFileNotFound
from paydrill.payments.settlement.formats import FORMATS
from paydrill.sandbox.eviction import DEFAULT_SANDBOX
from paydrill.standards import standards
from paydrill.values.counts import counted

NO_FILE = 1

_PIECE = 64 * 1024
_MOST_LISTED = 100


class Filed(NamedTuple):
    """A batch and its downloaded file; `None` if it has no file yet."""

    batch: dict[str, Any]
    file: Path | None


@click.command()
@click.option(
    "--format",
    "written_in",
    type=click.Choice(list(FORMATS)),
    default="csv",
    show_default=True,
    help="What the files are written in.",
)
@click.option(
    "--out",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="Folder to put them in; it is made when missing.",
)
@click.option("--currency", help="Settle this currency only.")
@click.option("--business-date", metavar="DATE", help="Settle this date only, as 2026-01-27.")
@click.option("--closed", is_flag=True, help="Close nothing: download what is closed already.")
@url_option
@sandbox_option(f"The sandbox to settle; {DEFAULT_SANDBOX} if none is named.")
@json_option
@token_option
def settle(
    url: str,
    sandbox: str | None,
    written_in: str,
    folder: Path,
    *,
    closed: bool,
    as_json: bool,
    **which: str | None,
) -> None:
    """Close the open settlement batches of a sandbox, and download their files.

    Ends with 1 when a batch has no file to download, and with 2 when the server closes nothing.
    """
    server = ServerClient(url, sandbox, which.pop("control_token"))
    server.require_sandbox()
    wanted = {name: value for name, value in which.items() if value is not None}
    with progress("Closing"):
        batches = (
            list(_closed(server, wanted))
            if closed
            else server.post("/settlements", wanted)["batches"]
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        filed = _download(server, batches, written_in, folder)
    except OSError as error:
        raise NotAnswered(f"{folder} cannot be written: {error.strerror}") from None
    if as_json:
        print_json([{"file": each.file and str(each.file), "batch": each.batch} for each in filed])
    else:
        click.echo("\n".join(map(_told, filed)) or "nothing to settle")
    if not all(each.file for each in filed):
        raise click.exceptions.Exit(NO_FILE)


def _told(filed: Filed) -> str:
    batch, file = filed
    currency, count = batch["currency"], batch["line_count"]
    net = f"{batch['net']:.{standards().currency_exponents[currency]}f}"
    name = file or f"{batch['batch_id']} has no file"
    return f"{name}: {counted(count, 'line')}, net {net} {currency}"


def _closed(server: ServerClient, wanted: dict[str, str]) -> Iterator[dict[str, Any]]:
    """Yield the batches that are closed already, newest first."""
    cursor: str | None = None
    while True:
        page = server.get("/settlements", limit=_MOST_LISTED, cursor=cursor, **wanted)
        yield from page["batches"]
        cursor = page["next_cursor"]
        if cursor is None:
            return


def _download(
    server: ServerClient, batches: list[dict[str, Any]], written_in: str, folder: Path
) -> list[Filed]:
    filed: list[Filed] = []
    with progress("Downloading", sum(each["line_count"] for each in batches), "lines") as advance:
        for batch in batches:
            path = f"/settlements/{batch['batch_id']}/file"
            taken = {each.file for each in filed}
            try:
                with server.opened(path, format=written_in) as answer:
                    name = Path(answer.headers.get_filename(batch["batch_id"])).name
                    file = _free(folder / name, taken)
                    for piece in _kept(answer, file):
                        advance(piece.count(FORMATS[written_in].end_of_line))
            except Refused as refused:
                if refused.code != SettlementFileNotFound.code:
                    raise
                filed.append(Filed(batch, None))
            else:
                filed.append(Filed(batch, file))
    return filed


def _free(file: Path, taken: set[Path | None]) -> Path:
    """Return the file's name, or a free one beside it where a batch was delivered twice."""
    names = (
        file if n == 1 else file.with_name(f"{file.stem}-{n}{file.suffix}") for n in numbers(1)
    )
    return next(name for name in names if name not in taken)


def _kept(answer: HTTPResponse, file: Path) -> Iterator[bytes]:
    """Write the file, yielding each piece written; it gets its name only when it is whole."""
    unfinished = file.with_name(f"{file.name}.part")
    try:
        with unfinished.open("wb") as to:
            while piece := answer.read1(_PIECE):
                to.write(piece)
                yield piece
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)
