"""`paydrill serve`, which is `python server.py`: settings, application, server."""

import gc
import signal
import socket
import sys
from functools import partial
from typing import NoReturn

import click
import uvicorn

from paydrill import logs
from paydrill.application import Built, build
from paydrill.commands.workers import supervise
from paydrill.contract.documents import ContractError
from paydrill.contract.security import declared_credentials
from paydrill.protocol import ConnectionProtocol
from paydrill.scenario_files import ScenarioFileError
from paydrill.settings import Settings, command
from paydrill.stores import StoreUrlError

USAGE_ERROR = 2

_BACKLOG = 2048


def listen(settings: Settings) -> list[socket.socket]:
    """A listening socket a worker, so that a taken port is known before anything else is done.

    The kernel spreads connections over several that share a port; each has a queue of its own,
    which outlives its worker. Raises `OSError`.
    """
    alone = _bound(settings.host, settings.port)
    if settings.workers == 1:
        alone.listen(_BACKLOG)
        return [alone]
    port = alone.getsockname()[1]
    alone.close()  # that it could be had shows that nobody else shares the port
    listeners = [_bound(settings.host, port, shared=True) for _ in range(settings.workers)]
    for listener in listeners:
        listener.listen(_BACKLOG)
    return listeners


def _bound(host: str, port: int, *, shared: bool = False) -> socket.socket:
    bound = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if shared:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    bound.bind((host, port))
    return bound


def announce(built: Built, listener: socket.socket) -> None:
    """Tell the person at the terminal what is served, and where."""
    host, port = listener.getsockname()[:2]
    url = f"http://{f'[{host}]' if ':' in host else host}:{port}"
    served = built.served
    print(f"Paydrill {served.version} on {url}")
    for contract in served.contracts:
        print(f"  {contract.title:<28} {url}{contract.base_path or '/'}")
    print(f"  {'Documentation':<28} {url}/docs")
    print(f"  {'Scenario':<28} {served.scenario}")
    print(f"  {'Store':<28} {served.store}", flush=True)


@command
def serve(settings: Settings) -> None:
    """Serve the payment contracts of openapi/, with outcomes decided by a scenario."""
    logs.set_up(settings.log_level)
    try:
        listeners = listen(settings)
    except OSError as error:
        fail(f"cannot listen on {settings.host}:{settings.port}: {error.strerror}; try --port")
    try:
        built = build_for_good(settings)
    except ScenarioFileError as error:
        fail(*(problem.pointed() for problem in error.problems))
    except (ContractError, StoreUrlError) as error:
        fail(*str(error).splitlines())
    if settings.workers > 1 and not built.store.shared:
        scheme = settings.store.partition(":")[0]
        fail(
            f"--workers {settings.workers} needs a store that processes can share, such as "
            f"postgresql://USER@HOST/NAME; {scheme}: belongs to one process"
        )
    announce(built, listeners[0])
    if settings.workers == 1:
        run(settings, built, listeners[0])
    else:
        built.store.close()
        supervise([partial(work, settings, *each) for each in enumerate(listeners)])


def work(settings: Settings, number: int, listener: socket.socket) -> None:
    """What each of several workers does; the first speaks for all of the files that all read."""
    logs.set_up(settings.log_level, reports_scenarios=number == 0)
    run(settings, build_for_good(settings), listener, reports_scenarios=number == 0)


def build_for_good(settings: Settings) -> Built:
    """Put the server together; what is there then stays for as long as it serves.

    The collector never looks at it: not while it is made, for next to none of it is garbage, nor
    later, for full passes are what the slowest requests would wait for. Rows are out of its reach,
    and long passes over what is young are what one request in a hundred would wait for. Raises what
    `build` raises.
    """
    gc.disable()
    built = build(settings)
    gc.freeze()
    gc.set_threshold(1_000, 50, 100)
    gc.enable()
    return built


def run(
    settings: Settings, built: Built, listener: socket.socket, *, reports_scenarios: bool = True
) -> None:
    """Serve until told to stop."""
    documents = (contract.document for contract in built.served.contracts)
    hidden = declared_credentials(documents).query
    logs.set_up(settings.log_level, hidden, reports_scenarios=reports_scenarios)
    config = uvicorn.Config(
        built.application,
        lifespan="on",
        log_config=None,
        log_level=settings.log_level,
        access_log=settings.log_level in {"debug", "info"},
        server_header=False,
        proxy_headers=False,
        http=ConnectionProtocol,
        ws="websockets-sansio",
    )
    # Until uvicorn listens to signals, and again once it has stopped and raises them anew.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: sys.exit(0))
    try:
        uvicorn.Server(config).run(sockets=[listener])
    finally:
        built.store.close()


def fail(*messages: str) -> NoReturn:
    """End with one clear line for each thing that is wrong, and what else there is to see of it."""
    name = click.get_current_context().command_path
    for message in messages:
        print(f"{name}: {message}", file=sys.stderr)
    sys.exit(USAGE_ERROR)
