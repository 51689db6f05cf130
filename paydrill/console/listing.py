"""Show records of any kind in one form: what all have by name, the rest as fields."""

import re
from operator import attrgetter
from typing import Any

from paydrill.console.kinds import RecordKind, Reference
from paydrill.payments.pix.records import CURRENCY
from paydrill.responders.resources.things import THINGS, Thing
from paydrill.sandbox.ports import Record
from paydrill.sandbox.sandbox import Sandbox
from paydrill.stripe import resolving
from paydrill.stripe.objects import StripeObject
from paydrill.values import paging
from paydrill.values.paging import Page, position_of
from paydrill.values.times import rfc3339

Body = dict[str, Any]

_MINOR, _MS = "_minor", "_ms"
_MAIN = frozenset({"id", "position", "status", "amount_minor", "currency", "created_ms"})
# Texts that stand for a card number, and names of tables.
_INNER = frozenset({"fingerprint", "bin_marks", "credential", "table", "channel"})

_OF_STRIPE = frozenset({"id", "object", "status", "currency", "created", "livemode"})
"""Fields of Stripe's objects that every record has by name, or that never differ here."""
_ABOUT = ("amount", "amount_total", "unit_amount")
"""The fields with what an object of Stripe's is about: an intent, a Checkout session, a price."""
_AMOUNT = re.compile(r"(unit_)?amount(_[a-z]+)*")
"""Fields of Stripe's objects that are amounts in minor units, but for `unit_amount_decimal`."""


def page(
    sandbox: Sandbox, kind: RecordKind, about: str | None, limit: int, cursor: str | None
) -> Page[Record]:
    """Return records of a kind, newest first; those about the record of an id, if one is given.

    Raises `InvalidCursor`.
    """
    found = kind.find(sandbox, position_of(cursor), about)
    return paging.page(found, limit, attrgetter("position"))


def one(sandbox: Sandbox, kind: RecordKind, id_: str, about: str | None) -> Page[Record]:
    """Return the record of a kind and an id, or none, as a page."""
    if kind.table is THINGS or about is not None:
        found = kind.find(sandbox, about=about)
        return Page([each for each in found if getattr(each, "key", each.id) == id_], None)
    record = sandbox.tx.get(kind.table, id_)
    return Page([] if record is None or not kind.has(record) else [record], None)


def shown(sandbox: Sandbox, kind: RecordKind, record: Any) -> Body:
    """Show a record."""
    about: Reference | None = kind.about(sandbox, record)
    return {
        "kind": kind.name,
        **_body(sandbox, record),
        "about": None if about is None else about._asdict(),
    }


def _body(sandbox: Sandbox, record: Any) -> Body:
    if isinstance(record, Thing):
        return _thing(record)
    if isinstance(record, StripeObject):
        return _of_stripe(sandbox, record)
    return _own(sandbox, record)


def _own(sandbox: Sandbox, record: Any) -> Body:
    fields: Body = record._asdict()
    currency = fields.get("currency", CURRENCY if "amount_minor" in fields else None)
    amount_minor, created_ms = fields.get("amount_minor"), fields.get("created_ms")

    def major(amount: int | None) -> float | None:
        return None if amount is None or currency is None else _major(sandbox, amount, currency)

    rest: Body = {}
    for name, value in fields.items():
        if name in _MAIN or name in _INNER:
            continue
        if name.endswith(_MINOR):
            rest[name.removesuffix(_MINOR)] = major(value)
        elif name.endswith(_MS):
            rest[f"{name.removesuffix(_MS)}_at"] = None if value is None else rfc3339(value)
        else:
            rest[name] = value
    return {
        "id": record.id,
        "number": record.position,
        "status": fields.get("status"),
        "amount": major(amount_minor),
        "currency": currency,
        "created_at": None if created_ms is None else rfc3339(created_ms),
        "fields": rest,
    }


def _major(sandbox: Sandbox, amount_minor: int, currency: str) -> float:
    return sandbox.currencies.major(amount_minor, currency)


def _of_stripe(sandbox: Sandbox, record: StripeObject) -> Body:
    """Show an object of Stripe's as it stands, its amounts in major units."""
    value = resolving.shown(sandbox, record)
    currency = value["currency"].upper() if isinstance(value.get("currency"), str) else None

    def read(name: str, field: Any) -> Any:
        is_amount = isinstance(field, int) and _AMOUNT.fullmatch(name)
        return _major(sandbox, field, currency) if is_amount and currency else field

    fields = {name: read(name, field) for name, field in value.items()}
    main = next((name for name in _ABOUT if name in fields and currency), "")
    return {
        "id": record.id,
        "number": record.position,
        "status": fields.get("status"),
        "amount": fields.get(main),
        "currency": currency,
        "created_at": rfc3339(record.created_ms),
        "fields": {
            name: field for name, field in fields.items() if name not in {*_OF_STRIPE, main}
        },
    }


def _thing(thing: Thing) -> Body:
    """Show the thing of a contract, whose fields are those of its body."""
    status = thing.value.get("status") or thing.value.get("state")
    return {
        "id": thing.key,
        "number": thing.position,
        "status": status if isinstance(status, str) and status else None,
        "amount": None,
        "currency": None,
        "created_at": None,
        "fields": {name: each for name, each in thing.value.items() if not name.startswith("_")},
    }
