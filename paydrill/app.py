"""Put the whole server together as one ASGI application: store, engine, contracts, pages."""

import warnings
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from paydrill import __version__
from paydrill.delivery.webhooks.checking import Check, message_check
from paydrill.delivery.webhooks.dispatcher import Dispatcher
from paydrill.delivery.webhooks.sender import WebhookSender
from paydrill.delivery.webhooks.targets import Targets
from paydrill.delivery.websocket import EventSockets
from paydrill.domain import PAYMENTS, with_resources
from paydrill.openapi.addresses import addresses
from paydrill.openapi.documents import Contract, ContractFile, load_contracts
from paydrill.openapi.operation import Operation
from paydrill.openapi.resource_words import UnknownIds
from paydrill.openapi.security import declared_credentials
from paydrill.pages.documentation import documentation
from paydrill.pages.published import PublishedContract
from paydrill.pages.server_facts import ServerFacts
from paydrill.pipeline.asgi import AsgiDriver
from paydrill.pipeline.batch import BatchDriver
from paydrill.pipeline.control_guard import Guard
from paydrill.pipeline.endpoint import Endpoint
from paydrill.pipeline.execution import Execution
from paydrill.pipeline.intake import Batch, Intake, NonHttpHandlers
from paydrill.pipeline.origins import Origins
from paydrill.pipeline.router import Routes
from paydrill.pipeline.sender import Sender
from paydrill.request_log.memory_log import MemoryLog
from paydrill.request_log.metrics import Metrics
from paydrill.request_log.recorder import Recorder
from paydrill.request_log.redaction import Redaction
from paydrill.request_log.searching import searching
from paydrill.request_log.shared_counts import SharedCounts, writing
from paydrill.request_log.shared_log import SharedLog
from paydrill.request_log.sockets import RequestSockets
from paydrill.responders.choosing import catalogs_of, find_handlers, shared_by_contract, stand_ins
from paydrill.responders.habits import Habits
from paydrill.responders.handler_folder import HandlerFolder
from paydrill.responders.handlers import Handler, described
from paydrill.responders.pushes.sending import pushes_by_contract
from paydrill.sandbox.due_worker import doing_due_work
from paydrill.sandbox.engine import Engine
from paydrill.sandbox.idempotency import InFlight
from paydrill.sandbox.ports import Store
from paydrill.sandbox.world import World
from paydrill.scenarios.files.library import Library
from paydrill.scenarios.files.vocabulary import Vocabulary
from paydrill.scenarios.files.watching import watching
from paydrill.server import authority
from paydrill.server.asgi import Application
from paydrill.server.lifespan import Lifespan, Meanwhile
from paydrill.settings import Settings
from paydrill.shipped import CONTRACTS, SCENARIOS
from paydrill.standards import standards
from paydrill.stores import canonical, open_store, shown
from paydrill.values.own_contracts import OWN_CONTRACTS, OWN_MODULES
from paydrill.vocabulary import known_words

PAGES = ("docs", "redoc", "openapi", "console")

_OF_ANY_CONTRACT = SCENARIOS / "any-contract"


@dataclass(frozen=True)
class Built:
    """A server put together: the application, the facts about it, and what it is made of.

    The store is to be closed.
    """

    application: Application
    served: ServerFacts
    store: Store
    engine: Engine
    recorder: Recorder
    warnings: tuple[str, ...]
    """Lines about handlers that answer nothing."""


@dataclass(frozen=True)
class Parts:
    """The parts of a server that its stack is made of; `executions` are keyed by operation id."""

    contracts: tuple[Contract, ...]
    executions: dict[str, Execution]
    routes: Routes
    sender: Sender
    engine: Engine


Stack = Callable[[Parts], tuple[Application, Batch | None]]
"""Makes what answers requests, and the driver of those that need not wait."""


def connexion_stack(parts: Parts) -> tuple[Application, Batch | None]:
    """Make Connexion with the pipeline and the documentation in it, and the batch driver."""
    with warnings.catch_warnings():
        # Connexion 3.3 imports names that its dependencies have deprecated.
        warnings.simplefilter("ignore")
        from paydrill.pipeline.flask_pages import FlaskPages  # noqa: PLC0415 - slow, and it warns
        from paydrill.pipeline.middleware import (  # noqa: PLC0415 - slow, and it warns
            PipelineMiddleware,
            connexion_app,
        )

    published = {
        each.name: PublishedContract(
            each.name,
            each.title,
            each.base_path,
            partial(_written, each),
            is_mounted=each.mount is not None,
            is_ours=_is_ours(each),
        )
        for each in parts.contracts
    }
    pages = FlaskPages(documentation(published), PAGES, parts.routes)
    endpoints: dict[str, Endpoint] = {}
    driver = AsgiDriver(endpoints, parts.sender, parts.engine, parts.routes, pages)
    pipeline = partial(PipelineMiddleware, driver=driver, endpoints=endpoints)
    app = connexion_app(parts.contracts, parts.executions, pages.application, pipeline)
    return app, BatchDriver(endpoints, parts.sender, parts.engine.store.group)


def _is_ours(contract: Contract) -> bool:
    return contract.name in OWN_MODULES and contract.file.resolve().parent == CONTRACTS


def _written(contract: Contract) -> dict[str, Any]:
    return contract.document


def build(
    settings: Settings,
    *,
    contracts: tuple[Contract, ...] | None = None,
    handlers: Mapping[str, Handler] | None = None,
    store: Store | None = None,
    stack: Stack = connexion_stack,
) -> Built:
    """Put a server together.

    `contracts`, `handlers` by operation id, and `store` take the place of those that the settings
    and the handlers' package give; `stack` is another where a test compares them. Raises
    `ContractError`, `HandlerError`, `ScenarioFileError`, `StoreUrlError` and `TlsError`: texts for
    people.
    """
    contracts = contracts or read_contracts(settings)
    catalogs = catalogs_of(contracts)
    habits = _habits(settings)
    pushes = pushes_by_contract(contracts, catalogs, full=habits.full)
    shared = shared_by_contract(catalogs, pushes)
    team = HandlerFolder.of(settings.handlers, contracts)
    answering = find_handlers(contracts, shared, handlers, habits, team)
    standing = stand_ins(answering)
    domain = with_resources(PAYMENTS, catalogs.values(), pushes.values(), standing)
    known = known_words(contracts, domain, catalogs, pushes, standing.__contains__)
    library = _library(settings, known)
    handler_of = {operation.id: handler for operation, handler in answering}
    served = ServerFacts(
        version=__version__,
        contracts=contracts,
        library=library,
        store=shown(canonical(settings.store)),
        base_url=settings.base_url,
        described=lambda operation: described(operation, handler_of[operation.id]),
        authority=authority.kept().certificate if settings.tls_self_signed else None,
        needs_token=settings.control_token is not None,
    )
    store = store or open_store(settings.store, settings.durability)
    world = World(library, standards(), domain, settings.seed)
    engine = Engine(store, world, max_sandboxes=settings.max_sandboxes)
    recorder, writes = _recorder(settings.request_log, contracts, engine)
    services = {"served": served, "recorder": recorder, "library": library, "pushes": pushes}
    executions = _executions(answering, engine, {**services, "metrics": Metrics(recorder)})
    routes = Routes(addresses(contracts), _page_paths(contracts))
    check = message_check()
    dispatcher = _dispatcher(settings, engine, check)
    sender = Sender(recorder, dispatcher.delivered)
    app, batch = stack(Parts(contracts, executions, routes, sender, engine))
    due, hearing = partial(doing_due_work, engine), partial(_hearing_of_others, engine)
    tasks: list[Meanwhile] = [due, dispatcher.working, hearing, partial(watching, library)]
    sockets = RequestSockets(lambda: recorder.log, EventSockets(engine, check))
    others = NonHttpHandlers(Lifespan(app, [*tasks, *writes]), sockets, batch)
    guard, origins = _admission(settings)
    application = Intake(app, routes, guard, sender, others, origins)
    return Built(application, served, store, engine, recorder, team.warnings)


def read_contracts(settings: Settings) -> tuple[Contract, ...]:
    """Read the contracts that the settings name, and the server's own. Raises `ContractError`."""
    named = map(ContractFile.of, settings.sources)
    own = [ContractFile(CONTRACTS / f"{name}.yaml") for name in sorted(OWN_CONTRACTS)]
    return load_contracts(
        settings.contracts,
        named,
        own,
        allow_remote_refs=settings.allow_remote_refs,
        overlays=map(Path, settings.overlay),
    )


def with_scenarios_served(settings: Settings, known: Vocabulary) -> Settings:
    """Name the folders of scenarios: without payments, none of ours, unless one was chosen."""
    is_default = settings.scenario == Settings.scenario
    is_chosen = not is_default and settings.scenario_file.parent == SCENARIOS
    if is_chosen or known.scripted & known.statuses.keys():
        return settings
    folders = (_OF_ANY_CONTRACT if each == SCENARIOS else each for each in settings.scenarios)
    return replace(settings, scenarios=tuple(folders))


def _library(settings: Settings, known: Vocabulary) -> Library:
    """Read the scenarios."""
    served = with_scenarios_served(settings, known)
    return Library(served.scenarios, served.scenario_file, known)


def _habits(settings: Settings) -> Habits:
    unknown_ids = UnknownIds(settings.unknown_ids)
    return Habits(settings.samples == "full", unknown_ids, settings.check_references)


def _admission(settings: Settings) -> tuple[Guard, Origins]:
    guard = Guard(settings.control_token, settings.allow_host)
    return guard, Origins(settings.cors_origin)


def _page_paths(contracts: Iterable[Contract]) -> list[str]:
    """List the documentation's pages and files."""
    files = [f"/openapi/{each.name}.{kind}" for kind in ("json", "yaml") for each in contracts]
    return ["/docs", "/redoc", *files]


def _executions(
    answering: Iterable[tuple[Operation, Handler]], engine: Engine, services: Mapping[str, object]
) -> dict[str, Execution]:
    in_flight = InFlight()
    return {
        operation.id: Execution(operation, handler, engine, in_flight, services)
        for operation, handler in answering
    }


def _dispatcher(settings: Settings, engine: Engine, check: Check) -> Dispatcher:
    targets = Targets(public=settings.webhooks_to_public_hosts)
    return Dispatcher(engine, check, WebhookSender(targets, authority=settings.webhook_ca))


def _recorder(
    most: int, contracts: Iterable[Contract], engine: Engine
) -> tuple[Recorder, list[Meanwhile]]:
    """Make the engine's recorder, and its tasks; a shared store keeps log and counts itself.

    It keeps `most` exchanges of a sandbox; 0 means no log.
    """
    redaction = Redaction(declared_credentials(contract.raised for contract in contracts))
    journal = engine.store.journal
    tasks: list[Meanwhile] = []
    if journal is not None:
        counts = SharedCounts(journal, most)
        log = SharedLog(counts.writer) if most else None
        recorder = Recorder(log, redaction, PAGES, counts)
        tasks.append(partial(writing, counts))
    else:
        own_log = MemoryLog(most, redaction) if most else None
        recorder = Recorder(own_log, redaction, PAGES)
        tasks += [partial(searching, own_log)] if own_log is not None else []
    engine.dropped = recorder.forget
    return recorder, tasks


@asynccontextmanager
async def _hearing_of_others(engine: Engine) -> AsyncIterator[None]:
    """Notify the engine of what other processes do in the same store, while open."""
    with engine.store.listening(engine.changed_elsewhere):
        yield
