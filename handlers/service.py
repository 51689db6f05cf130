"""openapi/service.yaml: the server itself."""

from handlers.views import Answer, control
from handlers.views import service as views
from paydrill.engine.sandbox import Sandbox
from paydrill.service import Metrics, Served


def show_start(sandbox: Sandbox, media_type: str, served: Served) -> Answer:
    """What is served here, as a page or as JSON."""
    del sandbox
    return views.START[media_type](served), 200


def get_health(sandbox: Sandbox) -> Answer:
    """Alive."""
    return control.health(sandbox), 200


def get_readiness(sandbox: Sandbox) -> Answer:
    """Whether requests can be answered as they should."""
    del sandbox  # it was opened, so the store answers
    return views.READY, 200


def get_metrics(sandbox: Sandbox, metrics: Metrics) -> Answer:
    """Counts for Prometheus."""
    del sandbox
    return metrics.text(), 200
