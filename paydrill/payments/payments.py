"""Take card payments by token or card number, and decide those that wait."""

from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from paydrill.payments import (
    authentications,
    customers,
    holds,
    mandates,
    planned_outcomes,
    tokens,
)
from paydrill.payments.authentications import Subject
from paydrill.payments.channels import ACQUIRER, CARDS, STRIPE, Channel, move
from paydrill.payments.lifecycle import AUTHORIZED, CAPTURED, DECLINED, REQUIRES_ACTION
from paydrill.payments.mandates import Mandate
from paydrill.payments.orders import Order
from paydrill.payments.planned_outcomes import PAYMENT_DECISION
from paydrill.payments.records import Payment
from paydrill.sandbox.sandbox import Sandbox
from paydrill.scenarios import challenges, outcomes
from paydrill.scenarios.attempt import CARD, Attempt
from paydrill.scenarios.challenges import Challenge, Met
from paydrill.scenarios.outcomes import Outcome
from paydrill.values import card_checks
from paydrill.values.card_checks import CardChecks
from paydrill.values.cards import CardDetails, CardFacts

_ORDINARY = tuple(Payment._field_defaults.values())

# Used when the scenario gives no message; an outcome other than approved always has one.
_MESSAGES = {
    CAPTURED: "Payment processed successfully",
    AUTHORIZED: "Payment authorized",
}


@dataclass(slots=True)
class _Decided:
    """The fields of a payment that an outcome decides.

    `captured_event` counts on the next event being the one of this payment.
    """

    status: str
    captured_minor: int
    captured_event: int | None
    reason: str | None
    message: str
    response_code: str
    authorization_code: str | None


class _Presented(NamedTuple):
    """A card as it is paid with: its facts, its details as long as the call lasts, its token.

    `mandate` is the one that stored it, if it is used again; `checks` are what is known of its CVV
    and address before rules apply, if that is to be shown.
    """

    card: CardFacts
    details: CardDetails
    token_id: str | None
    mandate: Mandate | None
    checks: CardChecks | None


def charge_token(sandbox: Sandbox, token_id: str, order: Order) -> Payment:
    """Pay with a token, or reserve the amount when `order.capture` is false.

    A decline is a result, not an error. A token that has expired still pays by its mandate. Raises
    `InvalidAmount`, `InvalidToken` and `InvalidMandate`.
    """
    amount_minor = sandbox.currencies.minor(order.amount, order.currency)
    token = tokens.redeem(sandbox, token_id, order.customer, is_stored=order.mandate is not None)
    mandate = mandates.named_by(sandbox, CARDS, order)
    card = mandates.card_of(mandate, token, order, token.id)
    details, checks = CardDetails("", holder=token.holder), card_checks.read(token.checks)
    presented = _Presented(card, details, token.id, mandate, checks)
    return _attempt(sandbox, CARDS, order, amount_minor, presented)


def authorize_card(sandbox: Sandbox, details: CardDetails, order: Order) -> Payment:
    """Pay with a card number. Raises `InvalidAmount`, `InvalidCard` and `InvalidMandate`."""
    amount_minor = sandbox.currencies.minor(order.amount, order.currency)
    mandate = mandates.named_by(sandbox, ACQUIRER, order)
    if mandate is not None:  # its card may have a new month
        details = details._replace(expiry_month=None, expiry_year=None)
    sent = tokens.read_card(sandbox, details)
    card = mandates.card_of(mandate, sent, order, sent.fingerprint)
    checks = card_checks.of_details(details) if details.has_address else None
    presented = _Presented(card, details, None, mandate, checks)
    return _attempt(sandbox, ACQUIRER, order, amount_minor, presented)


def charge_card(
    sandbox: Sandbox,
    card: CardFacts,
    details: CardDetails,
    payment_method: str,
    checks: CardChecks,
    order: Order,
) -> Payment:
    """Pay with the card of a payment method of Stripe's, which was read already.

    `details` came with the card, if it came with this call. Raises `InvalidAmount`.
    """
    amount_minor = sandbox.currencies.minor(order.amount, order.currency)
    presented = _Presented(card, details, payment_method, None, checks)
    return _attempt(sandbox, STRIPE, order, amount_minor, presented)


def decide(sandbox: Sandbox, channel: Channel, payment: Payment, outcome: Outcome) -> Payment:
    """Apply an outcome to a payment that waits for one; the outcome may be pending again."""
    _, code = channel.payment_names(sandbox, payment.position, payment.created_ms)
    decided = payment._replace(
        **asdict(_decided(sandbox, outcome, payment.amount_minor, payment.capture, code))
    )
    _keep(sandbox, channel, decided, before=payment.status)
    mandates.plan_updates(sandbox, channel, decided)
    if channel is CARDS and decided.captured_minor:
        paid_minor = decided.captured_minor
        customers.add(sandbox, payment.customer, payment.currency, paid_minor=paid_minor)
    return decided


def _attempt(
    sandbox: Sandbox, channel: Channel, order: Order, amount_minor: int, presented: _Presented
) -> Payment:
    """Ask the scenario, and store the payment that its decision makes."""
    card, token_id = presented.card, presented.token_id
    challenge, planned = _asked(sandbox, _attempt_of(sandbox, channel, order, presented), order)
    outcome = authentications.outcome_of(challenge, planned) if challenge else planned
    number = sandbox.next_number()
    id_, code = channel.payment_names(sandbox, number, sandbox.now_ms)
    decided = _decided(sandbox, outcome, amount_minor, order.capture, code)
    values = (  # in the record's order
        id_,
        number,
        decided.status,
        amount_minor,
        order.currency,
        decided.captured_minor,
        decided.captured_event,
        *(0, 0),  # refunded, and refunds pending
        order.customer,
        card.brand,
        card.last4,
        card.length,
        card.fingerprint,
        card.bin_marks,
        card.good_until_ms,
        token_id,
        order.reference,
        order.capture,
        decided.reason,
        decided.message,
        decided.response_code,
        decided.authorization_code,
        sandbox.now_ms,
        *_extras(sandbox, order, presented, number),
    )
    payment = channel.table.record_of(values)
    if challenge is not None:
        payment = _authenticated(sandbox, challenge, channel, payment, order)
    payment = payment._replace(is_followed_up=True) if planned.later else payment
    _keep(sandbox, channel, payment, before=None)
    _follow_up(sandbox, channel, payment, outcome if payment.status == DECLINED else planned)
    return payment


def _asked(sandbox: Sandbox, attempt: Attempt, order: Order) -> Met:
    """Ask the scenario for the challenge and the outcome of a payment."""
    planned = sandbox.decide(attempt)
    met = Met(sandbox.decision.challenge, planned)
    return challenges.unattended(*met) if order.is_unattended else met


def _authenticated(
    sandbox: Sandbox, challenge: Challenge, channel: Channel, payment: Payment, order: Order
) -> Payment:
    """Begin the authentication of a new payment's cardholder, and return the payment with it."""
    subject = Subject(channel.table.name, payment.id, payment.brand)
    begun = authentications.begin(sandbox, challenge, subject, order.return_url)
    return payment._replace(authentication=begun.id)


def _extras(sandbox: Sandbox, order: Order, presented: _Presented, number: int) -> tuple[Any, ...]:
    """Return the last fields of a payment, which most have with their defaults."""
    known, judged = presented.checks, sandbox.decision.checks
    if known is None and judged is None and order.is_plain:
        return _ORDINARY
    extras = dict(Payment._field_defaults)
    if known is not None or judged is not None:
        known = known or card_checks.of_details(presented.details)
        extras["checks"] = known.but(judged or {}).text
    if order.extended_hold:
        extras["hold_days"] = holds.EXTENDED_HOLD_DAYS
    if order.overcapture:
        extras["overcapture_percent"] = holds.OVERCAPTURE_PERCENT
    used = presented.mandate
    makes = mandates.new_id(sandbox, number) if order.store_card else None
    extras["mandate"] = makes if used is None else used.id
    extras["initiated_by"] = order.initiated_by
    extras["initial_network_transaction_id"] = mandates.initial_transaction_id(order, used)
    return tuple(extras.values())


def _follow_up(sandbox: Sandbox, channel: Channel, payment: Payment, outcome: Outcome) -> None:
    """Schedule a new payment's later outcomes, and count it in its customer's totals.

    All of `outcome` is held while the cardholder is to be authenticated.
    """
    if payment.status == REQUIRES_ACTION:
        planned_outcomes.hold(sandbox, outcome, payment.id)
    elif outcome.later:
        planned_outcomes.plan(
            sandbox, outcome.later, PAYMENT_DECISION, channel.table.name, payment.id
        )
        mandates.plan_updates(sandbox, channel, payment)
    if channel is CARDS:  # the acquirer keeps no customers
        customer, paid_minor = payment.customer, payment.captured_minor
        customers.add(sandbox, customer, payment.currency, transactions=1, paid_minor=paid_minor)


def _attempt_of(sandbox: Sandbox, channel: Channel, order: Order, presented: _Presented) -> Attempt:
    details = presented.details
    return Attempt(
        order.operation or channel.create_operation,
        order.amount,
        order.currency,
        order.customer,
        presented.card,
        presented.token_id,
        order.reference if channel is CARDS else order.description,
        order.reference if channel is ACQUIRER else None,
        CARD,
        None,
        None,
        sandbox,
        None,
        details.holder,
        details.cvv,
        details.postal_code,
        presented.checks,
        order.initiated_by,
    )


def _decided(
    sandbox: Sandbox,
    outcome: Outcome,
    amount_minor: int,
    capture: bool,  # noqa: FBT001 - a field of the record
    code: str,
) -> _Decided:
    approved = outcome.verdict == outcomes.APPROVED
    status = (CAPTURED if capture else AUTHORIZED) if approved else outcome.verdict
    return _Decided(
        status,
        amount_minor if status == CAPTURED else 0,
        sandbox.last_event + 1 if status == CAPTURED else None,
        outcome.reason,
        outcome.message or _MESSAGES.get(status, ""),
        outcome.response_code,
        code if approved else None,
    )


def _keep(sandbox: Sandbox, channel: Channel, payment: Payment, before: str | None) -> None:
    """Record the event of a payment just decided, and store the payment.

    An approval makes the mandate of a card that is to be stored; an authorization is scheduled to
    expire.
    """
    move(sandbox, payment, before, payment.status, payment.amount_minor)
    sandbox.tx.put(channel.table, payment)
    if payment.mandate is not None and payment.status in {AUTHORIZED, CAPTURED}:
        mandates.begin(sandbox, channel, payment)
    if payment.status == AUTHORIZED:
        holds.start(sandbox, channel, payment)
