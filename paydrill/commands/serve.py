"""`paydrill serve`, which is `python server.py`: settings, application, server."""

import gc
import signal
import socket
import sys
from typing import NoReturn

import click
import uvicorn

from paydrill import logs
from paydrill.application import Built, build
from paydrill.connections import ConnectionProtocol
from paydrill.contract.documents import ContractError
from paydrill.scenario_files import ScenarioFileError
from paydrill.settings import Settings, command
from paydrill.stores import StoreUrlError

USAGE_ERROR = 2


def listen(settings: Settings) -> socket.socket:
    """A listening socket, so that a taken port is known before anything else is done."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((settings.host, settings.port))
    listener.listen(2048)
    return listener


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
        listener = listen(settings)
    except OSError as error:
        fail(f"cannot listen on {settings.host}:{settings.port}: {error.strerror}; try --port")
    try:
        built = build(settings)
    except (ContractError, ScenarioFileError, StoreUrlError) as error:
        fail(str(error))
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
    announce(built, listener)
    # What is here now stays for good, and rows are out of the collector's reach: full passes over
    # a growing heap are what the slowest requests would wait for.
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000, 50, 100)
    # Until uvicorn listens to signals, and again once it has stopped and raises them anew.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: sys.exit(0))
    try:
        uvicorn.Server(config).run(sockets=[listener])
    finally:
        built.store.close()


def fail(message: str) -> NoReturn:
    """End with one clear line for each thing that is wrong."""
    name = click.get_current_context().command_path
    for line in message.splitlines():
        print(f"{name}: {line}", file=sys.stderr)
    sys.exit(USAGE_ERROR)
