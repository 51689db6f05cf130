"""Compile the outcomes that rules decide, and list the decline codes.

Response codes are field 39 of ISO 8583 as the big networks use it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from paydrill.values.times import duration_ms

APPROVED = "approved"
DECLINED = "declined"
PENDING = "pending"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The business decision.

    `reason` is the decline code, or why a payment is pending; of what follows an approval, the
    value of the rule's word: why it is disputed, how a dispute ends, the kind of fraud, why a
    refund fails, what changes of a card.
    """

    verdict: str
    reason: str | None = None
    message: str | None = None
    response_code: str = "00"
    later: tuple["Later", ...] = ()
    """The outcomes that follow a pending one, and what follows an approval, in order."""


class Later(NamedTuple):
    """An outcome that follows another, `after_ms` milliseconds after the request.

    After an approval, the verdict is one of `FOLLOW_UPS`.
    """

    after_ms: int
    outcome: Outcome


class Decline(NamedTuple):
    """The meaning of a decline code: field 39, whether a retry can help, and a message."""

    response_code: str
    retry: str
    """`soft` may work later, `hard` never will, `retry` means try again at once."""
    message: str


DECLINES: dict[str, Decline] = {
    "authentication_failed": Decline("05", "hard", "Authentication failed"),
    # Visa's; Mastercard has 65, and a rule's `response_code` can say so.
    "authentication_required": Decline("1A", "soft", "Authentication required"),
    "card_declined": Decline("05", "soft", "Card declined"),
    "card_velocity_exceeded": Decline("65", "soft", "Card velocity exceeded"),
    "do_not_honor": Decline("05", "soft", "Do not honor"),
    "expired_card": Decline("54", "hard", "Expired card"),
    "fraudulent": Decline("59", "hard", "Suspected fraud"),
    "generic_decline": Decline("05", "soft", "Card declined"),
    "incorrect_cvc": Decline("N7", "hard", "Incorrect security code"),
    "incorrect_number": Decline("14", "hard", "Incorrect card number"),
    "insufficient_funds": Decline("51", "soft", "Insufficient funds"),
    "invalid_amount": Decline("13", "hard", "Invalid amount"),
    "issuer_not_available": Decline("91", "retry", "Issuer not available"),
    "lost_card": Decline("41", "hard", "Lost card"),
    "pickup_card": Decline("04", "hard", "Pick up card"),
    "processing_error": Decline("96", "retry", "Processing error"),
    "stolen_card": Decline("43", "hard", "Stolen card"),
    "transaction_not_allowed": Decline("57", "hard", "Transaction not allowed"),
    "try_again_later": Decline("91", "retry", "Try again later"),
}

# ISO 8583 knows no "pending"; 01, refer to the issuer, is the nearest.
_PENDING_RESPONSE_CODE = "01"


def approved(_: object, message: str | None) -> Outcome:
    """Approve: the money moves."""
    return Outcome(APPROVED, None, message)


def declined(code: str, message: str | None) -> Outcome:
    """Decline with a code of `DECLINES`, as the issuer."""
    decline = DECLINES[code]
    return Outcome(DECLINED, code, message or decline.message, decline.response_code)


def pending(reason: str, message: str | None) -> Outcome:
    """Leave the payment pending: it is reviewed first."""
    text = message or f"Payment pending {reason.replace('_', ' ')}"
    return Outcome(PENDING, reason, text, _PENDING_RESPONSE_CODE)


def follow_up(verdict: str) -> Callable[[Any, str | None], Outcome]:
    """Make the function that compiles what becomes of an approved payment or refund later."""
    return lambda reason, message: Outcome(verdict, reason if reason is not True else None, message)


DISPUTED = "disputed"
INQUIRY = "inquiry"
DISPUTE_DECIDED = "dispute"
FRAUD_WARNING = "fraud_warning"
REFUND_FAILED = "failed"
CARD_UPDATED = "card_updated"
FOLLOW_UPS: dict[str, Callable[[Any, str | None], Outcome]] = {
    name: follow_up(name)
    for name in (DISPUTED, INQUIRY, DISPUTE_DECIDED, FRAUD_WARNING, REFUND_FAILED, CARD_UPDATED)
}
"""Functions that compile what follows an approval, by the word of the rule."""

OUTCOMES: dict[str, Callable[[Any, str | None], Outcome]] = {
    APPROVED: approved,
    DECLINED: declined,
    PENDING: pending,
}


def outcome_of(then: Mapping[str, Any]) -> Outcome | None:
    """Compile the outcome of a rule's `then`; `None` if it leaves the outcome to later rules.

    A `then` that says only what becomes of an approval approves.
    """
    later = tuple(_later(then.get("later", ())))
    verdict = next((name for name in OUTCOMES if name in then), APPROVED if later else None)
    if verdict is None:
        return None
    outcome = OUTCOMES[verdict](then.get(verdict), then.get("message"))
    response_code = then.get("response_code", outcome.response_code)
    return replace(outcome, response_code=response_code, later=later)


def _later(described: Iterable[Mapping[str, Any]]) -> Iterator[Later]:
    """Compile outcomes and follow-ups; changes of resources and ends of challenges are others'."""
    compiled = OUTCOMES | FOLLOW_UPS
    for each in described:
        verdict = next((name for name in compiled if name in each), None)
        if verdict is not None:
            outcome = compiled[verdict](each[verdict], each.get("message"))
            code = each.get("response_code", outcome.response_code)
            yield Later(duration_ms(each["after"]), replace(outcome, response_code=code))
