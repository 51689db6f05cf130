"""Run `paydrill serve`, which is `python server.py`: settings, application, server."""

import gc
import shlex
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from functools import partial
from typing import NoReturn

import click
import uvicorn

from paydrill.app import Built, build
from paydrill.cli.fetching import local
from paydrill.cli.listening import CannotListen
from paydrill.cli.options import command
from paydrill.cli.progress import progress
from paydrill.cli.request_printer import printing
from paydrill.cli.settings_file import FILE
from paydrill.cli.starter import CannotSay, end_with_stdin, ready_file
from paydrill.cli.tls import Doors, open_doors, tls_context, told
from paydrill.cli.usage import PROGRAM
from paydrill.openapi import cache
from paydrill.openapi.documents import Contract, ContractError, passed_over
from paydrill.openapi.security import declared_credentials
from paydrill.openapi.sources import Source, SourceError
from paydrill.pages.start import curl_examples
from paydrill.responders.handlers import HandlerError
from paydrill.scenarios.files import ScenarioFileError
from paydrill.scenarios.files.choosing import NoSuchScenario, require_scenario
from paydrill.server import logs
from paydrill.server.patience import IDLE_S
from paydrill.server.protocol import ConnectionProtocol
from paydrill.server.serving import Server, allow_most_connections
from paydrill.server.tls import TlsError
from paydrill.server.workers import Line, supervise
from paydrill.settings import Settings
from paydrill.stores import StoreUrlError, shown
from paydrill.values.counts import counted

USAGE_ERROR = 2

_FOR_PEOPLE = (
    CannotListen,
    CannotSay,
    ContractError,
    HandlerError,
    NoSuchScenario,
    SourceError,
    StoreUrlError,
    TlsError,
)
"""Errors of a start whose texts are lines for people."""


def announce(built: Built, settings: Settings) -> None:
    """Print the server's address, what it serves, and what to do next."""
    url, served = settings.base_url, built.served
    _, command_line = curl_examples(url, served.operations, [c.name for c in served.contracts])[0]
    print(f"Paydrill {served.version} on {url}")
    for name, text in (
        *told(settings),
        ("Documentation", f"{url}/{served.pages}docs"),
        ("Contracts", ", ".join(contract.title for contract in served.contracts)),
        *(("Overlays", str(each.file)) for c in served.contracts for each in c.overlays),
        *(("Findings", text) for text in _findings(served.contracts, settings.overlay)),
        *(("Findings", text) for text in passed_over(settings.contracts, served.contracts)),
        *(("Findings", text) for text in built.warnings),
        ("Scenario", served.scenario),
        ("Store", served.store),
        ("Try", " ".join(command_line)),
        ("Follow", f"{PROGRAM} tail --url {shlex.quote(url)}"),
        ("Script", _next_step()),
    ):
        print(f"  {name:<14} {text}", flush=True)


def _next_step() -> str:
    if FILE.exists():
        return f"{PROGRAM} check tells whether scenarios say what they mean"
    return f"{PROGRAM} init writes a scenario of your own, and a test"


def _findings(contracts: Sequence[Contract], overlays: Sequence[str]) -> Iterator[str]:
    """Say of each contract that has findings how many there are, and how to see them."""
    for contract in contracts:
        if number := len(contract.findings):
            place = contract.address or contract.file
            served = f"{place}: {counted(len(contract.operations), 'operation')} served"
            named = [f"--overlay {o.file}" for o in contract.overlays if str(o.file) in overlays]
            command = " ".join(["check", str(place), *named])
            shows = f"{PROGRAM} {command} shows them, and looks for more"
            yield f"{served}; {counted(number, 'finding')} ({shows})"


@command
def serve(settings: Settings) -> None:
    """Serve the payment contracts of openapi/, with outcomes decided by a scenario."""
    _end_by_signals()
    logs.set_up(settings.log_level)
    if settings.stop_with_stdin:
        end_with_stdin()
    with _told_to_people():
        tls_context(settings)
        doors = open_doors(settings)
        settings = doors[0].named_in(settings)
        by_tls = settings.tls_url if doors[0].tls is not None else None
        with ready_file(settings.ready_file, settings.base_url, by_tls):
            _serve(settings, doors)


@contextmanager
def _told_to_people() -> Iterator[None]:
    """End with a line for each thing that is wrong with the files and settings of a start."""
    try:
        yield
    except ScenarioFileError as error:
        fail(*(problem.pointed() for problem in error.problems))
    except _FOR_PEOPLE as error:
        fail(*str(error).splitlines())


def _serve(settings: Settings, doors: Sequence[Doors]) -> None:
    """Put the server together, and serve until stopped. Raises what `build` raises."""
    require_scenario(settings.scenario, settings.scenario_file, settings.scenarios)
    settings = replace(settings, sources=_local(settings))
    with progress(_doing(settings)):
        built = build_for_good(settings)
    if settings.workers > 1 and not built.store.shared:
        scheme = settings.store.partition(":")[0]
        fail(
            f"--workers {settings.workers} needs a store that processes can share, such as "
            f"postgresql://USER@HOST/NAME; {scheme}: belongs to one process"
        )
    announce(built, settings)
    if settings.workers == 1:
        run(settings, built, doors[0])
    else:
        built.store.close()
        supervise([partial(work, settings, *each) for each in enumerate(doors)])


def _doing(settings: Settings) -> str:
    """Say what a start does that may take long."""
    folders = [each.name for each in settings.contracts[:1]]
    places = folders + [each.address or each.place for each in settings.sources]
    return f"Reading {', '.join(places)}, opening {shown(settings.store)}"


def _local(settings: Settings) -> tuple[Source, ...]:
    """Read contracts that have an address into files. Raises `SourceError`."""
    return tuple(
        local(source, cache.folder(), refresh=settings.refresh) for source in settings.sources
    )


def work(settings: Settings, number: int, doors: Doors, line: Line) -> None:
    """Run one of several workers; only the first reports on scenario files, as all read them."""
    logs.set_up(settings.log_level, reports_scenarios=number == 0)
    with _told_to_people():
        run(settings, build_for_good(settings), doors, line, reports_scenarios=number == 0)


def build_for_good(settings: Settings) -> Built:
    """Put the server together; its objects stay for as long as it serves.

    The garbage collector never looks at them: not during the build, which makes next to no garbage,
    nor later, because the slowest requests would wait for full passes. The thresholds keep passes
    over young objects short, which one request in a hundred would wait for; rows are not tracked at
    all. Raises what `build` raises.
    """
    gc.disable()
    built = build(settings)
    gc.freeze()
    gc.set_threshold(1_000, 50, 100)
    gc.enable()
    return built


def _end_by_signals() -> None:
    """Let signals end the process in order, before uvicorn handles them and after."""
    for number in (signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):
        if signal.getsignal(number) is not signal.SIG_IGN:  # as nohup has it
            signal.signal(number, lambda *_: sys.exit(0))


def run(
    settings: Settings,
    built: Built,
    doors: Doors,
    line: Line | None = None,
    *,
    reports_scenarios: bool = True,
) -> None:
    """Serve until stopped by a signal, or by the supervisor at the other end of the `line`."""
    documents = (contract.raised for contract in built.served.contracts)
    hidden = declared_credentials(documents).query
    logs.set_up(settings.log_level, hidden, reports_scenarios=reports_scenarios)
    shows_requests = sys.stderr.isatty() and settings.log_level != "error"
    config = uvicorn.Config(
        built.application,
        lifespan="on",
        log_config=None,
        log_level=settings.log_level,
        access_log=settings.log_level in {"debug", "info"} and not shows_requests,
        server_header=False,
        proxy_headers=False,
        http=ConnectionProtocol,
        timeout_keep_alive=IDLE_S,
        ws="websockets-sansio",
    )
    _end_by_signals()
    allow_most_connections()
    try:
        with printing(built.recorder) if shows_requests else nullcontext():
            server = Server(config, doors.tls, tls_context(settings), line)
            server.run(sockets=[doors.plain])
    finally:
        built.store.close()


def fail(*messages: str) -> NoReturn:
    """Exit after one line for each thing that is wrong, with further lines of detail."""
    context = click.get_current_context(silent=True)  # a worker has none
    name = PROGRAM if context is None else context.command_path
    for message in messages:
        print(f"{name}: {message}", file=sys.stderr)
    sys.exit(USAGE_ERROR)
