"""The page to pay a charge as the bank, and what web pages of others can do to it."""

import httpx
import pytest

from tests.journeys.pix_charges import charged, confirm, shown

ELSEWHERE = {"Origin": "https://shop.example", "Sec-Fetch-Site": "cross-site"}


@pytest.mark.parametrize("accept", ["text/html", "*/*", "application/json"])
def test_it_is_a_page_that_nobody_can_frame(api: httpx.Client, accept: str):
    charge = charged(api)
    answer = api.get(f"/payments/pix/{charge['id']}/bank", headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html"
    assert answer.headers["content-security-policy"] == "frame-ancestors 'none'"
    assert charge["bank_payment_id"] in answer.text


def test_it_is_there_whatever_became_of_the_charge(api: httpx.Client):
    charge = charged(api)
    confirm(api, charge["bank_payment_id"])
    assert "is <strong" in api.get(f"/payments/pix/{charge['id']}/bank").text
    api.post(f"/payments/pix/{charge['id']}/refund")
    assert ">returned<" in api.get(f"/payments/pix/{charge['id']}/bank").text


def test_a_charge_nobody_knows_has_none(api: httpx.Client):
    answer = api.get("/payments/pix/9/bank")
    assert answer.status_code == 404
    assert "Payment not found" in answer.text
    invalid = api.get("/payments/pix/0/bank")
    assert (invalid.status_code, invalid.json().keys()) == (400, {"message"})


@pytest.mark.parametrize(
    "media_type", ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain"]
)
def test_what_a_foreign_page_can_send_unasked_confirms_nothing(api: httpx.Client, media_type: str):
    charge = charged(api)
    body = f'{{"bank_payment_id": "{charge["bank_payment_id"]}", "value": 254.3}}'
    headers = {**ELSEWHERE, "Content-Type": media_type}
    answer = api.post("/payments/pix/confirmation", content=body, headers=headers)
    assert answer.status_code == 403
    assert shown(api, charge) == charge


def test_what_it_has_to_ask_for_first_is_not_granted(api: httpx.Client):
    asking = {
        **ELSEWHERE,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }
    answer = api.options("/payments/pix/confirmation", headers=asking)
    assert [name for name in answer.headers if name.startswith("access-control-")] == []
