"""openapi/acquirer.yaml: authorization, capture, void, refund, status."""

from typing import Any

from handlers.views import Answer
from handlers.views import acquirer as views
from paydrill.engine import channels, payments, refunds
from paydrill.engine.channels import ACQUIRER
from paydrill.engine.sandbox import Sandbox


def authorize_payment(sandbox: Sandbox, body: dict[str, Any]) -> Answer:
    """A payment by card number."""
    payment = payments.authorize_card(sandbox, views.keyed_card(body), views.order(body))
    return views.authorization(sandbox, payment), 201


def get_status(sandbox: Sandbox, payment_id: str) -> Answer:
    """A payment as it stands."""
    return views.payment(sandbox, channels.find(sandbox, ACQUIRER, payment_id)), 200


def refund_payment(sandbox: Sandbox, payment_id: str, body: dict[str, Any]) -> Answer:
    """A refund, of everything left unless the body has an amount."""
    payment, made = refunds.refund(sandbox, ACQUIRER, payment_id, body.get("amount"))
    return views.refund(sandbox, payment, made), 200


def capture_payment(sandbox: Sandbox, payment_id: str, body: dict[str, Any]) -> Answer:
    """The capture of an authorization."""
    payment = payments.capture(sandbox, ACQUIRER, payment_id, body.get("amount"))
    return views.payment(sandbox, payment), 200


def void_payment(sandbox: Sandbox, payment_id: str) -> Answer:
    """The end of an authorization."""
    return views.payment(sandbox, payments.void(sandbox, ACQUIRER, payment_id)), 200
