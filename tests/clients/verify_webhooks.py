"""Verify a webhook, given as JSON on standard input, by the provider's own library for Python."""

import json
import sys
from collections.abc import Callable
from typing import Any

import stripe
from Adyen.util import is_valid_hmac_notification, is_valid_hmac_payload
from standardwebhooks import Webhook, WebhookVerificationError


def by_stripe(of: dict[str, Any]) -> bool:
    header = of["headers"]["stripe-signature"]
    try:
        event = stripe.Webhook.construct_event(of["body"], header, of["secret"])
    except stripe.SignatureVerificationError:
        return False
    assert event.type == json.loads(of["body"])["type"]
    return True


def by_adyen(of: dict[str, Any]) -> bool:
    told = json.loads(of["body"])
    if "notificationItems" in told:
        return bool(is_valid_hmac_notification(told, of["secret"]))
    signature = of["headers"]["hmacsignature"]
    return bool(is_valid_hmac_payload(signature, of["secret"], of["body"].encode()))


def by_standard_webhooks(of: dict[str, Any]) -> bool:
    try:
        Webhook(of["secret"]).verify(of["body"], of["headers"])
    except WebhookVerificationError:
        return False
    return True


LIBRARIES: dict[str, Callable[[dict[str, Any]], bool]] = {
    "adyen": by_adyen,
    "standard": by_standard_webhooks,
    "stripe": by_stripe,
}

given = json.load(sys.stdin)
sys.stdout.write("accepted" if LIBRARIES[given["format"]](given) else "refused")
