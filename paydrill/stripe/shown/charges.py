"""Show charges: payments of the channel `STRIPE`."""

from paydrill.payments import authentications, mandates
from paydrill.payments.authentications import Authentication
from paydrill.payments.lifecycle import DECLINED, PENDING
from paydrill.payments.records import Payment
from paydrill.sandbox.sandbox import Sandbox
from paydrill.stripe import charges
from paydrill.stripe.cards import brand_named, checks_fields
from paydrill.stripe.declines import codes_of, decline
from paydrill.stripe.ids import id_at
from paydrill.stripe.objects import Body
from paydrill.values import card_checks
from paydrill.values.card_checks import CardChecks
from paydrill.values.times import SECOND

_BLOCKED = "fraudulent"


_KEPT = (
    "billing_details",
    "description",
    "fraud_details",
    "metadata",
    "payment_method",
    "receipt_email",
    "shipping",
    "statement_descriptor",
    "statement_descriptor_suffix",
)
"""Fields that are kept beside the payment, and shown as they are."""
_NOTHING = dict.fromkeys(("receipt_number", "receipt_url", "review"))
"""Fields that charges have here, and that are never filled."""


def charge(sandbox: Sandbox, payment: Payment) -> Body:
    """Show a charge."""
    kept = charges.details(sandbox, payment.id)
    code, message = _failure(payment)
    return {
        "id": payment.id,
        "object": "charge",
        "amount": payment.amount_minor,
        "amount_captured": payment.captured_minor,
        "balance_transaction": _balance_transaction(sandbox, payment),
        "captured": charges.is_captured(payment),
        "created": payment.created_ms // SECOND,
        "currency": payment.currency.lower(),
        "customer": payment.customer or None,
        "disputed": payment.disputed_minor > 0 or bool(kept.get("_disputed")),
        "failure_code": code,
        "failure_message": message,
        "livemode": False,
        "outcome": _outcome(payment, kept["_risk"]),
        "paid": charges.is_paid(payment),
        "payment_intent": payment.reference or None,
        "payment_method_details": {
            "type": "card",
            "card": _card(sandbox, payment, kept["_card"]),
        },
        "source": kept.get("source"),
        "status": _status(payment),
        **_refunded(payment),
        **{name: kept[name] for name in _KEPT},
        **_NOTHING,
    }


def _refunded(payment: Payment) -> Body:
    """Show what went back; what was released of a hold counts as refunded."""
    is_over = payment.captured_minor > 0 or payment.status in charges.RELEASED
    if not is_over or not charges.is_paid(payment):
        return {"amount_refunded": 0, "refunded": False}
    released_minor = payment.amount_minor - payment.captured_minor
    back_minor = released_minor + payment.refunded_minor
    return {"amount_refunded": back_minor, "refunded": back_minor == payment.amount_minor}


def _status(payment: Payment) -> str:
    if charges.is_paid(payment):
        return "succeeded"
    return "pending" if payment.status == PENDING else "failed"


def _failure(payment: Payment) -> tuple[str | None, str | None]:
    if payment.status != DECLINED:
        return None, None
    error = decline(payment.reason)
    return error["code"], error["message"]


def _balance_transaction(sandbox: Sandbox, payment: Payment) -> str | None:
    at = payment.captured_event
    return None if at is None or not payment.captured_minor else id_at(sandbox.ids, "txn", at)


def is_blocked(payment: Payment, risk: str) -> bool:
    """Tell whether a charge was stopped for its risk, before the issuer was asked."""
    return payment.reason == _BLOCKED and risk == "highest"


def _outcome(payment: Payment, risk: str) -> Body | None:
    if payment.status == PENDING:
        return None
    outcome: Body = {
        "advice_code": None,
        "network_decline_code": None,
        "network_status": "approved_by_network",
        "reason": "elevated_risk_level" if risk == "elevated" else None,
        "risk_level": risk,
        "risk_score": {"normal": 32, "elevated": 65, "highest": 92}[risk],
        "seller_message": "Payment complete.",
        "type": "authorized",
    }
    if payment.status != DECLINED:
        return outcome
    if is_blocked(payment, risk):
        return outcome | {
            "network_status": "not_sent_to_network",
            "reason": "highest_risk_level",
            "seller_message": "Stripe blocked this payment as too risky.",
            "type": "blocked",
        }
    reason = codes_of(payment.reason)[1] or payment.reason
    told = f"The bank returned the decline code `{reason}`."
    if reason == "generic_decline":
        told = "The bank did not return any further details with this decline."
    return outcome | {
        "network_decline_code": payment.response_code,
        "network_status": "declined_by_network",
        "reason": reason,
        "seller_message": told,
        "type": "issuer_declined",
    }


def _card(sandbox: Sandbox, payment: Payment, shown: Body) -> Body:
    found = authentications.of_payment(sandbox, payment)
    checks = card_checks.read(payment.checks) or CardChecks()
    return {
        "amount_authorized": payment.amount_minor if payment.authorization_code else None,
        "authorization_code": payment.authorization_code,
        "brand": brand_named(payment.brand),
        "checks": checks_fields(checks),
        "country": shown["country"],
        "exp_month": shown["exp_month"],
        "exp_year": shown["exp_year"],
        "fingerprint": shown["fingerprint"],
        "funding": shown["funding"],
        "last4": payment.last4,
        "network": brand_named(payment.brand),
        "network_transaction_id": mandates.network_transaction_id(sandbox, payment),
        "three_d_secure": None if found is None else _three_d_secure(found),
        "wallet": None,
    }


_RESULTS = {
    "Y": ("authenticated", None),
    "A": ("attempt_acknowledged", None),
    "N": ("failed", "rejected"),
    "R": ("failed", "rejected"),
    "U": ("processing_error", "card_not_enrolled"),
}
"""The result and its reason, by the `transStatus` of EMV 3-D Secure."""


def _three_d_secure(found: Authentication) -> Body:
    result, reason = _RESULTS.get(found.trans_status, (None, None))
    return {
        "authentication_flow": "frictionless" if found.expires_ms is None else "challenge",
        "electronic_commerce_indicator": found.eci,
        "result": result,
        "result_reason": reason,
        "version": found.version,
    }
