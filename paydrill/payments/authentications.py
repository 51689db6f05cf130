"""Authenticate cardholders by 3-D Secure: keep the issuer's answer, and make its values.

Names and values are those of EMV 3-D Secure 2 (EMVCo). Its `transStatus`, `transStatusReason` and
`challengeCancel` are listed by Cybersource (API fields) and Checkout.com ("Diagnose authentication
failures"); all ids are UUIDs, and the authentication value is 20 bytes in Base64.
"""

from base64 import b64encode
from typing import NamedTuple

from paydrill.payments import planned_outcomes
from paydrill.payments.lifecycle import REQUIRES_ACTION
from paydrill.payments.records import Payment
from paydrill.sandbox import due
from paydrill.sandbox.ports import Table
from paydrill.sandbox.sandbox import Sandbox
from paydrill.scenarios import challenges
from paydrill.scenarios.challenges import LIFETIME_MS, REQUIRED, Challenge
from paydrill.scenarios.outcomes import Outcome
from paydrill.values.cards import (
    AMERICAN_EXPRESS,
    DINERS_CLUB,
    DISCOVER,
    ELO,
    JCB,
    MAESTRO,
    MASTERCARD,
    UNIONPAY,
    VISA,
)
from paydrill.values.ids import bytes_of

CHALLENGE_END = "challenge_end"

EXPIRED = "expired"
"""How a challenge ends that the cardholder does not answer in time."""
WITHDRAWN = "withdrawn"
"""How a challenge ends whose payment is voided."""

_VERSION = "2.2.0"
_CHALLENGED = "C"
_VALUE_BYTES = 20


class Answer(NamedTuple):
    """The issuer's answer: `transStatus`, with `transStatusReason` or `challengeCancel`."""

    trans_status: str
    trans_status_reason: str | None = None
    challenge_cancel: str | None = None

    @property
    def is_proof(self) -> bool:
        """Whether the issuer gives an authentication value, and takes the liability for fraud."""
        return self.trans_status in {"Y", "A"}


ANSWERS = {
    challenges.REQUIRED: Answer(_CHALLENGED),
    challenges.FRICTIONLESS: Answer("Y"),
    challenges.ATTEMPTED: Answer("A"),
    challenges.UNAVAILABLE: Answer("U", "22"),
    challenges.FAILED: Answer("N", "01"),
    challenges.REJECTED: Answer("R", "11"),
}
"""The answer to the request for an authentication, by the challenge that a rule decides."""

_AFTER = {
    challenges.AUTHENTICATED: Answer("Y"),
    challenges.FAILED: Answer("N", "01"),
    challenges.ABANDONED: Answer("N", "01", "01"),
    EXPIRED: Answer("N", "14", "04"),
    WITHDRAWN: Answer("U"),
}
"""The answer after a challenge, by the way in which it ended."""

_ECI = ({"Y": "05", "A": "06"}, "07")
_ECI_OF_MASTERCARD = ({"Y": "02", "A": "01"}, "00")
_ECIS = {
    **dict.fromkeys((MASTERCARD.name, MAESTRO.name), _ECI_OF_MASTERCARD),
    **dict.fromkeys(
        (
            brand.name
            for brand in (AMERICAN_EXPRESS, DINERS_CLUB, DISCOVER, ELO, JCB, UNIONPAY, VISA)
        ),
        _ECI,
    ),
}
"""ECI by brand and `transStatus`, and that of all other answers (Checkout.com, "ECI values"; Elo:
Cielo, "Tabela ECI"; Maestro and UnionPay: Cybersource, payer authentication). Hipercard and Hiper
publish none, so their payments show none."""

# ISO 8583 has no code for this, as the issuer is not asked to pay yet; a pending one has the same.
_WAITING = Outcome(REQUIRES_ACTION, None, "The cardholder must authenticate the payment", "01")


class Authentication(NamedTuple):
    """One authentication of a cardholder. `channel` is the table of its payment.

    The payment may be another record that is challenged, such as the setup of a card.
    """

    id: str
    position: int
    payment: str
    channel: str
    brand: str
    version: str
    trans_status: str
    trans_status_reason: str | None
    challenge_cancel: str | None
    eci: str | None
    authentication_value: str | None
    ds_transaction_id: str
    acs_transaction_id: str
    liability_shift: bool
    result: str | None
    """How its challenge ended; `None` while it waits, and without a challenge."""
    planned_result: str
    """How its challenge ends by itself; empty without a challenge."""
    expires_ms: int | None
    """When its challenge expires; `None` without a challenge."""
    return_url: str | None
    """The address to which the cardholder is sent after the challenge."""
    created_ms: int

    @property
    def is_open(self) -> bool:
        """Whether the cardholder is still to answer a challenge."""
        return self.trans_status == _CHALLENGED


AUTHENTICATIONS = Table("authentications", Authentication, indexes=("payment",))


def outcome_of(challenge: Challenge, planned: Outcome) -> Outcome:
    """Return the outcome that a payment has at first; `planned` decides it once authenticated."""
    return _WAITING if challenge.kind == REQUIRED else planned


class Subject(NamedTuple):
    """The payment, or another record of a table, for which a cardholder is authenticated."""

    table: str
    id: str
    brand: str


def begin(
    sandbox: Sandbox, challenge: Challenge, subject: Subject, return_url: str | None
) -> Authentication:
    """Store the authentication for a new payment, and return it.

    A challenge is scheduled to end by itself.
    """
    is_challenged = challenge.kind == REQUIRED
    number, ids = sandbox.next_number(), sandbox.ids
    waiting = Authentication(
        id=f"3ds_{ids.hex('authentication', number)}",
        position=number,
        payment=subject.id,
        channel=subject.table,
        brand=subject.brand,
        version=_VERSION,
        trans_status=_CHALLENGED,
        trans_status_reason=None,
        challenge_cancel=None,
        eci=None,
        authentication_value=None,
        ds_transaction_id=ids.uuid("ds_transaction", number),
        acs_transaction_id=ids.uuid("acs_transaction", number),
        liability_shift=False,
        result=None,
        planned_result=_end_of(challenge) if is_challenged else "",
        expires_ms=sandbox.now_ms + LIFETIME_MS if is_challenged else None,
        return_url=return_url,
        created_ms=sandbox.now_ms,
    )
    made = waiting if is_challenged else _answered(sandbox, waiting, ANSWERS[challenge.kind])
    sandbox.tx.put(AUTHENTICATIONS, made)
    if is_challenged:
        after_ms = min(challenge.after_ms or LIFETIME_MS, LIFETIME_MS)
        at_ms = sandbox.now_ms + after_ms
        due.schedule(sandbox, at_ms, CHALLENGE_END, AUTHENTICATIONS.name, made.id)
    return made


def conclude(sandbox: Sandbox, authentication: Authentication, result: str) -> Authentication:
    """Store the issuer's answer after a challenge that ended with `result`, and return it."""
    ended = _answered(sandbox, authentication._replace(result=result), _AFTER[result])
    sandbox.tx.put(AUTHENTICATIONS, ended)
    return ended


def withdraw(sandbox: Sandbox, payment: Payment) -> None:
    """End the challenge of a payment that is voided, and drop the outcome planned for it."""
    found = of_payment(sandbox, payment)
    assert found is not None  # noqa: S101 - a payment that waits has one
    due.cancel(sandbox, CHALLENGE_END, found.id)
    conclude(sandbox, found, WITHDRAWN)
    planned_outcomes.drop(sandbox, payment.id)


def of_payment(sandbox: Sandbox, payment: Payment) -> Authentication | None:
    """Return the authentication of a payment; `None` if there was none."""
    if payment.authentication is None:
        return None
    return sandbox.tx.get(AUTHENTICATIONS, payment.authentication)


def _end_of(challenge: Challenge) -> str:
    """Return how a challenge ends by itself: by its rule, or before that because it expires."""
    is_in_time = challenge.after_ms is not None and challenge.after_ms < LIFETIME_MS
    return challenge.result if is_in_time and challenge.result is not None else EXPIRED


def _answered(sandbox: Sandbox, asked: Authentication, answer: Answer) -> Authentication:
    by_status, otherwise = _ECIS.get(asked.brand, ({}, None))
    value = bytes_of(sandbox.ids.hex("authentication_value", asked.position), _VALUE_BYTES)
    return asked._replace(
        trans_status=answer.trans_status,
        trans_status_reason=answer.trans_status_reason,
        challenge_cancel=answer.challenge_cancel,
        eci=by_status.get(answer.trans_status, otherwise),
        authentication_value=b64encode(value).decode() if answer.is_proof else None,
        liability_shift=answer.is_proof,
    )
