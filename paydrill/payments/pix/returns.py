"""Return PIX charges (devoluções), in full or in part, now or when the bank agrees later."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from paydrill.payments import planned_outcomes
from paydrill.payments.errors import NotRefundable, RefundExceedsRest
from paydrill.payments.lifecycle import CONFIRMED, REFUSED, RETURN, RETURNED, RETURNING
from paydrill.payments.pix.charges import attempt_on, find, move, transfer_id
from paydrill.payments.pix.records import CHARGES, CURRENCY, RETURN_MADE, RETURNS, Charge, Return
from paydrill.sandbox.sandbox import Sandbox
from paydrill.scenarios import outcomes
from paydrill.scenarios.attempt import Original
from paydrill.scenarios.outcomes import Outcome
from paydrill.values.times import DAY

RETURN_DECISION = "return_decision"

REFUND = "pix.refund_payment"

SCRIPTED = frozenset({REFUND})
"""The operations whose outcome a scenario decides; they ask it themselves."""

RETURNABLE_MS = 90 * DAY
"""How long after its payment a PIX can be returned (BCB, API Pix)."""

_STATUS = {
    outcomes.APPROVED: RETURNED,
    outcomes.DECLINED: REFUSED,
    outcomes.PENDING: RETURNING,
}


def give_back(
    sandbox: Sandbox, charge_id: int, value: Decimal | int | None
) -> tuple[Charge, Return]:
    """Return `value` reais of a confirmed charge, or all that is left of it.

    The scenario decides; a refused return is stored as well, and moves no money. Raises
    `PaymentNotFound`, `NotRefundable`, `InvalidAmount`, `RefundExceedsRest`.
    """
    charge = find(sandbox, charge_id)
    amount_minor = _amount_of(sandbox, charge, value)
    attempt = attempt_on(sandbox, REFUND, charge, amount_minor)
    paid = sandbox.currencies.decimal(charge.amount_minor, CURRENCY)
    original = Original(charge.id, paid, charge.description)
    outcome = sandbox.decide(replace(attempt, refund_of=original))
    number = sandbox.next_number()
    id_ = transfer_id(sandbox, "D", number)
    made = Return(id_, number, charge.id, "", amount_minor, sandbox.now_ms)
    made = _keep(sandbox, made, None, outcome)
    if outcome.later:
        planned_outcomes.plan(sandbox, outcome.later, RETURN_DECISION, RETURNS.name, made.id)
    return _book(sandbox, charge, made), made


def of_charge(sandbox: Sandbox, charge: Charge) -> Iterator[Return]:
    """Return the charge's returns, oldest first."""
    return sandbox.tx.find(RETURNS, ("charge", charge.id))


def decide_later(sandbox: Sandbox, return_id: str) -> Return:
    """Apply the next planned outcome, the bank's decision, to a return under way."""
    made = sandbox.tx.get(RETURNS, return_id)
    assert made is not None  # noqa: S101 - a return is never deleted
    outcome = planned_outcomes.take(sandbox, RETURN_DECISION, RETURNS.name, return_id)
    if outcome.verdict not in _STATUS or made.status != RETURNING:
        return made  # a rule may plan more than can happen to a return
    decided = _keep(sandbox, made, made.status, outcome)
    charge = find(sandbox, int(made.charge))
    rest_minor = charge.returning_minor - made.amount_minor
    _book(sandbox, charge._replace(returning_minor=rest_minor), decided)
    return decided


def _amount_of(sandbox: Sandbox, charge: Charge, value: Decimal | int | None) -> int:
    if charge.status != CONFIRMED:
        raise NotRefundable("Only a confirmed payment can be returned")
    if not charge.returnable_minor:
        raise NotRefundable("Nothing is left to return: all of it is about to be")
    if charge.paid_ms is not None and sandbox.now_ms > charge.paid_ms + RETURNABLE_MS:
        raise NotRefundable("A payment can be returned within 90 days, and these are over")
    if value is None:
        return charge.returnable_minor
    amount_minor = sandbox.currencies.minor(value, CURRENCY, "/value")
    if amount_minor > charge.returnable_minor:
        raise RefundExceedsRest("The return is more than what is left of the payment")
    return amount_minor


def _keep(sandbox: Sandbox, made: Return, before: str | None, outcome: Outcome) -> Return:
    """Set a return's fields by its outcome, record its event and store it."""
    decided = made._replace(
        status=_STATUS[outcome.verdict],
        message=outcome.message or RETURN_MADE,
        decline_code=outcome.reason if outcome.verdict == outcomes.DECLINED else None,
        decided_ms=None if outcome.verdict == outcomes.PENDING else sandbox.now_ms,
    )
    sandbox.move(
        RETURN,
        before,
        decided.status,
        subject=made.id,
        amount_minor=made.amount_minor,
        currency=CURRENCY,
    )
    sandbox.tx.put(RETURNS, decided)
    return decided


def _book(sandbox: Sandbox, charge: Charge, made: Return) -> Charge:
    """Apply a return that has just been decided to its charge, and store the charge."""
    if made.status == RETURNED:
        returned_minor = charge.returned_minor + made.amount_minor
        after = RETURNED if returned_minor == charge.amount_minor else CONFIRMED
        charge = charge._replace(returned_minor=returned_minor)
        return move(sandbox, charge, charge.status, after, made.amount_minor)
    if made.status == RETURNING:
        charge = charge._replace(returning_minor=charge.returning_minor + made.amount_minor)
    sandbox.tx.put(CHARGES, charge)
    return charge
