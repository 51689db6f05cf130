"""Each form signs what its provider signs: the texts and headers, byte by byte."""

import base64
import hmac
from hashlib import sha256

import orjson
import pytest

from paydrill.delivery.webhooks.forms import FORMS, Unsigned

HEX_KEY = "44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056"
TEXT_KEY = "a-secret-of-the-team"
ITEM = {
    "pspReference": "7914073381342284",
    "merchantAccountCode": "TestMerchant",
    "merchantReference": "TestPayment-1407325143704",
    "amount": {"value": 1130, "currency": "EUR"},
    "eventCode": "AUTHORISATION",
    "success": "true",
}
SIGNED_BY_ADYEN = "coqCmt/IZ4E3CzPvMY8zTjQVL5hYJUiBRg8UU+iCWo0="
"""Of `ITEM` with `HEX_KEY`: the example in the tests of Adyen's own libraries."""


def unsigned(value: object = None, **more: object) -> Unsigned:
    given = {
        "id": "msg_1",
        "type": "payment.captured",
        "subject": "pay_1",
        "second": 1769515200,
        "url": "http://localhost:9000/hooks",
        "body": orjson.dumps(value or {"sequence": 1}),
        "secrets": (TEXT_KEY,),
    }
    return Unsigned(**(given | more))


def digest(key: bytes, text: bytes) -> str:
    return hmac.new(key, text, sha256).hexdigest()


def test_stripe_signs_with_every_secret():
    signed = FORMS["stripe"].sign(unsigned(secrets=("whsec_one", "whsec_two")))
    text = b'1769515200.{"sequence":1}'
    assert signed.headers["Stripe-Signature"] == (
        f"t=1769515200,v1={digest(b'whsec_one', text)},v1={digest(b'whsec_two', text)}"
    )


def test_adyen_signs_notification_items_in_themselves():
    second = {**ITEM, "originalReference": "8", "additionalData": {"expiryDate": "8/2030"}}
    items = [{"NotificationRequestItem": each} for each in (ITEM, second)]
    body = {"live": "false", "notificationItems": items}
    signed = FORMS["adyen"].sign(unsigned(body, secrets=(HEX_KEY,)))
    assert signed.headers == {"webhook-id": "msg_1"}
    first, other = (
        each["NotificationRequestItem"]["additionalData"]
        for each in orjson.loads(signed.body)["notificationItems"]
    )
    assert first == {"hmacSignature": SIGNED_BY_ADYEN}
    assert other["expiryDate"] == "8/2030"
    assert other["hmacSignature"] != SIGNED_BY_ADYEN


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not JSON",
        b"[1]",
        b'{"notificationItems": 1}',
        b'{"notificationItems": []}',
        b'{"notificationItems": [1]}',
        b'{"notificationItems": [{"NotificationRequestItem": {"amount": 1}}]}',
        b'{"type":"balancePlatform.transfer.created", "data": {}}',
    ],
)
def test_adyen_signs_any_other_body_in_a_header(body):
    signed = FORMS["adyen"].sign(unsigned(body=body, secrets=(HEX_KEY,)))
    mac = hmac.new(bytes.fromhex(HEX_KEY), body, sha256).digest()
    assert signed.headers["HmacSignature"] == base64.b64encode(mac).decode()
    assert (signed.headers["Protocol"], signed.body) == ("HmacSHA256", body)


@pytest.mark.parametrize(
    ("body", "more", "query", "manifest"),
    [
        ({"sequence": 1}, {}, "data.id=pay_1&type=payment.captured", "id:pay_1;"),
        ({"type": "order", "data": {"id": "ORD1"}}, {}, "data.id=ORD1&type=order", "id:ORD1;"),
        ({"type": "payment", "data": {"id": 12}}, {}, "data.id=12&type=payment", "id:12;"),
        ({"data": {"id": "a b&c"}}, {}, "data.id=a+b%26c&type=payment.captured", "id:a b&c;"),
        ([1], {"subject": ""}, "type=payment.captured", ""),
    ],
)
def test_mercado_pago_signs_the_id_in_the_query(body, more, query, manifest):
    signed = FORMS["mercado_pago"].sign(unsigned(body, **more))
    assert signed.url == f"http://localhost:9000/hooks?{query}"
    text = f"{manifest}request-id:msg_1;ts:1769515200;".encode()
    assert signed.headers["x-signature"] == f"ts=1769515200,v1={digest(TEXT_KEY.encode(), text)}"
    assert signed.headers["x-request-id"] == "msg_1"


def test_mercado_pago_keeps_the_query_of_the_endpoint():
    signed = FORMS["mercado_pago"].sign(unsigned(url="http://localhost/?shop=1"))
    assert signed.url == "http://localhost/?shop=1&data.id=pay_1&type=payment.captured"


def test_github_tells_type_and_id_beside_the_signature():
    signed = FORMS["github"].sign(unsigned())
    assert signed.headers == {
        "webhook-id": "msg_1",
        "X-GitHub-Event": "payment.captured",
        "X-GitHub-Delivery": "msg_1",
        "X-Hub-Signature-256": f"sha256={digest(TEXT_KEY.encode(), signed.body)}",
    }


def test_forms_that_are_not_signed_have_no_signature():
    assert FORMS["none"].sign(unsigned(secrets=())).headers == {"webhook-id": "msg_1"}
    assert FORMS["bacen"].sign(unsigned(secrets=())).headers == {}
