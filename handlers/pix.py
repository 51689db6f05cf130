"""Answer openapi/pix.yaml: PIX charges, their page and QR code, confirmation and return."""

from typing import Any

from handlers.views import HandlerResult
from handlers.views import pix as views
from paydrill.payments.pix import charges, returns
from paydrill.sandbox.sandbox import Sandbox


def create_payment(sandbox: Sandbox, body: dict[str, Any]) -> HandlerResult:
    """Create a charge."""
    charge = charges.create(
        sandbox, body["value"], body.get("description"), body.get("expires_in_s")
    )
    return views.new_charge(sandbox, charge), 201


def confirm_payment(sandbox: Sandbox, body: dict[str, Any]) -> HandlerResult:
    """Confirm, as the bank, that the payer has paid."""
    charges.confirm(sandbox, body["bank_payment_id"], body["value"])
    return {"message": "The payment has been confirmed"}, 200


def show_payment(sandbox: Sandbox, id: int, media_type: str) -> HandlerResult:
    """Show the charge as a page or as JSON."""
    return views.SHOWN[media_type](sandbox, id)


def remove_payment(sandbox: Sandbox, id: int) -> HandlerResult:
    """Withdraw a charge, as its payee; it can no longer be paid."""
    charges.remove(sandbox, id)
    return {"message": "The payment has been removed"}, 200


def show_bank_page(sandbox: Sandbox, id: int) -> HandlerResult:
    """Show the simulator's page to pay the charge from, or to return the money."""
    return views.shown_to_the_bank(sandbox, id)


def get_qr_code(sandbox: Sandbox, file_name: str) -> HandlerResult:
    """Return the QR code as an image."""
    name, _, extension = file_name.partition(".")
    return views.QR_IMAGES[extension](charges.find_by_qr_code(sandbox, name).br_code)


def refund_payment(sandbox: Sandbox, id: int, body: dict[str, Any]) -> HandlerResult:
    """Return the value in the body, or else everything left."""
    charge, made = returns.give_back(sandbox, id, body.get("value"))
    return views.pix_return(sandbox, charge, made), 200
