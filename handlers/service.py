"""Answer openapi/service.yaml: the server itself."""

from handlers.views import HandlerResult, control
from handlers.views import service as views
from paydrill.pages.collection import collection
from paydrill.pages.server_facts import ServerFacts
from paydrill.request_log.metrics import Metrics
from paydrill.sandbox.engine import Engine


def show_start(
    engine: Engine, media_type: str, base_url: str | None, served: ServerFacts
) -> HandlerResult:
    """Show the contracts served here, as the console or as JSON."""
    del engine
    return views.START[media_type](served, base_url)


def show_guide(engine: Engine, base_url: str | None, served: ServerFacts) -> HandlerResult:
    """Show language models how to use the server."""
    del engine
    return views.guide(served, base_url), 200


def get_health(engine: Engine) -> HandlerResult:
    """Report that the server is alive, whether or not the store is."""
    return control.health(engine), 200


def get_readiness(engine: Engine) -> HandlerResult:
    """Report whether requests can be served as they should."""
    return views.READINESS[engine.store_answers]


def get_metrics(engine: Engine, metrics: Metrics) -> HandlerResult:
    """Return counts for Prometheus."""
    del engine
    return metrics.text(), 200


def get_collection(engine: Engine, base_url: str | None, served: ServerFacts) -> HandlerResult:
    """Return the collection for Postman and its like."""
    del engine
    return collection(base_url or served.base_url, served.operations), 200


def get_authority(engine: Engine, served: ServerFacts) -> HandlerResult:
    """Return the certificate of the server's own authority."""
    del engine
    return served.certificate, 200
