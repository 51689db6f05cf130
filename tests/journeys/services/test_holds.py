"""Holds of the acquirer over HTTP: in parts, added to, released, reversed; checks of cards."""

from typing import Any

import httpx

from tests.journeys.shopping import authorize, refused


def authorized(api: httpx.Client, amount: str, **more: Any) -> dict[str, Any]:
    """A payment of the acquirer, as it was answered."""
    answer: dict[str, Any] = authorize(api, amount, **more).json()
    return answer


def test_a_hold_is_captured_in_parts(api: httpx.Client):
    held = authorized(api, "80.00", capture=False)["payment_id"]
    part = api.post(f"/capture/{held}", json={"amount": 30.00, "final": False}).json()
    assert (part["status"], part["amount_captured"]) == ("partially_captured", 30.0)
    early = api.post(f"/refund/{held}")
    assert (early.status_code, early.json()["code"]) == (400, "not_refundable")
    last = api.post(f"/capture/{held}", json={"amount": 20.00}).json()
    assert (last["status"], last["amount_captured"]) == ("captured", 50.0)


def test_a_hold_is_added_to_and_released_in_part(api: httpx.Client):
    held = authorized(api, "80.00", capture=False)["payment_id"]
    more = api.post(f"/increment/{held}", json={"amount": 20.00}).json()
    assert (more["increment_status"], more["amount"]) == ("success", 100.0)
    less = api.post(f"/decrement/{held}", json={"amount": 40.00}).json()
    assert (less["status"], less["amount"]) == ("authorized", 60.0)
    all_of_it = api.post(f"/decrement/{held}", json={"amount": 60.00})
    assert all_of_it.json()["code"] == "decrement_exceeds_authorization"
    assert api.post(f"/reverse/{held}").json()["status"] == "voided"


def test_an_increment_may_be_declined(api: httpx.Client):
    held = authorized(api, "80.00", capture=False)["payment_id"]
    when = {"operation": "acquirer.increment_authorization"}
    rule = {"when": when, "then": {"declined": "insufficient_funds"}}
    api.post("/_control/outcomes", json=rule).raise_for_status()
    made = api.post(f"/increment/{held}", json={"amount": 20.00}).json()
    assert (made["increment_status"], made["decline_code"]) == ("failed", "insufficient_funds")
    assert (made["response_code"], made["amount"]) == ("51", 80.0)


def test_an_extended_hold_says_how_long_it_is_held(api: httpx.Client):
    api.put("/_control/clock", json={"now": "2026-01-27T12:00:00Z", "frozen": True})
    held = authorized(api, "80.00", capture=False, extended_hold=True)["payment_id"]
    assert api.get(f"/status/{held}").json()["capture_before"] == "2026-02-26T12:00:00.000Z"
    plain = authorized(api, "80.00", capture=False)["payment_id"]
    assert "capture_before" not in api.get(f"/status/{plain}").json()


def test_a_card_is_checked_where_an_address_comes_with_it(api: httpx.Client):
    plain = authorized(api, "5.00", cvv="123")
    assert "checks" not in plain
    checked = authorized(api, "5.00", cvv="123", billing={"postal_code": "10001"})
    assert checked["checks"] == {
        "cvv": "pass",
        "address_line1": "unchecked",
        "postal_code": "pass",
        "cvv_code": "M",
        "avs_code": "Z",
    }


def test_a_rule_judges_the_security_code_and_the_holder(api: httpx.Client):
    when = {"operation": "acquirer.authorize_payment", "card": {"cvv": "200"}}
    then = {"checks": {"cvv": "fail"}, "declined": "incorrect_cvc"}
    api.post("/_control/outcomes", json={"when": when, "then": then}).raise_for_status()
    holder = {"operation": "acquirer.authorize_payment", "card": {"holder": "DECLINED*"}}
    then = {"declined": "do_not_honor"}
    api.post("/_control/outcomes", json={"when": holder, "then": then}).raise_for_status()
    wrong = authorized(api, "5.00", cvv="200")
    assert (wrong["decline_code"], wrong["checks"]["cvv_code"]) == ("incorrect_cvc", "N")
    named = authorized(api, "5.00", customer_name="DECLINED by the bank")
    assert named["decline_code"] == "do_not_honor"
    assert '"200"' not in api.get("/_control/requests").text


def test_no_rule_has_an_increment_wait(api: httpx.Client):
    rule = {
        "when": {"operation": "acquirer.increment_authorization"},
        "then": {"pending": "review"},
    }
    answer = api.post("/_control/outcomes", json=rule)
    assert "pending is for" in refused(answer, "invalid_scenario").popitem()[1]


def test_a_reversal_that_fails_on_the_way_changes_nothing(api: httpx.Client):
    payment = authorize(api, "100.00", capture=False).json()["payment_id"]
    api.post(f"/capture/{payment}", json={"amount": 30, "final": False}).raise_for_status()
    fault = {"status": 503, "effect": "none"}
    rule = {"when": {"operation": "acquirer.reverse_payment"}, "then": {"fault": fault}}
    api.post("/_control/outcomes", json=rule).raise_for_status()
    assert api.post(f"/reverse/{payment}").status_code == 503
    assert api.get(f"/status/{payment}").json()["status"] == "partially_captured"
    reversed_ = api.post(f"/reverse/{payment}").json()
    assert (reversed_["status"], reversed_["amount_refunded"]) == ("refunded", 30)


def test_a_challenged_payment_is_reversed_as_it_is_voided(api: httpx.Client):
    rule = {"when": {"operation": "acquirer.authorize_payment"}, "then": {"challenge": "required"}}
    api.post("/_control/outcomes", json=rule).raise_for_status()
    payment = authorize(api, "100.00").json()["payment_id"]
    assert api.post(f"/reverse/{payment}").json()["status"] == "voided"
    assert api.get("/_control/challenges").json()["challenges"] == []


def test_a_reversal_tells_of_its_refund(api: httpx.Client):
    payment = authorize(api, "100.00").json()["payment_id"]
    when = {"operation": "acquirer.reverse_payment"}
    rule = {"when": when, "then": {"declined": "do_not_honor"}}
    api.post("/_control/outcomes", json=rule).raise_for_status()
    declined = api.post(f"/reverse/{payment}").json()
    assert (declined["status"], declined["refund"]["refund_status"]) == ("captured", "failed")
    told = declined["refund"]["response_code"], declined["refund"]["message"]
    assert told == ("05", "Do not honor")
    done = api.post(f"/reverse/{payment}").json()
    assert (done["status"], done["refund"]["refund_status"]) == ("refunded", "success")
    assert done["refund"]["refund_id"] != declined["refund"]["refund_id"]


def test_a_refund_that_failed_is_shown_on_its_payment(api: httpx.Client):
    payment = authorize(api, "100.00").json()["payment_id"]
    when = {"operation": "acquirer.refund_payment"}
    later = [{"after": "1h", "failed": "expired_or_canceled_card"}]
    api.post("/_control/outcomes", json={"when": when, "then": {"later": later}}).raise_for_status()
    made = api.post(f"/refund/{payment}", json={"amount": 20}).json()["refund_id"]
    assert "failed_refunds" not in api.get(f"/status/{payment}").json()
    api.post("/_control/clock/advance", json={"by": "1h"}).raise_for_status()
    shown = api.get(f"/status/{payment}").json()
    failed = {"refund_id": made, "amount": 20, "failure_reason": "expired_or_canceled_card"}
    assert (shown["amount_refunded"], shown["failed_refunds"]) == (0, [failed])
