"""Hold the merchant's request for a card payment."""

from dataclasses import dataclass
from decimal import Decimal

from paydrill.scenarios.attempt import CUSTOMER


@dataclass(slots=True)
class Order:
    """The merchant's request for a payment. `amount` is in major units.

    `return_url` is where the cardholder is sent after a challenge of 3-D Secure;
    `network_transaction_id` is that of the payment that stored the card with another acquirer.
    """

    amount: Decimal | int
    currency: str
    customer: str
    reference: str | None = None
    capture: bool = True
    extended_hold: bool = False
    overcapture: bool = False
    return_url: str | None = None
    store_card: bool = False
    initiated_by: str = CUSTOMER
    mandate: str | None = None
    network_transaction_id: str | None = None
    operation: str | None = None
    """The operation by which it came, where its service has several."""
    description: str | None = None
    """The text that rules compare as its description; of the card service, the reference is."""
    is_unattended: bool = False
    """Whether the cardholder is not there to answer a challenge."""

    @property
    def is_plain(self) -> bool:
        """Whether the order neither holds nor captures more, nor stores a card or uses one again.

        Its payment then has the defaults of the fields that say so.
        """
        stored = (self.store_card, self.mandate, self.network_transaction_id)
        return not (self.extended_hold or self.overcapture or any(stored))
