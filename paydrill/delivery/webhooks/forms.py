"""Sign webhooks in each form: a function for each, all in `FORMS`.

The forms are as the providers' own libraries verify them: standardwebhooks 1.1, stripe 16.1 and
Adyen 13.4 for Python, mercadopago 3.6 and @octokit/webhooks-methods 5.1 for Node.
"""

import base64
import hmac
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, NamedTuple
from urllib.parse import urlencode

import orjson
from standardwebhooks import Webhook

from paydrill.delivery.webhooks.secret_shapes import HEX, KEY, PREFIXED_TEXT, TEXT, Shape
from paydrill.scenarios.webhook_faults import BAD_SIGNATURE, STALE_TIMESTAMP

STANDARD, BACEN = "standard", "bacen"

Headers = dict[str, str]


class Unsigned(NamedTuple):
    """A webhook to sign. With `is_forged`, something else is signed than what is sent."""

    id: str
    type: str
    subject: str
    second: int
    url: str
    body: bytes
    secrets: tuple[str, ...]
    is_forged: bool = False

    def mac(self, key: bytes, text: bytes) -> "hmac.HMAC":
        """Authenticate a text by HMAC-SHA256."""
        return hmac.new(key, self.to_sign(text), sha256)

    def to_sign(self, text: bytes) -> bytes:
        """Return the text, or another one if the webhook is forged."""
        return text + b" and not this" if self.is_forged else text


class Signed(NamedTuple):
    """A webhook to send."""

    url: str
    headers: Headers
    body: bytes


class Form(NamedTuple):
    """A form of webhooks. `faults` are those of signatures that it can show."""

    sign: Callable[[Unsigned], Signed]
    shape: Shape | None = None
    most_secrets: int = 0
    faults: tuple[str, ...] = ()


def _with(of: Unsigned, headers: Headers) -> Signed:
    return Signed(of.url, {"webhook-id": of.id} | headers, of.body)


def _standard(of: Unsigned) -> Signed:
    moment = datetime.fromtimestamp(of.second, UTC)
    text = of.to_sign(of.body).decode()
    signatures = (Webhook(secret).sign(of.id, moment, text) for secret in of.secrets)
    return _with(
        of, {"webhook-timestamp": str(of.second), "webhook-signature": " ".join(signatures)}
    )


def _stripe(of: Unsigned) -> Signed:
    text = b"%d.%b" % (of.second, of.body)
    signatures = (f"v1={of.mac(secret.encode(), text).hexdigest()}" for secret in of.secrets)
    return _with(of, {"Stripe-Signature": ",".join((f"t={of.second}", *signatures))})


def _adyen(of: Unsigned) -> Signed:
    """Sign notification items each in its `additionalData`, and any other body in a header."""
    [secret] = of.secrets

    def signature(text: bytes) -> str:
        return base64.b64encode(of.mac(bytes.fromhex(secret), text).digest()).decode()

    told = _json(of.body)
    items = _notification_items(told)
    if not items:
        return _with(of, {"HmacSignature": signature(of.body), "Protocol": "HmacSHA256"})
    for item in items:
        more = item.get("additionalData")
        item["additionalData"] = {
            **(more if isinstance(more, dict) else {}),
            "hmacSignature": signature(_of_item(item)),
        }
    return _with(of, {})._replace(body=orjson.dumps(told))


def _notification_items(told: Any) -> list[dict[str, Any]]:
    """Return the items of a notification; none if any of them cannot be signed as one."""
    wrapped = told.get("notificationItems") if isinstance(told, dict) else None
    if not isinstance(wrapped, list):
        return []
    items = [each.get("NotificationRequestItem") for each in wrapped if isinstance(each, dict)]
    found = [
        each for each in items if isinstance(each, dict) and isinstance(each.get("amount"), dict)
    ]
    return found if len(found) == len(wrapped) else []


def _of_item(item: dict[str, Any]) -> bytes:
    """Return the text that is signed of an item. Adyen's libraries escape nothing in it."""
    amount = item["amount"]
    values = (
        item.get("pspReference"),
        item.get("originalReference"),
        item.get("merchantAccountCode"),
        item.get("merchantReference"),
        amount.get("value"),
        amount.get("currency"),
        item.get("eventCode"),
        item.get("success"),
    )
    return ":".join(map(_text, values)).encode()


def _mercado_pago(of: Unsigned) -> Signed:
    """Sign the id of what the webhook is about, which is in the URL; the body is not signed."""
    [secret] = of.secrets
    told = _json(of.body)
    told = told if isinstance(told, dict) else {}
    data = told.get("data")
    named = _text(data.get("id")) if isinstance(data, dict) else ""
    about = (named or of.subject).strip()
    manifest = f"id:{about};" if about else ""
    manifest += f"request-id:{of.id};ts:{of.second};"
    signature = of.mac(secret.encode(), manifest.encode()).hexdigest()
    headers = {"x-signature": f"ts={of.second},v1={signature}", "x-request-id": of.id}
    query = {"data.id": about, "type": _text(told.get("type")) or of.type}
    asked = urlencode({name: value for name, value in query.items() if value})
    url = f"{of.url}{'&' if '?' in of.url else '?'}{asked}"
    return _with(of, headers)._replace(url=url)


def _github(of: Unsigned) -> Signed:
    [secret] = of.secrets
    return _with(
        of,
        {
            "X-GitHub-Event": of.type,
            "X-GitHub-Delivery": of.id,
            "X-Hub-Signature-256": f"sha256={of.mac(secret.encode(), of.body).hexdigest()}",
        },
    )


def _none(of: Unsigned) -> Signed:
    return _with(of, {})


def _bacen(of: Unsigned) -> Signed:
    return Signed(of.url, {}, of.body)  # it is for mutual TLS


def _json(body: bytes) -> Any:
    """Return the value of a body, `None` if it is not JSON."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return None


def _text(value: Any) -> str:
    """Write a JSON value as text, and the absence of one as none."""
    if value is None:
        return ""
    return value if isinstance(value, str) else orjson.dumps(value).decode()


_SIGNED, _DATED = (BAD_SIGNATURE,), (BAD_SIGNATURE, STALE_TIMESTAMP)
_MOST = 5

FORMS = {
    STANDARD: Form(_standard, KEY, _MOST, _DATED),
    "stripe": Form(_stripe, PREFIXED_TEXT, _MOST, _DATED),
    "adyen": Form(_adyen, HEX, 1, _SIGNED),
    "mercado_pago": Form(_mercado_pago, TEXT, 1, _DATED),
    "github": Form(_github, TEXT, 1, _SIGNED),
    "none": Form(_none),
    BACEN: Form(_bacen),
}
"""The forms by the `format` of an endpoint."""
