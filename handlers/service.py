"""Answer openapi/service.yaml: the server itself."""

from handlers.views import HandlerResult, control
from handlers.views import service as views
from paydrill.pages.collection import collection
from paydrill.pages.server_facts import ServerFacts
from paydrill.request_log.metrics import Metrics
from paydrill.sandbox.engine import Engine


def show_start(
    storeless: Engine, media_type: str, base_url: str | None, served: ServerFacts
) -> HandlerResult:
    """Show the contracts served here, as the console or as JSON."""
    del storeless
    return views.START[media_type](served, base_url)


def show_guide(storeless: Engine, base_url: str | None, served: ServerFacts) -> HandlerResult:
    """Show language models how to use the server."""
    del storeless
    return views.guide(served, base_url), 200


def get_health(storeless: Engine) -> HandlerResult:
    """Report that the server is alive, whether or not the store is."""
    return control.health(storeless), 200


def get_readiness(engine: Engine) -> HandlerResult:
    """Report whether requests can be served as they should."""
    return views.READINESS[engine.store_works]


def get_metrics(engine: Engine, metrics: Metrics) -> HandlerResult:
    """Return counts for Prometheus."""
    del engine  # where processes share a store, their counts are read from it
    return metrics.text(), 200


def get_collection(storeless: Engine, base_url: str | None, served: ServerFacts) -> HandlerResult:
    """Return the collection for Postman and its like."""
    del storeless
    return collection(base_url or served.base_url, served.operations), 200


def get_authority(storeless: Engine, served: ServerFacts) -> HandlerResult:
    """Return the certificate of the server's own authority."""
    del storeless
    return served.certificate, 200
