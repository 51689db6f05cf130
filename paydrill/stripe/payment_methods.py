"""Make payment methods out of cards, attach them to customers and detach them."""

from functools import lru_cache
from typing import NamedTuple

from paydrill.sandbox.sandbox import Sandbox
from paydrill.scenarios.attempt import CARD, Attempt
from paydrill.scenarios.outcomes import APPROVED, Outcome
from paydrill.stripe import cards, objects, test_cards
from paydrill.stripe.cards import KnownCard
from paydrill.stripe.errors import invalid, missing, needed
from paydrill.stripe.objects import CUSTOMER, PAYMENT_METHOD, TOKEN, Body
from paydrill.values import card_checks
from paydrill.values.card_checks import CardChecks
from paydrill.values.cards import Card, CardDetails

_NO_ADDRESS = dict.fromkeys(("city", "country", "line1", "line2", "postal_code", "state"))
_NO_BILLING = {"address": _NO_ADDRESS, "email": None, "name": None, "phone": None}
_NO_DETAILS = CardDetails("")


LEFT: Body = {"customer": None, "_set_up": False, "_is_spent": True}
"""The fields of a payment method that has left its customer."""


class Presented(NamedTuple):
    """A payment method as a request presents it; one that is new is not stored yet.

    `details` are those of a card that came with the request, `token` the token that it uses up.
    """

    body: Body
    details: CardDetails = _NO_DETAILS
    is_new: bool = False
    token: Body | None = None

    @property
    def id(self) -> str:
        """The id of the payment method."""
        return str(self.body["id"])

    @property
    def card(self) -> Card:
        """The card."""
        return Card(*self.body["_card"])

    @property
    def checks(self) -> CardChecks:
        """The checks of the card's security code and address before an issuer decides."""
        return CardChecks(*self.body["_checks"])


def create(sandbox: Sandbox, said: Body) -> Body:
    """Make and store a payment method of a card or a token. Raises as `new` does."""
    return store(sandbox, new(sandbox, said))


def new(sandbox: Sandbox, said: Body, field: str = "") -> Presented:
    """Make a payment method of a card or a token; `field` is where it came, as `…_data/`.

    Raises `InvalidInput`, `ReferenceMissing` and `Unpayable`.
    """
    if said.get("type", "card") != "card":
        raise invalid(f"{field}type", "Only cards are taken here: send type=card.")
    sent = said.get("card") or {}
    billing = billing_details(said.get("billing_details") or {})
    metadata = objects.metadata_of(said)
    if "token" in sent:
        made = _of_token(sandbox, sent["token"], f"{field}card/token")
        return made._replace(body={**made.body, "billing_details": billing, "metadata": metadata})
    require_card(sent, f"{field}card")
    return _made(sandbox, cards.read_card(sandbox, sent, billing), billing, metadata)


def resolve(sandbox: Sandbox, id_: str, field: str) -> Presented:
    """Return a payment method by its id, or a new one of `pm_card_visa` or of a token.

    Raises `ReferenceMissing`.
    """
    number = test_cards.number_of(id_)
    if number is not None:
        return _of_test_card(sandbox, number)
    body = objects.look_up(sandbox, PAYMENT_METHOD, id_)
    if body is not None:
        return Presented(body)
    if id_.startswith("tok_"):
        return _of_token(sandbox, id_, field)
    raise missing("PaymentMethod", id_, field)


def require_unspent(presented: Presented) -> None:
    """Raise `InvalidInput` for a payment method that was used, and is no customer's."""
    if presented.body["_is_spent"] and presented.body["customer"] is None:
        message = (
            "The provided PaymentMethod was previously used without being attached to a customer, "
            "or was detached from one. It may not be used again."
        )
        raise invalid("payment_method", message)


def spend(sandbox: Sandbox, presented: Presented) -> Body:
    """Store that a payment method was used."""
    if presented.body["_is_spent"]:
        return presented.body
    body = {**presented.body, "_is_spent": True}
    return store(sandbox, Presented(body, is_new=True, token=presented.token))


def store(sandbox: Sandbox, presented: Presented) -> Body:
    """Store a payment method if it is new, and use up its token."""
    if presented.token is not None:
        objects.save(sandbox, TOKEN, {**presented.token, "used": True})
    if presented.is_new:
        objects.save(sandbox, PAYMENT_METHOD, presented.body)
    return presented.body


def attach(
    sandbox: Sandbox, presented: Presented, customer: str, operation: str
) -> tuple[Body, Outcome]:
    """Attach a payment method to a customer, if its issuer approves; else nothing is stored.

    Raises `ReferenceMissing` and `InvalidInput`.
    """
    objects.find(sandbox, CUSTOMER, customer, "customer")
    if presented.body["customer"] not in {None, customer}:
        message = "The payment method you provided has already been attached to a customer."
        raise invalid("payment_method", message)
    require_unspent(presented)
    outcome = verify(sandbox, presented, customer, operation)
    if outcome.verdict != APPROVED:
        return presented.body, outcome
    checks = presented.checks.but(sandbox.decision.checks or {})
    return give(sandbox, presented, customer, checks), outcome


def verify(sandbox: Sandbox, presented: Presented, customer: str, operation: str) -> Outcome:
    """Ask the issuer whether a card can be stored: nothing is charged."""
    return sandbox.decide(
        Attempt(
            operation,
            customer=customer,
            card=presented.card,
            token=presented.id,
            method=CARD,
            at=sandbox,
        )
    )


def give(sandbox: Sandbox, presented: Presented, customer: str | None, checks: CardChecks) -> Body:
    """Store a payment method as the customer's, with the results of its checks."""
    store(sandbox, presented)
    body = presented.body
    card = {**body["card"], "checks": cards.checks_fields(checks)}
    return objects.save(sandbox, PAYMENT_METHOD, {**body, "customer": customer, "card": card})


def of_customer(sandbox: Sandbox, customer: str, id_: str) -> Body:
    """Return a payment method of a customer. Raises `ResourceMissing`."""
    objects.find(sandbox, CUSTOMER, customer)
    body = objects.look_up(sandbox, PAYMENT_METHOD, id_)
    if body is None or body["customer"] != customer:
        raise missing("payment_method", id_)
    return body


def detach(sandbox: Sandbox, id_: str) -> Body:
    """Take a payment method from its customer. Raises `ResourceMissing` and `InvalidInput`."""
    body = objects.find(sandbox, PAYMENT_METHOD, id_)
    if body["customer"] is None:
        message = "The payment method you provided is not attached to a customer."
        raise invalid("payment_method", message)
    return objects.save(sandbox, PAYMENT_METHOD, {**body, **LEFT})


def update(sandbox: Sandbox, id_: str, said: Body) -> Body:
    """Change the billing details, the expiry and the metadata of a payment method.

    Raises `ResourceMissing` and `InvalidInput`.
    """
    body = objects.with_metadata(objects.find(sandbox, PAYMENT_METHOD, id_), said)
    if "billing_details" in said:
        billing = _merged(body["billing_details"], said["billing_details"])
        body = {**body, "billing_details": billing}
    expiry = said.get("card") or {}
    if expiry:
        shown = {**body["card"], **expiry}
        cards.check_expiry(sandbox, shown["exp_month"], shown["exp_year"])
        until_ms = cards.good_until_of(shown["exp_month"], shown["exp_year"])
        card = Card(*body["_card"])._replace(good_until_ms=until_ms)
        body = {**body, "card": shown, "_card": list(card)}
    return objects.save(sandbox, PAYMENT_METHOD, body)


def billing_details(said: Body) -> Body:
    """Complete billing details with what was left out."""
    return _merged(_NO_BILLING, said)


def require_card(sent: Body, field: str) -> None:
    """Raise `InvalidInput` unless a card has a number and an expiry."""
    for name in ("number", "exp_month", "exp_year"):
        if name not in sent:
            raise needed(f"{field}/{name}", f"Missing required param: {name} of the card.")


def _merged(known: Body, said: Body) -> Body:
    """Lay billing details that were sent over those that are known; an empty text unsets one."""
    merged = {**known, **{name: value or None for name, value in said.items()}}
    if isinstance(said.get("address"), dict):
        merged["address"] = {**known["address"], **said["address"]}
    elif merged["address"] is None:
        merged["address"] = _NO_ADDRESS
    return merged


def _made(sandbox: Sandbox, known: KnownCard, billing: Body, metadata: Body) -> Presented:
    body = objects.made(sandbox, PAYMENT_METHOD, _fields(known, billing, metadata))
    return Presented(body, known.details, is_new=True)


def _of_test_card(sandbox: Sandbox, number: str) -> Presented:
    known = cards.test_card(sandbox, number)
    body = objects.made(sandbox, PAYMENT_METHOD, _fields_of_test_card(known))
    return Presented(body, known.details, is_new=True)


@lru_cache(maxsize=1024)  # not for the cards of requests, whose security codes it would keep
def _fields_of_test_card(known: KnownCard) -> Body:
    return _fields(known, _NO_BILLING, {})


def _fields(known: KnownCard, billing: Body, metadata: Body) -> Body:
    return {
        "allow_redisplay": "unspecified",
        "billing_details": billing,
        "card": cards.card_fields(known),
        "customer": None,
        "metadata": metadata,
        "type": "card",
        "_card": list(known.card),
        "_checks": list(card_checks.of_details(known.details)),
        "_risk": known.risk,
        "_set_up": False,
        "_is_spent": False,
    }


def _of_token(sandbox: Sandbox, id_: str, field: str) -> Presented:
    number = test_cards.number_of(id_)
    if number is not None:
        return _of_test_card(sandbox, number)
    token = objects.look_up(sandbox, TOKEN, id_)
    if token is None:
        raise missing("token", id_, field)
    if token["used"]:
        raise invalid(field, f"You cannot use a Stripe token more than once: {id_}.")
    known = cards.of_token(token)
    billing = billing_details(token["_billing"])
    return _made(sandbox, known, billing, {})._replace(token=token)
