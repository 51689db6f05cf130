"""Begin journeys by Stripe's own client for Python, each in a sandbox that its key names."""

import sys
from collections.abc import Callable
from typing import Any

import httpx
import stripe

base = sys.argv[1]
PATIENCE_S = 20
CARD = {"amount": 2000, "currency": "usd", "payment_method_types": ["card"]}
RETURN = "https://shop.example/done"


class Shop:
    """A client in a sandbox of its own, and the control API of that sandbox."""

    def __init__(self, name: str) -> None:
        self._control = f"{base}/~python-{name}/_control"
        self.v1 = stripe.StripeClient(
            f"sk_test_python-{name}", base_addresses={"api": base}, max_network_retries=2
        ).v1

    def control(self, method: str, path: str, body: Any) -> None:
        """Ask the control API for something, which it does."""
        answer = httpx.request(method, f"{self._control}{path}", json=body, timeout=PATIENCE_S)
        assert answer.is_success, answer.text

    def pay(self, method: str = "pm_card_visa", **more: Any) -> Any:
        """A payment intent that is confirmed at once."""
        order = {**CARD, "payment_method": method, "confirm": True, **more}
        return self.v1.payment_intents.create(order)

    def later(self) -> None:
        """Move the clock past what cards do a second after they were charged."""
        self.control("POST", "/clock/advance", {"by": "2s"})

    def challenge(self, intent: Any, result: str) -> None:
        """End the 3-D Secure of an intent."""
        assert (intent.status, intent.next_action.type) == ("requires_action", "redirect_to_url")
        id_ = intent.next_action.redirect_to_url.url.rpartition("/")[2]
        self.control("POST", f"/challenges/{id_}", {"result": result})


def refusal(call: Callable[[], Any], kind: type[stripe.StripeError], status: int) -> Any:
    """The error of this kind and status that a call raises."""
    try:
        call()
    except kind as raised:
        error = raised
    else:
        raise AssertionError(kind)
    assert (type(error), error.http_status) == (kind, status), error
    return error
