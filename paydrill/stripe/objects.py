"""Keep objects of Stripe's API as they are shown, each as JSON in one record.

Fields whose names begin with `_` are the server's own and never shown.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

import orjson

from paydrill.sandbox.ports import Table
from paydrill.sandbox.sandbox import Sandbox
from paydrill.stripe.errors import invalid, missing
from paydrill.values.times import SECOND

Body = dict[str, Any]

ID_LENGTH = 24
"""Letters and digits after the prefix of an id."""
_SUBJECT_LENGTH = len("ch_") + ID_LENGTH

_LONGEST_KEY, _MOST_KEYS = 40, 50


class StripeObject(NamedTuple):
    """One object; `kind` is its `object`, `owner` the kind and the id that lists ask for."""

    id: str
    position: int
    kind: str
    owner: str
    created_ms: int
    text: str


STRIPE_OBJECTS = Table("stripe_objects", StripeObject, indexes=("kind", "owner"))


class Kind(NamedTuple):
    """A kind of objects: the name that is its `object`, and the prefix of its ids.

    `owner` is the field whose value lists of it ask for.
    """

    name: str
    prefix: str
    owner: str = ""


CHARGE = Kind("charge", "ch")
"""Kept of a charge: all that the payment's record does not have."""
CUSTOMER = Kind("customer", "cus")
DELETED_CUSTOMER = Kind("deleted_customer", "cus")
"""Kept in the place of a customer: its id, and that it was deleted."""
DISPUTE = Kind("dispute", "dp")
PAYMENT_INTENT = Kind("payment_intent", "pi", "customer")
PAYMENT_METHOD = Kind("payment_method", "pm", "customer")
PRICE = Kind("price", "price", "product")
PRODUCT = Kind("product", "prod")
REFUND = Kind("refund", "re")
SESSION = Kind("checkout.session", "cs_test", "payment_intent")
SETUP_INTENT = Kind("setup_intent", "seti", "customer")
TOKEN = Kind("token", "tok")
WEBHOOK_ENDPOINT = Kind("webhook_endpoint", "we")


def new_id(sandbox: Sandbox, prefix: str, number: int) -> str:
    """Make an id such as `pi_` and 24 letters and digits."""
    return f"{prefix}_{sandbox.ids.word(prefix, number)}"


def is_ours(subject: str) -> bool:
    """Tell whether an event of the engine is about a charge, a refund or a dispute of Stripe's.

    Its subject then has an id of Stripe's form.
    """
    return len(subject) == _SUBJECT_LENGTH and subject.startswith(("ch_", "re_", "dp_"))


def made(sandbox: Sandbox, kind: Kind, fields: Body, id_: str | None = None) -> Body:
    """Make an object of fields, with a new id unless one is given. It is not stored."""
    number = sandbox.next_number()
    return {
        "id": id_ or new_id(sandbox, kind.prefix, number),
        "object": kind.name,
        "created": sandbox.now_ms // SECOND,
        "livemode": False,
        **fields,
        "_position": number,
        "_created_ms": sandbox.now_ms,
    }


def save(sandbox: Sandbox, kind: Kind, body: Body) -> Body:
    """Store an object as it is now, and return it."""
    owner = body.get(kind.owner) if kind.owner else None
    text = orjson.dumps(body).decode()
    record = (
        body["id"],
        body["_position"],
        kind.name,
        f"{kind.name} {owner}" if owner else "",
        body["_created_ms"],
        text,
    )
    sandbox.tx.put(STRIPE_OBJECTS, STRIPE_OBJECTS.record_of(record))
    sandbox.memo[body["id"]] = (text, body)
    return body


def remove(sandbox: Sandbox, id_: str) -> None:
    """Delete an object that exists."""
    sandbox.tx.delete(STRIPE_OBJECTS, id_)


def look_up(sandbox: Sandbox, kind: Kind, id_: str) -> Body | None:
    """Return the object of a kind and an id; `None` if there is none."""
    record = sandbox.tx.get(STRIPE_OBJECTS, id_)
    if record is None or record.kind != kind.name:
        return None
    known = sandbox.memo.get(id_)
    if known is not None and known[0] is record.text:  # the record is still the one that was read
        same: Body = known[1]
        return same
    body = read(record)
    sandbox.memo[id_] = (record.text, body)
    return body


def find(sandbox: Sandbox, kind: Kind, id_: str, field: str = "") -> Body:
    """Return the object of a kind and an id, which came in the path, or else in a `field`.

    Raises `ResourceMissing`, or `ReferenceMissing` for a field.
    """
    body = look_up(sandbox, kind, id_)
    if body is None:
        raise missing(kind.name, id_, field)
    return body


def owned(sandbox: Sandbox, kind: Kind, owner: str) -> Iterator[Body]:
    """Yield the objects of a kind that belong to an owner, newest first."""
    where = ("owner", f"{kind.name} {owner}")
    return map(read, sandbox.tx.find(STRIPE_OBJECTS, where, newest_first=True))


def read(record: StripeObject) -> Body:
    """Return the object in a record."""
    body: Body = orjson.loads(record.text)
    return body


def shown(body: Body) -> Body:
    """Return an object without the server's own fields."""
    shown = dict(body)
    for own in [name for name in body if name[0] == "_"]:
        del shown[own]
    return shown


def with_metadata(body: Body, said: Body) -> Body:
    """Change metadata as a request says. Raises `ParameterInvalid`."""
    if "metadata" not in said:
        return body
    return {**body, "metadata": metadata_of(said, body.get("metadata", {}))}


def metadata_of(said: Body, known: Body | None = None) -> Body:
    """Merge metadata: an empty text unsets a key, and one in place of all of it unsets every key.

    Raises `ParameterInvalid` for a key that is too long, and for too many.
    """
    sent = said.get("metadata") or {}
    if not sent and "metadata" in said:
        return {}
    if any(len(name) > _LONGEST_KEY for name in sent):
        raise invalid("metadata", f"Metadata keys can have at most {_LONGEST_KEY} characters.")
    merged = {**(known or {}), **sent}
    left = {name: value for name, value in merged.items() if value != ""}
    if len(left) > _MOST_KEYS:
        raise invalid("metadata", f"Metadata can have at most {_MOST_KEYS} keys.")
    return left


def changed(body: Body, said: Body, fields: tuple[str, ...]) -> Body:
    """Set the `fields` that a request says, and its metadata; an empty text unsets a field."""
    set_ = {
        name: _whole(name, said[name]) if said[name] != "" else None
        for name in fields
        if name in said
    }
    return with_metadata({**body, **set_}, said)


_FIELDS = {
    "address": ("city", "country", "line1", "line2", "postal_code", "state"),
    "shipping": ("address", "carrier", "name", "phone", "tracking_number"),
}
"""The fields of what is always shown whole."""


def _whole(name: str, value: Any) -> Any:
    """Complete an address, or a shipping with one, by the fields that were left out."""
    if name not in _FIELDS or not isinstance(value, dict):
        return value
    said = {each: None if value.get(each) == "" else value.get(each) for each in _FIELDS[name]}
    return {each: _whole(each, said[each]) for each in said}
