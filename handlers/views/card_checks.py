"""Show the results of checks of a card, for both card contracts."""

from typing import Any

from paydrill.payments.records import Payment
from paydrill.payments.tokens import Token
from paydrill.values import card_checks

Body = dict[str, Any]


def checks(checked: Payment | Token) -> Body:
    """Show the results of the checks of a card; nothing where there are none to show."""
    results = card_checks.read(checked.checks)
    if results is None:
        return {}
    cvv_code, avs_code = results.codes(checked.brand)
    return {"checks": {**results._asdict(), "cvv_code": cvv_code, "avs_code": avs_code}}
