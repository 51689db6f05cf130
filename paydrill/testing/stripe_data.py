"""Give requests of the contract for clients of Stripe data that makes sense, and ids that exist.

Its ids begin with what they are of, so all that an answer shows can be sent again.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from itertools import count
from typing import Any

from paydrill.testing.meaningful import NOBODY, one_of

MADE_UP_ONE_IN = 5
USUAL_ONE_IN = 2
MOST_REMEMBERED = 40
LEAST, MOST = 50, 20_000
LONGEST_NOTE = 40
YEARS = (2090, 2099)
"""Later than any clock that is set."""

PAYMENT_METHODS = (
    *("pm_card_visa", "pm_card_mastercard", "pm_card_createDispute"),
    *("pm_card_visa_chargeDeclined", "pm_card_threeDSecure2Required"),
)
NUMBERS = ("4242424242424242", "5555555555554444", "4000000000000002", "4000002760003184")
CURRENCIES = ("usd", "eur", "jpy")
QUERIES = ("created>0", "metadata['order']:null", "-metadata['order']:'1'")
EXPANDED = {
    "payment_intents": "latest_charge",
    "charges": "customer",
    "refunds": "charge",
    "payment_methods": "customer",
    "setup_intents": "payment_method",
    "sessions": "line_items",
    "disputes": "charge",
    "balance_transactions": "source",
    "products": "default_price",
    "prices": "product",
    "customers": "invoice_settings.default_payment_method",
}
"""A field that can be expanded, by the part of the path that says what is shown."""

_ID = re.compile("([a-z]+(?:_test)?)_[A-Za-z0-9]+")
_PREFIXES = {
    "balance_transaction": "txn",
    "charge": "ch",
    "customer": "cus",
    "default_payment_method": "pm",
    "default_price": "price",
    "dispute": "dp",
    "event": "evt",
    "intent": "pi",
    "payment_intent": "pi",
    "payment_method": "pm",
    "price": "price",
    "product": "prod",
    "refund": "re",
    "session": "cs_test",
    "token": "tok",
    "webhook_endpoint": "we",
}
_PAGES = {
    "payment_intents": "pi",
    "charges": "ch",
    "refunds": "re",
    "payment_methods": "pm",
    "setup_intents": "seti",
    "customers": "cus",
    "events": "evt",
    "webhook_endpoints": "we",
    "sessions": "cs_test",
    "disputes": "dp",
    "balance_transactions": "txn",
    "products": "prod",
    "prices": "price",
}
"""The beginning of the ids on a page, by the end of its path."""

_ALTERNATIVES = (
    ("payment_method", "payment_method_data"),
    ("automatic_payment_methods", "payment_method_types"),
    ("payment_intent", "charge"),
    ("source", "customer"),
    ("price", "price_data"),
    ("product", "product_data"),
    ("customer", "customer_email"),
    ("starting_after", "ending_before"),
    ("statement_descriptor", "statement_descriptor_suffix"),
)
"""Fields of which the second is left out where the first is sent."""
_BESIDE = ("starting_after", "ending_before")
_NEVER = (
    *("client_secret", "expires_at", "page", "confirmation_method", "customer_creation", "id"),
)
"""Fields whose values cannot be made up."""


_NEEDED: Mapping[str, tuple[str, Any, tuple[str, ...]]] = {
    "/charges": ("source", "tok_visa", ("customer",)),
    "/payment_intents": ("payment_method", "pm_card_visa", ("payment_method_data",)),
    "/prices": ("product", "", ("product_data",)),
    "/refunds": ("charge", "", ("payment_intent",)),
}
"""A field that the body of a POST to a path needs, unless it has another."""


class StripeMemory:
    """Remember the ids in answers, and put them into requests."""

    def __init__(self) -> None:
        self._given: defaultdict[str, list[str]] = defaultdict(list)
        self._turns = count(1)

    def learn(self, shown: Any) -> None:
        """Remember the ids in an answer; forget what it says is deleted."""
        if isinstance(shown, dict):
            for name, each in shown.items():
                if isinstance(each, str) and (name == "id" or name in _PREFIXES):
                    self._note(each, is_gone=bool(shown.get("deleted")))
                else:
                    self.learn(each)
        elif isinstance(shown, list):
            for each in shown:
                self.learn(each)

    def _note(self, id_: str, *, is_gone: bool) -> None:
        found = _ID.fullmatch(id_)
        if found is None:
            return
        ids = self._given[found[1]]
        if id_ in ids:
            ids.remove(id_)
        if not is_gone:
            ids.append(id_)
            del ids[:-MOST_REMEMBERED]

    def in_path(self, path: str, sent: Mapping[str, Any]) -> dict[str, Any]:
        """Replace made-up ids in a path, most of the time."""
        return {name: self._id(_prefix(name, path), each) for name, each in sent.items()}

    def in_query(self, path: str, sent: Mapping[str, Any]) -> dict[str, Any]:
        """Ask for filters, searches, pages and fields to expand that there are.

        Schemathesis writes lists without brackets, and one value without them is no list: the only
        item is sent twice.
        """
        query = self._fields(path, sent) | _expanded(path, sent, of_list=True)
        return {
            name: each * 2 if isinstance(each, list) and len(each) == 1 else each
            for name, each in query.items()
        }

    def in_body(self, path: str, sent: Mapping[str, Any]) -> dict[str, Any]:
        """Send cards, amounts and ids that there are; every second new payment is made at once."""
        made = dict(sent)
        if path in _NEEDED:
            name, value, others = _NEEDED[path]
            if not made.keys() & {name, *others}:
                made[name] = value or "0"
        if path == "/payment_intents" and next(self._turns) % 2:
            made["confirm"] = True
        return self._fields(path, made) | _expanded(path, sent, of_list=False)

    def _fields(self, path: str, sent: Mapping[str, Any]) -> dict[str, Any]:
        made = {name: each for name, each in sent.items() if name not in (*_NEVER, "expand")}
        for first, second in _ALTERNATIVES:
            if first in made and second in made:
                del made[second]
        if "token" in made:
            made = {"token": "tok_visa"}
        filled = {name: self._field(path, name, each) for name, each in made.items()}
        return {name: each for name, each in filled.items() if each is not None}

    def _field(self, path: str, name: str, value: Any) -> Any:
        if name in _RULES:
            return _RULES[name](value)
        if name in _BESIDE:
            return self._known(_PAGES.get(path.rpartition("/")[2], ""))
        if name in _PREFIXES:
            return self._id(_PREFIXES[name], value) if value else value
        if name == "line_items" and isinstance(value, list):
            return [self._fields(path, each) for each in value] or None
        return self._fields(path, value) if isinstance(value, dict) else value

    def _id(self, prefix: str, made_up: Any) -> Any:
        turn = next(self._turns)
        if turn % MADE_UP_ONE_IN == 0:
            return made_up
        if prefix == "pm" and turn % USUAL_ONE_IN == 0:
            return PAYMENT_METHODS[turn // USUAL_ONE_IN % len(PAYMENT_METHODS)]
        return self._known(prefix) or _ALWAYS.get(prefix, made_up)

    def _known(self, prefix: str) -> str | None:
        ids = self._given[prefix]
        return ids[next(self._turns) % len(ids)] if ids else None


def _expanded(path: str, sent: Mapping[str, Any], *, of_list: bool) -> dict[str, Any]:
    """Name a field to expand that the answer has, where any is named."""
    if "expand" not in sent:
        return {}
    steps = [each for each in path.split("/") if each in EXPANDED or each == "line_items"]
    if not steps or steps[-1] not in EXPANDED:
        return {"expand": []}
    is_list = of_list and path.endswith((steps[-1], "/search"))
    return {"expand": [f"data.{EXPANDED[steps[-1]]}" if is_list else EXPANDED[steps[-1]]]}


def _prefix(name: str, path: str) -> str:
    return "seti" if name == "intent" and "setup_intents" in path else _PREFIXES.get(name, "")


def _notes(value: Any) -> Any:
    """Name notes without brackets, in as many characters as are taken."""
    if not isinstance(value, dict):
        return value
    names = {name: re.sub(r"[\[\]]", "", name)[:LONGEST_NOTE] for name in value}
    return {names[name] or "note": each for name, each in value.items()}


def _amount(value: int) -> int:
    return LEAST + value % (MOST - LEAST)


def _month(value: int) -> int:
    return value % 12 + 1


def _year(value: int) -> int:
    return YEARS[0] + value % (YEARS[1] - YEARS[0])


_ALWAYS = {"tok": "tok_visa", "pm": "pm_card_visa"}
_RULES: dict[str, Callable[[Any], Any]] = {
    "amount": _amount,
    "amount_to_capture": _amount,
    "currency": lambda value: one_of(CURRENCIES, value),
    "cvc": lambda _: "123",
    "enabled_events": lambda _: ["*"],
    "exp_month": _month,
    "exp_year": _year,
    "metadata": _notes,
    "number": lambda value: one_of(NUMBERS, value),
    "payment_method_types": lambda _: ["card"],
    "query": lambda value: one_of(QUERIES, value),
    "source": lambda _: "tok_visa",
    "return_url": lambda _: NOBODY,
    "success_url": lambda _: NOBODY,
    "cancel_url": lambda _: NOBODY,
    "unit_amount": _amount,
    "url": lambda _: NOBODY,
}
