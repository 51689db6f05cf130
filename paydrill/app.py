"""Put the whole server together as one ASGI application: store, engine, contracts, pages."""

import warnings
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from paydrill import __version__
from paydrill.delivery.webhooks.checking import Check, message_check
from paydrill.delivery.webhooks.dispatcher import Dispatcher
from paydrill.delivery.webhooks.sender import WebhookSender
from paydrill.delivery.webhooks.targets import Targets
from paydrill.delivery.websocket import EventSockets
from paydrill.domain import PAYMENTS
from paydrill.openapi.documents import Contract, ContractError, load_contracts
from paydrill.openapi.operation import Operation
from paydrill.openapi.security import declared_credentials
from paydrill.pages.documentation import documentation
from paydrill.pages.published import PublishedContract
from paydrill.pages.server_facts import ServerFacts
from paydrill.pipeline.control_guard import Guard
from paydrill.pipeline.execution import Execution
from paydrill.pipeline.intake import Intake, NonHttpHandlers
from paydrill.pipeline.origins import Origins
from paydrill.pipeline.router import Routes
from paydrill.pipeline.sender import Sender
from paydrill.request_log.memory_log import MemoryLog
from paydrill.request_log.metrics import Metrics
from paydrill.request_log.recorder import Recorder
from paydrill.request_log.redaction import Redaction
from paydrill.request_log.searching import searching
from paydrill.request_log.shared_log import SharedLog
from paydrill.responders.handlers import Handler, example_handler, find_handler
from paydrill.sandbox.due_worker import doing_due_work
from paydrill.sandbox.engine import Engine
from paydrill.sandbox.idempotency import InFlight
from paydrill.sandbox.ports import Store
from paydrill.sandbox.sandbox import World
from paydrill.sandbox.scripting import OWN_CONTRACTS
from paydrill.scenarios.files import Vocabulary
from paydrill.scenarios.files.library import Library
from paydrill.scenarios.files.watching import watching
from paydrill.scenarios.outcomes import DECLINES
from paydrill.server.asgi import Application
from paydrill.server.lifespan import Lifespan, Meanwhile
from paydrill.settings import Settings
from paydrill.standards import standards
from paydrill.stores import canonical, open_store, shown
from paydrill.values.cards import BRANDS

if TYPE_CHECKING:
    from paydrill.pipeline.batch import BatchDriver
    from paydrill.pipeline.endpoint import Endpoint

HANDLERS = "handlers"
PAGES = ("docs", "redoc", "openapi")


@dataclass(frozen=True)
class Built:
    """A server put together: the application, the facts about it, and the store to close."""

    application: Application
    served: ServerFacts
    store: Store


def build(settings: Settings) -> Built:
    """Put a server together.

    Raises `ContractError`, `ScenarioFileError` and `StoreUrlError`, whose texts are for people.
    """
    contracts = load_contracts(settings.contracts)
    library = Library(settings.scenarios, settings.scenario_file, known_words(contracts))
    served = ServerFacts(
        version=__version__,
        contracts=contracts,
        library=library,
        store=shown(canonical(settings.store)),
        base_url=settings.base_url,
    )
    handlers = find_handlers(contracts)
    store = open_store(settings.store, settings.durability)
    engine = _engine(settings, store, library)
    recorder, searches = _recorder(settings.request_log, contracts, store)
    engine.dropped = recorder.forget
    in_flight = InFlight()
    services = {"served": served, "recorder": recorder, "library": library}
    services["metrics"] = Metrics(recorder)
    executions = {
        operation.id: Execution(operation, handler, engine, in_flight, services)
        for operation, handler in handlers
    }
    routes = Routes((operation for operation, _ in handlers), _page_paths(contracts))
    check = message_check()
    dispatcher = _dispatcher(settings, engine, check)
    sender = Sender(recorder, dispatcher.delivered)
    app, batch = _connexion(settings.pipeline, contracts, executions, routes, sender, store)
    meanwhile: list[Meanwhile] = [
        partial(doing_due_work, engine, blocking=store.blocks),
        dispatcher.working,
        partial(_hearing_of_others, engine),
        partial(watching, library),
        *searches,
    ]
    sockets = EventSockets(engine, check, blocking=store.blocks)
    others = NonHttpHandlers(Lifespan(app, meanwhile), sockets, batch)
    guard, origins = _admission(settings)
    return Built(Intake(app, routes, guard, sender, others, origins), served, store)


def _admission(settings: Settings) -> tuple[Guard, Origins]:
    guard = Guard(settings.control_token, settings.allow_host)
    return guard, Origins(settings.cors_origin)


def _page_paths(contracts: Iterable[Contract]) -> list[str]:
    """List the documentation's pages and files."""
    files = [f"/openapi/{each.name}.{kind}" for kind in ("json", "yaml") for each in contracts]
    return ["/docs", "/redoc", *files]


def _engine(settings: Settings, store: Store, library: Library) -> Engine:
    world = World(library, standards(), PAYMENTS, settings.seed)
    return Engine(store, world, max_sandboxes=settings.max_sandboxes)


def _dispatcher(settings: Settings, engine: Engine, check: Check) -> Dispatcher:
    webhook_sender = WebhookSender(Targets(public=settings.webhooks_to_public_hosts))
    return Dispatcher(engine, check, webhook_sender, blocking=engine.store.blocks)


def _recorder(
    most: int, contracts: Iterable[Contract], store: Store
) -> tuple[Recorder, list[Meanwhile]]:
    """Make the recorder and the tasks that search its log; a shared store keeps the log itself.

    It keeps `most` exchanges of a sandbox; 0 means no log.
    """
    redaction = Redaction(declared_credentials(contract.raised for contract in contracts))
    if most == 0:
        return Recorder(None, redaction, PAGES), []
    if store.journal is not None:
        return Recorder(SharedLog(store.journal, most), redaction, PAGES), []
    log = MemoryLog(most, redaction)
    return Recorder(log, redaction, PAGES), [partial(searching, log)]


@asynccontextmanager
async def _hearing_of_others(engine: Engine) -> AsyncIterator[None]:
    """Notify the engine of what other processes do in the same store, while open."""
    with engine.store.listening(engine.changed_elsewhere):
        yield


def known_words(contracts: Iterable[Contract]) -> Vocabulary:
    """Collect the words that a scenario can use under these contracts."""
    operations = {
        operation.id: operation
        for contract in contracts
        for operation in contract.operations
        if contract.name not in OWN_CONTRACTS
    }
    return Vocabulary(
        operations=frozenset(operations),
        scripted=PAYMENTS.scripted & operations.keys(),
        on_payments=PAYMENTS.on_payments & operations.keys(),
        statuses={
            name: frozenset(int(status) for status in operation.responses if status.isdigit())
            for name, operation in operations.items()
        },
        decline_codes=frozenset(DECLINES),
        pending_reasons=None,
        brands=BRANDS,
        event_types=PAYMENTS.event_types,
        currencies=frozenset(standards().currency_exponents),
    )


def find_handlers(contracts: Iterable[Contract]) -> list[tuple[Operation, Handler]]:
    """Find the handler of every operation, or else its own example.

    Raises `ContractError` naming the operations that have neither.
    """
    found: list[tuple[Operation, Handler]] = []
    problems: list[str] = []
    for contract in contracts:
        for operation in contract.operations:
            try:
                handler = find_handler(operation, HANDLERS) or example_handler(operation)
                found.append((operation, handler))
            except LookupError:
                name = f"{operation.id} ({operation.method.upper()} {operation.template})"
                problems.append(f"{contract.file}: {name} has neither a handler nor an example")
    if problems:
        raise ContractError(problems)
    return found


def _written(contract: Contract) -> dict[str, Any]:
    return contract.document


def _connexion(
    pipeline: str,
    contracts: tuple[Contract, ...],
    executions: dict[str, Execution],
    routes: Routes,
    sender: Sender,
    store: Store,
) -> "tuple[Application, BatchDriver | None]":
    """Make Connexion with the pipeline in front, and the driver of requests that need not wait."""
    with warnings.catch_warnings():
        # Connexion 3.3 imports names that its dependencies have deprecated.
        warnings.simplefilter("ignore")
        from paydrill.pipeline.batch import BatchDriver  # noqa: PLC0415 - slow, and it warns
        from paydrill.pipeline.connexion_stack import stock_app  # noqa: PLC0415 - slow, and it warns
        from paydrill.pipeline.dispatch import Dispatcher  # noqa: PLC0415 - slow, and it warns
        from paydrill.pipeline.middleware import PipelineMiddleware  # noqa: PLC0415 - slow, and it warns

    endpoints: dict[str, Endpoint] = {}
    parts: dict[str, Any] = {
        "routes": routes,
        "endpoints": endpoints,
        "sender": sender,
        "pages": PAGES,
    }
    compiled = partial(PipelineMiddleware, blocking=store.blocks, **parts)
    app = stock_app(contracts, executions, routes, [] if pipeline == "stock" else [compiled])
    pages = {
        each.name: PublishedContract(each.name, each.title, each.base_path, partial(_written, each))
        for each in contracts
    }
    app.app.register_blueprint(documentation(pages))
    if pipeline == "stock":
        return Dispatcher(app, **parts), None
    return app.middleware, BatchDriver(routes, endpoints, sender)
