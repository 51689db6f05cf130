"""Why a logged request met what it met, and what it has caused."""

from typing import Any

import httpx

from tests.journeys.pix_charges import charged
from tests.journeys.shopping import authorize, paid, pay, problem


def read(api: httpx.Client, answer: httpx.Response, what: str = "") -> dict[str, Any]:
    found = api.get(f"/_control/requests/{answer.headers['x-request-id']}{what}")
    assert found.status_code == 200, found.text
    body: dict[str, Any] = found.json()
    return body


def explained(api: httpx.Client, answer: httpx.Response) -> dict[str, Any]:
    return read(api, answer, "/explanation")


def near(told: dict[str, Any]) -> list[str]:
    return [each["rule"] for each in told["explanation"]["nearest"]]


def test_a_decline_is_explained_by_its_rule(api: httpx.Client):
    told = explained(api, authorize(api, "0.01"))
    assert told["applied"] == ["default/insufficient-funds"]
    assert told["explanation"]["applied"] == told["applied"]
    assert told["explanation"]["outcome"]["reason"] == "insufficient_funds"
    assert "as they stand now" in told["caveats"][0]


def test_a_card_that_was_declined_is_known_by_its_last_four_digits(api: httpx.Client):
    answer = authorize(api, "20.00", card_number="4000000000000002")
    assert answer.json()["status"] == "declined"
    assert explained(api, answer)["reasons"] == [
        {"rule": "default/generic-decline", "wanted": "card number …0002"}
    ]
    logged = read(api, answer)
    assert logged["card_rule"] == {"card": {"number": "4000000000000002"}}
    assert logged["rule_cards"] == ["4000000000000002"]


def test_a_card_that_no_rule_names_stays_unknown(api: httpx.Client):
    logged = read(api, authorize(api, "0.01"))
    assert logged["card_rule"] is None
    assert logged["rule_cards"] == []


def test_two_cards_may_have_the_same_last_four_digits(api: httpx.Client):
    rule = (
        "  - {{id: {0}, when: {{any: [{{card: {{number: '{1}'}}}}]}}, then: {{approved: true}}}}\n"
    )
    cards = ["4000000000000002", "4111111111110002"]
    source = "scenario: 1\nname: twins\nrules:\n" + "".join(
        rule.format(f"card-{at}", card) for at, card in enumerate(cards)
    )
    assert api.put("/_control/scenarios/twins", json={"source": source}).status_code == 200
    api.put("/_control/scenarios/active", json={"name": "twins"})
    logged = read(api, authorize(api, "20.00", card_number="4000000000000002"))
    assert logged["rule_cards"] == cards
    assert logged["card_rule"] is None


def test_an_approval_is_explained_by_the_rules_that_nearly_applied(api: httpx.Client):
    told = explained(api, pay(api, "0.04"))
    assert told["applied"] == []
    assert told["explanation"]["outcome"]["verdict"] == "approved"
    assert "default/insufficient-funds" in near(told)
    [rule] = [e for e in told["explanation"]["rules"] if e["rule"] == "default/insufficient-funds"]
    assert rule["unmet"][0]["found"] == 0.04


def test_the_card_of_a_payment_is_known_though_the_log_has_no_number(api: httpx.Client):
    rule = {
        "when": {"card": {"number": "4111111111111111"}, "description": "later"},
        "then": {"declined": "stolen_card"},
    }
    made = authorize(api, "20.00")
    api.post("/_control/outcomes", json=rule)
    told = explained(api, made)
    [found] = [e for e in told["explanation"]["rules"] if e["rule"].startswith("one-shot/")]
    assert [each["condition"] for each in found["unmet"]] == ["description"]
    assert not any("card" in caveat for caveat in told["caveats"])


def test_a_refund_is_explained_with_the_payment_that_it_gives_back(api: httpx.Client):
    payment = paid(api, "99.99")
    answer = api.post(f"/api/v1/transactions/{payment}/refund", json={"amount": 0.03})
    told = explained(api, answer)
    assert told["explanation"]["undecided"] is None
    assert told["explanation"]["scenario"] == "default"


def test_what_is_refused_before_any_scenario_says_so(api: httpx.Client):
    refused = api.post("/payment", json={"amount": 5})
    told = explained(api, refused)
    assert "before any scenario" in told["explanation"]["undecided"]
    assert told["explanation"]["outcome"] is None
    lost = explained(api, api.get("/paymnt"))
    assert "no contract has this path" in lost["explanation"]["undecided"]


def test_explaining_changes_nothing(api: httpx.Client):
    rule = {
        "when": {"operation": "acquirer.authorize_payment"},
        "then": {"declined": "do_not_honor"},
    }
    made = authorize(api, "20.00")
    api.post("/_control/outcomes", json=rule)
    for _ in range(2):
        told = explained(api, made)
        assert told["explanation"]["applied"] == ["one-shot/1"]
    assert len(api.get("/_control/outcomes").json()["outcomes"]) == 1


def test_a_request_that_nobody_made_has_no_reason(api: httpx.Client):
    answer = api.get("/_control/requests/req_nothing/explanation")
    assert problem(answer) == (404, "request_not_found")


def test_a_request_tells_its_events_and_the_records_of_these(api: httpx.Client):
    made = authorize(api, "20.00")
    payment = made.json()["payment_id"]
    whole = read(api, made)
    assert [each["type"] for each in whole["events"]] == ["payment.approved"]
    assert whole["records"] == [{"kind": "acquirer.payment", "id": payment}]
    looked = read(api, api.get(f"/status/{payment}"))
    assert (looked["events"], looked["records"]) == ([], [])
    refused = read(api, api.post(f"/refund/{payment}", json={"amount": 500}))
    assert refused["events"] == []
    charge = charged(api)
    newest = api.get("/_control/requests?limit=1").json()["requests"][0]
    told = api.get(f"/_control/requests/{newest['request_id']}").json()
    assert told["records"] == [{"kind": "pix.charge", "id": str(charge["id"])}]


def test_what_fell_due_before_a_request_is_not_its_doing(api: httpx.Client):
    charged(api)
    api.put("/_control/clock", json={"frozen": True})
    api.post("/_control/clock/advance", json={"to": "next_due"})
    whole = read(api, authorize(api, "20.00"))
    assert [each["type"] for each in whole["events"]] == ["payment.approved"]
