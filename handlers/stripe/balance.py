"""Answer the operations of the balance."""

from typing import Any

from handlers.views import HandlerResult
from handlers.views import stripe as views
from paydrill.sandbox.sandbox import Sandbox
from paydrill.stripe import balance


def get_balance(sandbox: Sandbox, **asked: Any) -> HandlerResult:
    """Return the balance."""
    return views.answer(sandbox, balance.of(sandbox), asked)


def list_balance_transactions(
    sandbox: Sandbox,
    type: str | None = None,  # noqa: A002 - the contract's word
    source: str | None = None,
    currency: str | None = None,
    **asked: Any,
) -> HandlerResult:
    """List movements of the balance."""
    wanted = balance.Filter(type, source, currency)
    return views.page(sandbox, balance.source(sandbox, wanted), balance.placed(sandbox, asked))


def get_balance_transaction(
    sandbox: Sandbox, balance_transaction: str, **asked: Any
) -> HandlerResult:
    """Return a movement of the balance."""
    return views.answer(sandbox, balance.find(sandbox, balance_transaction), asked)
