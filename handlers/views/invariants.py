"""Make the bodies of openapi/control.yaml about the invariants."""

from typing import Any

from paydrill.payments.invariants import INVARIANTS
from paydrill.payments.proofs.books import Figures
from paydrill.sandbox.sandbox import Sandbox

Body = dict[str, Any]


def proof(sandbox: Sandbox, figures: list[Figures]) -> Body:
    """Show the invariants, all of which hold, and the sums of the records."""
    return {
        "sandbox": sandbox.name,
        "holds": list(INVARIANTS),
        "figures": [_figures(sandbox, each) for each in figures],
    }


def _figures(sandbox: Sandbox, of: Figures) -> Body:
    amounts = {
        name.removesuffix("_minor"): sandbox.currencies.major(amount_minor, of.currency)
        for name, amount_minor in zip(of._fields[1:], of[1:], strict=True)
    }
    return {"currency": of.currency, **amounts}
