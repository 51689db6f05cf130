"""Answer openapi/control/console.yaml: the console."""

from handlers.views import HandlerResult
from handlers.views import service as views
from paydrill.pages.server_facts import ServerFacts
from paydrill.sandbox.engine import Engine


def show(engine: Engine, base_url: str | None, served: ServerFacts) -> HandlerResult:
    """Show the console below the control API."""
    del engine
    return views.console_below_control(served, base_url)
