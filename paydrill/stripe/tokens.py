"""Make tokens of cards, each good for one use."""

from paydrill.sandbox.sandbox import Sandbox
from paydrill.stripe import cards, objects
from paydrill.stripe.cards import KnownCard
from paydrill.stripe.errors import needed
from paydrill.stripe.objects import TOKEN, Body
from paydrill.stripe.payment_methods import require_card

_ADDRESS = ("city", "country", "line1", "line2", "state", "zip")


def create(sandbox: Sandbox, said: Body) -> Body:
    """Make a token of a card. Raises `InvalidInput` and `Unpayable`."""
    sent = said.get("card")
    if not isinstance(sent, dict):
        raise needed("card", "Missing required param: card.")
    require_card(sent, "card")
    address = {name: sent.get(f"address_{name}") for name in _ADDRESS}
    postal_code = address.pop("zip")
    billing = {"name": sent.get("name"), "address": {**address, "postal_code": postal_code}}
    known = cards.read_card(sandbox, sent, billing)
    fields = {
        "card": _card(sandbox, known, sent),
        "client_ip": None,
        "type": "card",
        "used": False,
        "_card": list(known.card),
        "_details": list(known.details._replace(cvv=None)),
        "_has_cvc": known.details.cvv is not None,
        "_risk": known.risk,
        "_billing": billing,
    }
    return objects.save(sandbox, TOKEN, objects.made(sandbox, TOKEN, fields))


def _card(sandbox: Sandbox, known: KnownCard, sent: Body) -> Body:
    details = known.details
    return {
        "id": objects.new_id(sandbox, "card", sandbox.next_number()),
        "object": "card",
        **{f"address_{name}": sent.get(f"address_{name}") for name in _ADDRESS},
        "address_line1_check": _check(details.address_line1),
        "address_zip_check": _check(details.postal_code),
        "brand": cards.brand_on_token(known.card.brand),
        "country": known.country,
        "cvc_check": _check(details.cvv),
        "exp_month": known.exp_month,
        "exp_year": known.exp_year,
        "fingerprint": known.card.fingerprint[:16],
        "funding": known.funding,
        "last4": known.card.last4,
        "metadata": {},
        "name": details.holder,
        "tokenization_method": None,
    }


def _check(sent: str | None) -> str | None:
    """Return the result of a check that no issuer was asked for yet."""
    return None if sent is None else "unchecked"
