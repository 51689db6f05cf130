"""Make and redeem card tokens, which stand for a card for 24 hours."""

from typing import NamedTuple

from paydrill.errors import InvalidToken
from paydrill.payments.errors import TokenNotFound
from paydrill.sandbox.ports import Table
from paydrill.sandbox.sandbox import Sandbox
from paydrill.values.cards import Card, CardDetails, bin_marks, brand_of, check_card, good_until_ms
from paydrill.values.times import DAY

LIFETIME_MS = DAY


class Token(NamedTuple):
    """A tokenized card (it has all `cards.CardFacts`), bound to the customer it was made for."""

    id: str
    position: int
    customer: str
    brand: str
    last4: str
    length: int
    fingerprint: str
    bin_marks: str
    good_until_ms: int | None
    created_ms: int
    expires_ms: int
    holder: str | None = None
    """The name on the card."""


TOKENS = Table("tokens", Token)


def read_card(sandbox: Sandbox, details: CardDetails) -> Card:
    """Check a card and return it without its number.

    Raises `InvalidCard` listing every wrong field.
    """
    number = check_card(details, sandbox.now_ms, sandbox.world.standards.luhn)
    return Card(
        brand_of(number).name,
        number[-4:],
        sandbox.fingerprint(number),
        len(number),
        bin_marks(number, sandbox.fingerprint),
        good_until_ms(details),
    )


def tokenize(sandbox: Sandbox, details: CardDetails, customer: str) -> Token:
    """Store a token for a card, valid for 24 hours on the sandbox's clock. Raises `InvalidCard`."""
    card = read_card(sandbox, details)
    number = sandbox.next_number()
    token = Token(
        id=f"tok_{sandbox.ids.hex('token', number)}",
        position=number,
        customer=customer,
        brand=card.brand,
        last4=card.last4,
        length=card.length,
        fingerprint=card.fingerprint,
        bin_marks=card.bin_marks,
        good_until_ms=card.good_until_ms,
        created_ms=sandbox.now_ms,
        expires_ms=sandbox.now_ms + LIFETIME_MS,
        holder=details.holder,
    )
    sandbox.tx.put(TOKENS, token)
    return token


def find(sandbox: Sandbox, token_id: str) -> Token:
    """Return the token of that id, valid or not. Raises `TokenNotFound`."""
    token = sandbox.tx.get(TOKENS, token_id)
    if token is None:
        raise TokenNotFound
    return token


def is_valid(sandbox: Sandbox, token: Token) -> bool:
    """Tell whether a token can pay now; at exactly 24 hours it no longer can."""
    return sandbox.now_ms < token.expires_ms


def redeem(sandbox: Sandbox, token_id: str, customer: str) -> Token:
    """Return the token of that id, if it can pay for this customer. Raises `InvalidToken`."""
    token = sandbox.tx.get(TOKENS, token_id)
    if token is None or token.customer != customer or not is_valid(sandbox, token):
        raise InvalidToken
    return token
