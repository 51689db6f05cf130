"""Show why a payment was declined, as Stripe's API says it (docs.stripe.com/declines/codes)."""

from paydrill.stripe.objects import Body

CARD_ERROR = "card_error"

_OWN_CODES = frozenset(
    {
        "authentication_required",
        "expired_card",
        "incorrect_cvc",
        "incorrect_number",
        "processing_error",
    }
)
"""Decline codes that are codes of errors as well; every other one is a `card_declined`."""
_DECLINED = "card_declined"
_GENERIC = "generic_decline"

_MESSAGES = {
    "authentication_required": (
        "Your card was declined. This transaction requires authentication."
    ),
    "expired_card": "Your card has expired.",
    "incorrect_cvc": "Your card's security code is incorrect.",
    "incorrect_number": "Your card number is incorrect.",
    "insufficient_funds": "Your card has insufficient funds.",
    "processing_error": (
        "An error occurred while processing your card. Try again in a little bit."
    ),
}
_PARAMS = {"expired_card": "exp_month", "incorrect_cvc": "cvc", "incorrect_number": "number"}
_WITHOUT_DECLINE_CODE = _OWN_CODES - {"authentication_required"}

AUTHENTICATION_FAILED: Body = {
    "code": "payment_intent_authentication_failure",
    "doc_url": "https://stripe.com/docs/error-codes/payment-intent-authentication-failure",
    "message": (
        "The provided PaymentMethod has failed authentication. You can provide payment_method_data "
        "or a new PaymentMethod to attempt to fulfill this PaymentIntent again."
    ),
    "type": "invalid_request_error",
}


def codes_of(reason: str | None) -> tuple[str, str | None]:
    """Return the error's code and its decline code for a decline of the engine's."""
    reason = _GENERIC if reason in {None, _DECLINED} else str(reason)
    if reason in _WITHOUT_DECLINE_CODE:
        return reason, None
    return (reason if reason in _OWN_CODES else _DECLINED), reason


def decline(reason: str | None) -> Body:
    """Show a decline as an error of the card."""
    code, decline_code = codes_of(reason)
    error: Body = {
        "code": code,
        "doc_url": f"https://stripe.com/docs/error-codes/{code.replace('_', '-')}",
        "message": _MESSAGES.get(decline_code or code, "Your card was declined."),
        "type": CARD_ERROR,
    }
    if decline_code is not None:
        error["decline_code"] = decline_code
    param = _PARAMS.get(code)
    return error | ({"param": param} if param else {})
