"""Check amounts and currencies as Stripe's API takes them: whole numbers of the smallest unit."""

from paydrill.sandbox.sandbox import Sandbox
from paydrill.stripe.errors import invalid
from paydrill.values.money import invalid_amount

_LEAST = {
    "aed": 200,
    "aud": 50,
    "bgn": 100,
    "brl": 50,
    "cad": 50,
    "chf": 50,
    "czk": 1500,
    "dkk": 250,
    "eur": 50,
    "gbp": 30,
    "hkd": 400,
    "huf": 17500,
    "inr": 50,
    "jpy": 50,
    "mxn": 1000,
    "myr": 200,
    "nok": 300,
    "nzd": 50,
    "pln": 200,
    "ron": 200,
    "sek": 300,
    "sgd": 50,
    "thb": 1000,
    "usd": 50,
}
"""The smallest charge by currency (docs.stripe.com/currencies, minimum charge amounts)."""


def currency_of(sandbox: Sandbox, said: str) -> str:
    """Return a currency's code in lower case. Raises `InvalidInput` for an unknown one."""
    if said.upper() not in sandbox.currencies:
        raise invalid("currency", f"Invalid currency: {said}. It must be a code of ISO 4217.")
    return said.lower()


def check_amount(amount_minor: int, currency: str) -> None:
    """Raise `InvalidAmount` for less than can be charged."""
    least = _LEAST.get(currency, 1)
    if amount_minor < least:
        raise invalid_amount("/amount", f"must be at least {least} of the unit of {currency}.")
