"""Withdraw the money of a dispute from the merchant, give it back, and charge the fee."""

from decimal import ROUND_HALF_UP, Decimal

from paydrill.payments.channels import CHANNELS, find
from paydrill.payments.disputes.records import DISPUTES, Dispute
from paydrill.payments.lifecycle import DISPUTE
from paydrill.payments.records import Payment
from paydrill.sandbox.sandbox import Sandbox


def payment_of(sandbox: Sandbox, dispute: Dispute) -> Payment:
    """Return the disputed payment."""
    return find(sandbox, CHANNELS[dispute.table], dispute.payment)


def tell(
    sandbox: Sandbox, dispute: Dispute, before: str | None, event: str, amount_minor: int
) -> None:
    """Record an event of a dispute that has just come to its status from `before`."""
    type_ = DISPUTE.event_of(before, dispute.status, event)
    sandbox.note(type_, dispute.id, dispute.status, amount_minor, dispute.currency)


def withdraw(sandbox: Sandbox, dispute: Dispute) -> Dispute:
    """Take the dispute's amount from the merchant, and the fee unless it is charged already.

    The dispute is stored.
    """
    _add_to_payment(sandbox, dispute, dispute.amount_minor)
    tell(sandbox, dispute, dispute.status, "dispute.funds_withdrawn", dispute.amount_minor)
    fee_minor = 0 if dispute.fee_minor else _fee_minor(sandbox, dispute.currency)
    if fee_minor:
        tell(sandbox, dispute, dispute.status, "dispute.fee_charged", fee_minor)
        dispute = dispute._replace(fee_minor=fee_minor)
    sandbox.tx.put(DISPUTES, dispute)
    return dispute


def reinstate(sandbox: Sandbox, dispute: Dispute) -> Dispute:
    """Give the amount of a dispute that was won back, and its fee where the scenario says so.

    The dispute is stored.
    """
    _add_to_payment(sandbox, dispute, -dispute.amount_minor)
    tell(sandbox, dispute, dispute.status, "dispute.funds_reinstated", dispute.amount_minor)
    if dispute.fee_minor and sandbox.scenario.settlement.get("won_disputes_return_fee", False):
        tell(sandbox, dispute, dispute.status, "dispute.fee_returned", dispute.fee_minor)
        dispute = dispute._replace(fee_minor=0)
    sandbox.tx.put(DISPUTES, dispute)
    return dispute


def _add_to_payment(sandbox: Sandbox, dispute: Dispute, amount_minor: int) -> None:
    payment = payment_of(sandbox, dispute)
    disputed_minor = payment.disputed_minor + amount_minor
    table = CHANNELS[dispute.table].table
    sandbox.tx.put(table, payment._replace(disputed_minor=disputed_minor))


def _fee_minor(sandbox: Sandbox, currency: str) -> int:
    """Return the scenario's fee, in major units there, rounded to whole minor units."""
    fee = Decimal(sandbox.scenario.settlement.get("dispute_fee", 0))
    exponent = sandbox.currencies.exponent(currency)
    return int(fee.scaleb(exponent).to_integral_value(ROUND_HALF_UP))
