"""Find the object of any id, as it is shown: to expand what names it."""

from collections.abc import Callable
from typing import Any

from paydrill.payments.channels import STRIPE
from paydrill.payments.disputes.records import DISPUTES
from paydrill.payments.records import REFUNDS, Payment
from paydrill.sandbox.events import EVENTS
from paydrill.sandbox.sandbox import Sandbox
from paydrill.stripe import intents, objects, sessions
from paydrill.stripe.ids import position_in
from paydrill.stripe.objects import (
    CUSTOMER,
    DELETED_CUSTOMER,
    PAYMENT_INTENT,
    PAYMENT_METHOD,
    PRICE,
    PRODUCT,
    SESSION,
    SETUP_INTENT,
    STRIPE_OBJECTS,
    WEBHOOK_ENDPOINT,
    Body,
    StripeObject,
)
from paydrill.stripe.shown.balance import MOVING, transaction
from paydrill.stripe.shown.charges import charge
from paydrill.stripe.shown.disputes import dispute
from paydrill.stripe.shown.intents import payment_intent
from paydrill.stripe.shown.refunds import refund
from paydrill.stripe.shown.setup_intents import setup_intent


def resolve(sandbox: Sandbox, id_: str) -> Body | None:
    """Return the object of an id as it is shown; `None` if there is none."""
    record = sandbox.tx.get(STRIPE_OBJECTS, id_)
    if record is not None and record.kind in SHOWN:
        return shown(sandbox, record)
    found = _OTHERS.get(id_.partition("_")[0])
    return None if found is None else found(sandbox, id_)


def shown(sandbox: Sandbox, record: StripeObject) -> Body:
    """Show the object in a record."""
    return SHOWN[record.kind](sandbox, objects.read(record))


def _plain(_: Sandbox, body: Body) -> Body:
    return objects.shown(body)


def _session(_: Sandbox, body: Body) -> Body:
    return sessions.shown(body)


def _intent(sandbox: Sandbox, body: Body) -> Body:
    return payment_intent(sandbox, intents.read(sandbox, body))


SHOWN: dict[str, Callable[[Sandbox, Body], Body]] = {
    CUSTOMER.name: _plain,
    DELETED_CUSTOMER.name: _plain,
    PAYMENT_INTENT.name: _intent,
    PAYMENT_METHOD.name: _plain,
    PRICE.name: _plain,
    PRODUCT.name: _plain,
    SESSION.name: _session,
    SETUP_INTENT.name: setup_intent,
    WEBHOOK_ENDPOINT.name: _plain,
}
"""The functions that show an object, by its kind."""


def _charge(sandbox: Sandbox, id_: str) -> Body | None:
    found: Payment | None = sandbox.tx.get(STRIPE.table, id_)
    return None if found is None else charge(sandbox, found)


def _refund(sandbox: Sandbox, id_: str) -> Body | None:
    found = sandbox.tx.get(REFUNDS, id_)
    return None if found is None else refund(sandbox, found)


def _dispute(sandbox: Sandbox, id_: str) -> Body | None:
    found = sandbox.tx.get(DISPUTES, id_)
    return None if found is None else dispute(sandbox, found)


def movement(sandbox: Sandbox, id_: str) -> Body | None:
    """Return the movement of the balance of an id; `None` if there is none."""
    position = position_in(sandbox.ids, "txn", id_)
    event = None if position is None else sandbox.tx.get(EVENTS, str(position))
    if event is None or event.type not in MOVING or not objects.is_ours(event.subject):
        return None
    return transaction(sandbox, event)


_OTHERS: dict[str, Callable[[Sandbox, str], Any]] = {
    "ch": _charge,
    "dp": _dispute,
    "re": _refund,
    "txn": movement,
}
"""The functions that find other objects, by the prefix of their ids."""
