"""List the kinds of records that a sandbox may have: payments, refunds, resources of contracts."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple

from paydrill.errors import FieldError, UnknownName
from paydrill.payments.channels import ACQUIRER, CARDS, CHANNELS, STRIPE
from paydrill.payments.disputes.records import DISPUTES
from paydrill.payments.mandates import MANDATES
from paydrill.payments.pix.records import CHARGES, RETURNS
from paydrill.payments.records import REFUNDS, Payment
from paydrill.payments.settlement.batches import BATCHES
from paydrill.payments.settlement.payout_records import PAYOUTS
from paydrill.payments.tokens import TOKENS
from paydrill.responders.resources.things import COUNTS, THINGS, Thing, id_of
from paydrill.sandbox.ports import Record, Table
from paydrill.sandbox.sandbox import Sandbox
from paydrill.stripe import intents, objects
from paydrill.stripe.objects import STRIPE_OBJECTS
from paydrill.values.suggestions import unknown

MOST_COUNTED = 100
"""Records of a kind that are counted; the number stands for more as well."""

_OF_KIND, _OF_HOME = "kind/", "home/"
_CHARGE, _BATCH = "pix.charge", "settlement"


class Reference(NamedTuple):
    """The kind and the id of a record."""

    kind: str
    id: str


def _nothing(_sandbox: Sandbox, _record: Any) -> Reference | None:
    return None


@dataclass(frozen=True)
class RecordKind:
    """A kind of records: those of a table, or those that one of its indexes finds."""

    name: str
    title: str
    table: Table[Any]
    where: tuple[str, str] | None = None
    about: Callable[[Sandbox, Any], Reference | None] = _nothing
    """Returns the record that one is about, as a refund is about a payment."""
    about_index: str | None = None
    """The index of the table by the id of that record, if it has one."""

    def find(
        self, sandbox: Sandbox, before: int | None = None, about: str | None = None
    ) -> Iterator[Record]:
        """Yield the records before a position, newest first; those about the record of an id."""
        where = self.where
        if about is not None and self.about_index is not None:
            where = (self.about_index, about)
        found = sandbox.tx.find(self.table, where, newest_first=True)
        return (
            each
            for each in found
            if (before is None or each.position < before)
            and (about is None or self._is_about(sandbox, each, about))
        )

    def has(self, record: Record) -> bool:
        """Tell whether a record of the table is of this kind."""
        return self.where is None or getattr(record, self.where[0]) == self.where[1]

    def _is_about(self, sandbox: Sandbox, record: Record, id_: str) -> bool:
        reference = self.about(sandbox, record)
        return reference is not None and reference.id == id_

    def count(self, sandbox: Sandbox) -> int:
        """Count the records, up to `MOST_COUNTED`."""
        return sum(1 for _ in islice(self.find(sandbox), MOST_COUNTED))


_PAYMENTS = {
    CARDS.table.name: "cards.payment",
    ACQUIRER.table.name: "acquirer.payment",
    STRIPE.table.name: "stripe.charge",
}


def _paid(table: str, id_: str) -> Reference | None:
    return Reference(_PAYMENTS[table], id_) if table in _PAYMENTS else None


def _tried(sandbox: Sandbox, charge: Payment) -> Reference | None:
    """Return the intent that a charge of Stripe's is an attempt of."""
    intent = intents.of_charge(sandbox, charge)
    return intent and Reference(f"stripe.{objects.PAYMENT_INTENT.name}", intent.body["id"])


def _refunded(sandbox: Sandbox, payment: str) -> Reference | None:
    tables = (each.table for each in CHANNELS.values())
    return next((_paid(t.name, payment) for t in tables if sandbox.tx.get(t, payment)), None)


_OWN = (
    RecordKind("cards.payment", "Card payments", CARDS.table),
    RecordKind("acquirer.payment", "Acquirer payments", ACQUIRER.table),
    RecordKind(
        "stripe.charge", "Stripe charges", STRIPE.table, about=_tried, about_index="reference"
    ),
    RecordKind(
        "refund",
        "Refunds",
        REFUNDS,
        about=lambda s, each: _refunded(s, each.payment),
        about_index="payment",
    ),
    RecordKind(
        "dispute",
        "Disputes",
        DISPUTES,
        about=lambda _, each: _paid(each.table, each.payment),
        about_index="payment",
    ),
    RecordKind(_CHARGE, "PIX charges", CHARGES),
    RecordKind(
        "pix.return",
        "PIX returns",
        RETURNS,
        about=lambda _, each: Reference(_CHARGE, each.charge),
        about_index="charge",
    ),
    RecordKind("token", "Card tokens", TOKENS),
    RecordKind("mandate", "Stored cards", MANDATES, about=lambda _, e: _paid(e.channel, e.payment)),
    RecordKind(_BATCH, "Settlement batches", BATCHES),
    RecordKind(
        "payout",
        "Payouts",
        PAYOUTS,
        about=lambda _, each: Reference(_BATCH, each.batch),
        about_index="batch",
    ),
)
_OF_STRIPE = (
    (objects.PAYMENT_INTENT, "Stripe payment intents"),
    (objects.SETUP_INTENT, "Stripe setup intents"),
    (objects.CUSTOMER, "Stripe customers"),
    (objects.PAYMENT_METHOD, "Stripe payment methods"),
    (objects.SESSION, "Stripe Checkout sessions"),
    (objects.PRODUCT, "Stripe products"),
    (objects.PRICE, "Stripe prices"),
)
_FIXED = {
    each.name: each
    for each in (
        *_OWN,
        *(
            RecordKind(f"stripe.{kind.name}", title, STRIPE_OBJECTS, ("kind", kind.name))
            for kind, title in _OF_STRIPE
        ),
    )
}
_BY_TABLE = {each.table.name: each.name for each in _OWN}


def kinds(sandbox: Sandbox) -> list[RecordKind]:
    """Return the kinds of which the sandbox has, or has had, records."""
    own = [kind for kind in _FIXED.values() if next(kind.find(sandbox), None) is not None]
    return [*own, *_of_contracts(sandbox)]


def find_kind(sandbox: Sandbox, name: str) -> RecordKind:
    """Return a kind by its name. Raises `UnknownName`."""
    known = _FIXED | {each.name: each for each in _of_contracts(sandbox)}
    if name not in known:
        message = unknown("no record is of the kind", name, known)
        raise UnknownName.of(FieldError("/query/kind", message))
    return known[name]


def find_record(sandbox: Sandbox, id_: str) -> Reference | None:
    """Find a record of any kind by its id, which is the subject of its events."""
    for kind in _OWN:
        if sandbox.tx.get(kind.table, id_) is not None:
            return Reference(kind.name, id_)
    stored = sandbox.tx.get(STRIPE_OBJECTS, id_)
    if stored is not None:
        return Reference(f"stripe.{stored.kind}", id_)
    found = _find_thing(sandbox, id_)
    return None if found is None else Reference(found[0].name, id_)


def stored_thing(sandbox: Sandbox, key: str) -> dict[str, Any] | None:
    """Return what is stored of the thing of a contract's resource; `None` if there is none."""
    found = _find_thing(sandbox, key)
    return None if found is None else found[1].value


def _find_thing(sandbox: Sandbox, key: str) -> tuple[RecordKind, Thing] | None:
    for kind in _of_contracts(sandbox):
        inner = "" if kind.where is None else kind.where[1]
        thing = sandbox.tx.get(THINGS, id_of(inner, key))
        if thing is not None:
            return kind, thing
    return None


def kind_of_table(table: str) -> str | None:
    """Return the name of the kind whose records a table has; `None` if these are not shown."""
    return _BY_TABLE.get(table)


def _of_contracts(sandbox: Sandbox) -> Iterator[RecordKind]:
    """Yield the kinds of resources; of several with one name, the later ones have a number."""
    kept = [each.id.removeprefix(_OF_KIND) for each in sandbox.tx.find(COUNTS)]
    met: Counter[str] = Counter()
    for inner in sorted(each for each in kept if not each.startswith(_OF_HOME)):
        contract, resource = _named(inner)
        name = f"{contract}.{resource}"
        met[name] += 1
        distinct = name if met[name] == 1 else f"{name}-{met[name]}"
        yield RecordKind(f"resource.{distinct}", resource, THINGS, ("kind", inner))


def _named(inner: str) -> tuple[str, str]:
    """Return contract and resource of a kind of things: its noun, or the shape of its path."""
    contract, by_schema, rest = inner.partition(" #/")
    if by_schema:
        return contract, rest.partition(" ")[2]
    contract, _, path = inner.partition(" /")
    return contract, f"/{path}"
