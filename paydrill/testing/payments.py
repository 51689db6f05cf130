"""Do what makes sense where the server takes payments, and say so where it does not."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from paydrill.testing.control import Control
from paydrill.testing.errors import PaydrillError
from paydrill.values.own_contracts import OWN_CONTRACTS

CONTRACTS = ("acquirer", "cards", "pix")
STATES = (
    "authorized",
    "captured",
    "refunded",
    "refunds_pending",
    "pix_paid",
    "pix_returned",
    "debits",
    "credits",
    "settled",
    "unsettled",
    "fees",
    "paid_out",
    "disputes_withdrawn",
    "disputes_won_back",
    "disputes_lost",
    "disputes_open",
)
"""Figures that the control API has of each currency."""
ZERO = Decimal(0)

_CONFIRMED = {"bank_payment_id", "value"}
_CURRENCY = re.compile("[A-Z]{3}")


def required(control: Control, wanted: str, contracts: tuple[str, ...] = CONTRACTS) -> None:
    """Raise `PaydrillError` where the server serves none of these contracts."""
    served = [each["name"] for each in control.contracts()]
    if not set(contracts).intersection(served):
        others = (
            ", ".join(each for each in served if each not in OWN_CONTRACTS) or "no other contract"
        )
        raise PaydrillError(
            f"{wanted} is for Paydrill's own {' and '.join(contracts)}, and {control.server}"
            f" serves {others}"
        )


def total(control: Control, state: str, currency: str) -> Decimal:
    """Return what the records of a currency add up to in a state; 0 where there are none."""
    required(control, "total")
    if state not in STATES:
        raise PaydrillError(f"{state!r} is no total; there are {', '.join(STATES)}")
    if not _CURRENCY.fullmatch(currency):
        raise PaydrillError(f"{currency!r} is no currency: write its code, such as USD")
    figures = control.get("/invariants")["figures"]
    return sum((Decimal(each[state]) for each in figures if each["currency"] == currency), ZERO)


def pay_pix(control: Control, payment: int | str | Mapping[str, Any]) -> None:
    """Confirm a charge with its own value."""
    required(control, "pay_pix", ("pix",))
    if isinstance(payment, Mapping):
        charge = payment.get("payment", payment)
    else:
        charge = control.call("GET", f"/payments/pix/{payment}")
    if not isinstance(charge, Mapping) or not charge.keys() >= _CONFIRMED:
        raise PaydrillError(f"pay_pix takes the id or the answer of a charge, not {payment!r}")
    control.call("POST", "/payments/pix/confirmation", {each: charge[each] for each in _CONFIRMED})
