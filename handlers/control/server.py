"""Answer openapi/control.yaml: health, versions, contracts and the console."""

from typing import Any

from handlers.views import HandlerResult
from handlers.views import contracts as contract_views
from handlers.views import control as views
from handlers.views import service as service_views
from paydrill.pages.server_facts import ServerFacts
from paydrill.sandbox.engine import Engine
from paydrill.sandbox.sandbox import Sandbox


def get_health(sandbox: Sandbox) -> HandlerResult:
    """Report that the server is alive and lets this request in."""
    return views.health(sandbox), 200


def get_version(storeless: Engine, served: ServerFacts) -> HandlerResult:
    """Return the versions of server and API."""
    del storeless
    return contract_views.version(served), 200


def list_contracts(storeless: Engine, served: ServerFacts) -> HandlerResult:
    """List the contracts that are served."""
    del storeless
    return contract_views.contracts(served), 200


def get_contract(storeless: Engine, contract: str, served: ServerFacts) -> HandlerResult:
    """Return a contract with its operations and findings."""
    del storeless
    return contract_views.contract(served, contract), 200


def issue_token(sandbox: Sandbox, body: dict[str, Any] | None = None) -> HandlerResult:
    """Issue an access token, for any grant."""
    return contract_views.token(sandbox.name, body), 200


def show_console(storeless: Engine, base_url: str | None, served: ServerFacts) -> HandlerResult:
    """Show the console below the control API."""
    del storeless
    return service_views.console_below_control(served, base_url)
