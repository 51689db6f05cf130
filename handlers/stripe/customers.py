"""Answer the operations of customers."""

from typing import Any

from handlers.views import HandlerResult
from handlers.views import stripe as views
from paydrill.sandbox.sandbox import Sandbox
from paydrill.scenarios.outcomes import APPROVED
from paydrill.stripe import customers, objects
from paydrill.stripe.objects import CUSTOMER

_AT = "/v1/customers"
_FIELDS = frozenset({"created", "email", "metadata", "name", "phone"})

Body = dict[str, Any]


def create_customer(sandbox: Sandbox, body: Body | None = None) -> HandlerResult:
    """Make a customer."""
    made, outcome = customers.create(sandbox, body or {})
    if outcome.verdict != APPROVED:
        return views.refused(outcome.reason, None)
    return views.answer(sandbox, objects.shown(made), body, "customer.created")


def list_customers(sandbox: Sandbox, email: str | None = None, **asked: Any) -> HandlerResult:
    """List customers."""
    accepted = None if email is None else lambda each: each["email"] == email
    return views.page_of(sandbox, CUSTOMER, _AT, asked, accepted)


def search_customers(sandbox: Sandbox, **asked: Any) -> HandlerResult:
    """Search customers."""
    return views.found_of(sandbox, CUSTOMER, f"{_AT}/search", asked, _FIELDS)


def get_customer(sandbox: Sandbox, customer: str, **asked: Any) -> HandlerResult:
    """Return a customer."""
    found = customers.find(sandbox, customer)
    return views.answer(sandbox, objects.shown(found), asked)


def update_customer(sandbox: Sandbox, customer: str, body: Body | None = None) -> HandlerResult:
    """Change a customer."""
    before, now = customers.update(sandbox, customer, body or {})
    return views.changed(sandbox, before, now, body, "customer.updated")


def delete_customer(sandbox: Sandbox, customer: str) -> HandlerResult:
    """Delete a customer."""
    return views.deleted(sandbox, customers.delete(sandbox, customer), "customer.deleted")
