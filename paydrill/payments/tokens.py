"""Make and redeem card tokens, which stand for a card for 24 hours."""

from typing import NamedTuple

from paydrill.errors import InvalidToken
from paydrill.payments.channels import TOKENIZE
from paydrill.payments.errors import TokenNotFound
from paydrill.sandbox.ports import Table
from paydrill.sandbox.sandbox import Sandbox
from paydrill.scenarios.attempt import CARD, Attempt
from paydrill.values import card_checks
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
    checks: str = ""
    """The results of CVV and address checks, as `CardChecks.text` writes them; empty unless a rule
    has decided some."""


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
    """Store a token for a card, valid for 24 hours on the sandbox's clock. Raises `InvalidCard`.

    Its security code and address are judged now, by the rules that apply, and not kept.
    """
    card = read_card(sandbox, details)
    sandbox.meet(_attempt_of(sandbox, details, customer, card))
    judged = sandbox.decision.checks
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
        checks="" if judged is None else card_checks.of_details(details).but(judged).text,
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


def redeem(sandbox: Sandbox, token_id: str, customer: str, *, is_stored: bool = False) -> Token:
    """Return the token of that id, if it can pay for this customer. Raises `InvalidToken`.

    One that `is_stored`, as its mandate will show, pays also when its 24 hours are over.
    """
    token = sandbox.tx.get(TOKENS, token_id)
    if token is None or token.customer != customer:
        raise InvalidToken
    if not is_stored and not is_valid(sandbox, token):
        raise InvalidToken
    return token


def _attempt_of(sandbox: Sandbox, details: CardDetails, customer: str, card: Card) -> Attempt:
    return Attempt(
        TOKENIZE,
        customer=customer,
        card=card,
        method=CARD,
        at=sandbox,
        holder=details.holder,
        cvv=details.cvv,
        postal_code=details.postal_code,
    )
