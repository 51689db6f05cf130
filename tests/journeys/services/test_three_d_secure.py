"""Payments whose cardholders are authenticated by 3-D Secure, as clients and browsers see them."""

import re
from typing import Any

import httpx
import pytest

from tests.journeys.shopping import authorize, pay, problem, refused, stand_still

CREATING = ["cards.create_payment", "acquirer.authorize_payment"]
CHALLENGE_ID = r"3ds_[0-9a-f]{32}"
RETURN = "https://shop.example/return"


def challenged(api: httpx.Client, **then: Any) -> None:
    """Have the next payment be authenticated."""
    rule = {"when": {"operation": CREATING}, "then": {"challenge": "required", **then}}
    answer = api.post("/_control/outcomes", json=rule)
    assert answer.status_code == 201, answer.text


def waiting(api: httpx.Client, **more: Any) -> dict[str, Any]:
    """A payment of the acquirer's that waits for its cardholder."""
    challenged(api)
    answer = authorize(api, "150.00", **more)
    assert answer.status_code == 201, answer.text
    body: dict[str, Any] = answer.json()
    assert body["status"] == "requires_action"
    return body


def end(api: httpx.Client, payment: dict[str, Any], result: str) -> httpx.Response:
    """The answer to the control call that ends a payment's challenge."""
    id_ = payment["next_action"]["challenge_id"]
    return api.post(f"/_control/challenges/{id_}", json={"result": result})


def press(api: httpx.Client, payment: dict[str, Any], result: str) -> httpx.Response:
    """The answer to a button of the challenge's page."""
    return api.post(payment["next_action"]["url"], data={"result": result})


def now(api: httpx.Client, payment: dict[str, Any]) -> dict[str, Any]:
    """The acquirer's payment as it is now."""
    body: dict[str, Any] = api.get(f"/status/{payment['payment_id']}").json()
    return body


def test_a_challenge_of_the_acquirers_payment_ends_well(api: httpx.Client):
    stand_still(api, "2026-01-27T12:00:00Z")
    payment = waiting(api)
    action, secure = payment["next_action"], payment["three_d_secure"]
    assert re.fullmatch(CHALLENGE_ID, action["challenge_id"])
    assert action["type"] == "challenge"
    assert action["expires_at"] == "2026-01-27T12:15:00.000Z"
    assert action["url"] == f"{api.base_url}3ds/challenges/{action['challenge_id']}"
    assert secure.keys() == {
        "version",
        "trans_status",
        "ds_transaction_id",
        "acs_transaction_id",
        "liability_shift",
    }
    assert payment["response_code"] == "01"
    assert now(api, payment)["next_action"] == action
    ended = end(api, payment, "authenticated")
    assert ended.status_code == 200, ended.text
    assert (ended.json()["payment_status"], ended.json()["result"]) == (
        "captured",
        "authenticated",
    )
    paid = now(api, payment)
    assert (paid["status"], paid["response_code"]) == ("captured", "00")
    assert "next_action" not in paid
    done = paid["three_d_secure"]
    assert (done["trans_status"], done["eci"], done["liability_shift"]) == ("Y", "05", True)
    assert len(done["authentication_value"]) == 28
    assert done["ds_transaction_id"] == secure["ds_transaction_id"]
    assert api.get("/_control/invariants").status_code == 200


def test_a_challenge_of_a_card_payment_ends_badly(api: httpx.Client):
    challenged(api)
    payment = pay(api, "20.00").json()
    id_ = payment["transaction_id"]
    listed = api.get("/api/v1/transactions", params={"status": "requires_action"}).json()
    assert [each["transaction_id"] for each in listed["transactions"]] == [id_]
    assert listed["transactions"][0]["next_action"] == payment["next_action"]
    of_customer = api.get("/api/v1/customers/cust_123/transactions").json()
    assert of_customer["transactions"] == listed["transactions"]
    assert end(api, payment, "failed").status_code == 200
    failed = api.get(f"/api/v1/transactions/{id_}").json()
    assert (failed["status"], failed["decline_code"]) == ("failed", "authentication_failed")
    assert failed["three_d_secure"]["trans_status_reason"] == "01"
    assert "next_action" not in failed


def test_a_challenge_ends_once(api: httpx.Client):
    payment = waiting(api)
    assert end(api, payment, "authenticated").status_code == 200
    assert problem(end(api, payment, "failed")) == (409, "challenge_ended")
    assert now(api, payment)["status"] == "captured"
    payment["next_action"]["challenge_id"] = "3ds_0"
    assert problem(end(api, payment, "failed")) == (404, "challenge_not_found")
    assert end(api, payment, "rejected").status_code == 400


def test_the_open_challenges_are_listed(api: httpx.Client):
    first, second = waiting(api), waiting(api)
    listed = api.get("/_control/challenges").json()
    assert [each["payment"] for each in listed["challenges"]] == [
        second["payment_id"],
        first["payment_id"],
    ]
    [found] = api.get("/_control/challenges", params={"payment": first["payment_id"]}).json()[
        "challenges"
    ]
    assert found["url"] == first["next_action"]["url"]
    assert (found["amount"], found["payment_status"]) == (150.0, "requires_action")
    end(api, first, "abandoned")
    end(api, second, "failed")
    assert api.get("/_control/challenges").json() == {"challenges": [], "next_cursor": None}
    assert problem(api.get("/_control/challenges?cursor=after_x"))[0] == 400


def test_one_key_is_one_payment_and_one_challenge(api: httpx.Client):
    key = {"Idempotency-Key": "once"}
    challenged(api)
    body = {
        "card_number": "4111111111111111",
        "amount": 7,
        "currency": "USD",
        "customer_name": "Ada",
    }
    answers = [api.post("/payment", json=body, headers=key) for _ in range(2)]
    first, second = (each.json() for each in answers)
    assert first == second
    assert answers[1].headers["Idempotency-Replayed"] == "true"
    end(api, first, "authenticated")
    assert api.post("/payment", json=body, headers=key).json() == first
    assert api.get("/_control/challenges").json()["challenges"] == []
    assert now(api, first)["status"] == "captured"


@pytest.mark.parametrize("status", ["frictionless", "attempted", "unavailable", "rejected"])
def test_without_a_challenge_nothing_waits(api: httpx.Client, status: str):
    challenged(api, challenge=status)
    payment = authorize(api, "9.00").json()
    assert payment["status"] == ("declined" if status == "rejected" else "captured")
    assert payment["three_d_secure"]["trans_status"] in "YAUR"
    assert "next_action" not in payment


def test_a_payment_without_3_d_secure_says_nothing_of_it(api: httpx.Client):
    for payment in (authorize(api, "9.00").json(), pay(api, "9.00").json()):
        assert {"three_d_secure", "next_action"} & payment.keys() == set()


def test_a_payment_that_waits_can_be_voided(api: httpx.Client):
    payment = waiting(api)
    voided = api.post(f"/void/{payment['payment_id']}")
    assert (voided.status_code, voided.json()["status"]) == (200, "voided")
    assert problem(end(api, payment, "authenticated")) == (409, "challenge_ended")
    assert "withdrawn" in api.get(payment["next_action"]["url"]).text
    assert api.get("/_control/invariants").status_code == 200


def test_the_page_ends_the_challenge_and_leads_back_to_itself(api: httpx.Client):
    payment = waiting(api)
    page = api.get(payment["next_action"]["url"])
    assert page.headers["content-type"] == "text/html"
    assert "150.00 USD" in page.text
    assert "form-action 'self'\"" in page.text
    answer = press(api, payment, "abandoned")
    assert answer.status_code == 303
    assert answer.next_request is not None
    assert answer.next_request.url == payment["next_action"]["url"]
    assert "Cancelled" in api.get(payment["next_action"]["url"]).text
    assert now(api, payment)["three_d_secure"]["challenge_cancel"] == "01"
    again = press(api, payment, "authenticated")
    assert (again.status_code, "<button" in again.text) == (409, False)
    assert now(api, payment)["status"] == "declined"


@pytest.mark.parametrize(
    ("url", "leads_to"),
    [
        (RETURN, f"{RETURN}?"),
        (f"{RETURN}?order=7", f"{RETURN}?order=7&"),
        ("http://localhost:3000", "http://localhost:3000?"),
    ],
)
def test_the_page_leads_to_the_merchants(api: httpx.Client, url: str, leads_to: str):
    payment = waiting(api, return_url=url)
    assert "form-action 'self' http: https:" in api.get(payment["next_action"]["url"]).text
    answer = press(api, payment, "authenticated")
    id_ = payment["next_action"]["challenge_id"]
    told = f"challenge_id={id_}&result=authenticated"
    assert (answer.status_code, answer.headers["Location"]) == (303, leads_to + told)
    assert now(api, payment)["status"] == "captured"


def test_a_challenge_that_nobody_knows_has_no_page(api: httpx.Client):
    for answer in (
        api.get("/3ds/challenges/3ds_0"),
        api.post("/3ds/challenges/3ds_0", data={"result": "failed"}),
    ):
        assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html")
        assert "Challenge not found" in answer.text


def test_a_page_of_another_site_answers_no_challenge(api: httpx.Client):
    payment = waiting(api)
    elsewhere = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    url, answer = payment["next_action"]["url"], {"result": "authenticated"}
    assert api.post(url, data=answer, headers=elsewhere).status_code == 403
    assert api.post(url, data={"result": "won"}).status_code == 400
    assert api.post(url, json=answer).status_code == 415
    assert now(api, payment)["status"] == "requires_action"


@pytest.mark.parametrize(
    "url", ["shop.example/return", "javascript:alert(1)", "https://", "https://a@b/", "http://a b"]
)
def test_a_return_url_is_an_address(api: httpx.Client, url: str):
    assert list(refused(authorize(api, "9.00", return_url=url), "invalid_request")) == [
        "/return_url"
    ]


def test_a_return_url_may_be_null_and_is_not_shown(api: httpx.Client):
    for url in (None, RETURN):
        payment = authorize(api, "9.00", return_url=url)
        assert payment.status_code == 201
        assert "return_url" not in payment.json()


def test_the_clock_ends_a_challenge(api: httpx.Client):
    stand_still(api, "2026-01-27T12:00:00Z")
    payment = waiting(api)
    api.post("/_control/clock/advance", json={"by": "15m"})
    expired = now(api, payment)
    assert (expired["status"], expired["three_d_secure"]["trans_status_reason"]) == (
        "expired",
        "14",
    )
    assert "expired" in api.get(payment["next_action"]["url"]).text
    assert press(api, payment, "authenticated").status_code == 409
