"""List the reasons of disputes, and the code by which each network gives them.

The reasons and their codes are those of Stripe's public table of dispute categories
(docs.stripe.com/disputes/categories); each is the most common code of its row. Mastercard's newer
collective code 4853, cardholder dispute, stands for reasons that it had codes of their own for.
Discover's are the numbers that acquirers pass on (TabaPay, Discover dispute codes).
"""

from collections.abc import Mapping

from paydrill.values.cards import AMERICAN_EXPRESS, DISCOVER, MASTERCARD, VISA

_NETWORKS = (VISA.name, MASTERCARD.name, AMERICAN_EXPRESS.name, DISCOVER.name)
_CODES: Mapping[str, tuple[str | None, ...]] = {
    "fraudulent": ("10.4", "4837", "F29", "7030"),
    "product_not_received": ("13.1", "4853", "C08", "4755"),
    "product_unacceptable": ("13.3", "4853", "C31", "4553"),
    "credit_not_processed": ("13.6", "4853", "C02", "8002"),
    "duplicate": ("12.6.1", "4834", "P08", "4534"),
    "subscription_canceled": ("13.2", "4853", "C28", "4541"),
    "unrecognized": (None, "4863", "127", "4752"),
    "general": ("12.5", "4831", "P05", "4586"),
}
REASONS = frozenset(_CODES)


def network_code(reason: str, brand: str) -> str | None:
    """Return the network's code for a reason; `None` where no code is known."""
    return dict(zip(_NETWORKS, _CODES[reason], strict=True)).get(brand)
