"""Keep customers, whose payment methods are used again."""

from paydrill.sandbox.sandbox import Sandbox
from paydrill.scenarios.attempt import Attempt
from paydrill.scenarios.outcomes import APPROVED, Outcome
from paydrill.stripe import objects, payment_methods
from paydrill.stripe.objects import CUSTOMER, DELETED_CUSTOMER, PAYMENT_METHOD, Body

CREATE = "stripe.create_customer"

_SAID = ("address", "description", "email", "name", "phone", "shipping")
_DEFAULTS: Body = {
    "address": None,
    "balance": 0,
    "currency": None,
    "default_source": None,
    "delinquent": False,
    "description": None,
    "discount": None,
    "email": None,
    "invoice_settings": {
        "custom_fields": None,
        "default_payment_method": None,
        "footer": None,
        "rendering_options": None,
    },
    "metadata": {},
    "name": None,
    "next_invoice_sequence": 1,
    "phone": None,
    "preferred_locales": [],
    "shipping": None,
    "tax_exempt": "none",
    "test_clock": None,
}


def create(sandbox: Sandbox, said: Body) -> tuple[Body, Outcome]:
    """Store a customer, with the card that is sent with it if its issuer approves.

    Raises as `payment_methods.resolve` does.
    """
    body = new(sandbox, said)
    named = said.get("payment_method") or said.get("source")
    if named is None:
        sandbox.meet(Attempt(CREATE, customer=body["id"], at=sandbox))
        return objects.save(sandbox, CUSTOMER, body), Outcome(APPROVED)
    field = "payment_method" if said.get("payment_method") else "source"
    method = payment_methods.resolve(sandbox, named, field)
    outcome = payment_methods.verify(sandbox, method, body["id"], CREATE)
    if outcome.verdict == APPROVED:
        checks = method.checks.but(sandbox.decision.checks or {})
        payment_methods.give(sandbox, method, body["id"], checks)
        if field == "source":
            body = {**body, "default_source": method.id}
        if body["invoice_settings"]["default_payment_method"] == named:
            invoices = {**body["invoice_settings"], "default_payment_method": method.id}
            body = {**body, "invoice_settings": invoices}
        objects.save(sandbox, CUSTOMER, body)
    return body, outcome


def new(sandbox: Sandbox, said: Body) -> Body:
    """Make a customer, which is not stored."""
    body = objects.made(sandbox, CUSTOMER, _DEFAULTS)
    body["invoice_prefix"] = body["id"][-8:].upper()
    return _changed(body, said)


def save(sandbox: Sandbox, body: Body) -> Body:
    """Store a customer, and return it."""
    return objects.save(sandbox, CUSTOMER, body)


def update(sandbox: Sandbox, id_: str, said: Body) -> tuple[Body, Body]:
    """Change a customer, and return it as it was and as it is.

    Raises `ResourceMissing`, and `ReferenceMissing` for an unknown default payment method.
    """
    before = objects.find(sandbox, CUSTOMER, id_)
    chosen = (said.get("invoice_settings") or {}).get("default_payment_method")
    if chosen:
        objects.find(sandbox, PAYMENT_METHOD, chosen, "invoice_settings/default_payment_method")
    return before, objects.save(sandbox, CUSTOMER, _changed(before, said))


def find(sandbox: Sandbox, id_: str) -> Body:
    """Return a customer, or what is left of one that was deleted. Raises `ResourceMissing`."""
    left = objects.look_up(sandbox, DELETED_CUSTOMER, id_)
    return left or objects.find(sandbox, CUSTOMER, id_)


def delete(sandbox: Sandbox, id_: str) -> Body:
    """Delete a customer, detach its payment methods, and return it. Raises `ResourceMissing`."""
    body = objects.find(sandbox, CUSTOMER, id_)
    for method in list(objects.owned(sandbox, PAYMENT_METHOD, id_)):
        objects.save(sandbox, PAYMENT_METHOD, {**method, **payment_methods.LEFT})
    left = {name: body[name] for name in ("id", "object", "_position", "_created_ms")}
    objects.save(sandbox, DELETED_CUSTOMER, {**left, "deleted": True})
    return body


def _changed(body: Body, said: Body) -> Body:
    body = objects.changed(body, said, _SAID)
    for name in ("preferred_locales", "tax_exempt"):
        if said.get(name):
            body = {**body, name: said[name]}
    settings = said.get("invoice_settings") or {}
    if "default_payment_method" in settings:
        chosen = settings["default_payment_method"] or None
        invoices = {**body["invoice_settings"], "default_payment_method": chosen}
        body = {**body, "invoice_settings": invoices}
    return body
