"""What the next call meets, and why: one-shot outcomes and explanations over the control API."""

from typing import Any

import httpx
import pytest

from tests.journeys.shopping import problem, stand_still

EXPLAIN = "/_control/scenarios/explain"
OUTCOMES = "/_control/outcomes"
OPERATION = "acquirer.authorize_payment"


def refusal(answer: httpx.Response, status: int) -> dict[str, Any]:
    assert problem(answer)[0] == status
    told: dict[str, Any] = answer.json()
    return told


def pay(api: httpx.Client, amount: float = 10.0, **more: Any) -> httpx.Response:
    body = {
        "card_number": "4111111111111111",
        "amount": amount,
        "currency": "USD",
        "customer_name": "Ada Lovelace",
    }
    return api.post("/payment", json=body | more)


def next_meets(api: httpx.Client, then: dict[str, Any], **when: Any) -> dict[str, Any]:
    answer = api.post(OUTCOMES, json={"when": when, "then": then})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


def test_an_amount_one_cent_off_is_told_which_rule_it_nearly_met(api: httpx.Client):
    asked = {"operation": OPERATION, "amount": 9999.99}
    told = api.post(EXPLAIN, json=asked).json()
    assert told["outcome"]["verdict"] == "approved"
    assert told["nearest"][0]["rule"] == "default/manual-review"
    assert told["nearest"][0]["unmet"] == [
        {"condition": "amount", "wanted": {"min": 10000.0}, "found": 9999.99}
    ]


def test_an_explanation_is_what_happens_then_and_changes_nothing(api: httpx.Client):
    next_meets(api, {"declined": "stolen_card"}, amount=77)
    asked = {"operation": OPERATION, "amount": 77}
    for _ in range(2):
        told = api.post(EXPLAIN, json=asked).json()
        assert (told["applied"], told["outcome"]["reason"]) == (["one-shot/1"], "stolen_card")
    paid = pay(api, 77)
    assert paid.headers["Paydrill-Rule"] == "one-shot/1"
    assert paid.json()["decline_code"] == "stolen_card"
    assert api.post(EXPLAIN, json=asked).json()["applied"] == []


def test_an_explanation_of_no_operation_is_refused_with_its_pointer(api: httpx.Client):
    told = refusal(api.post(EXPLAIN, json={"operation": "cards.create_paymnt"}), 400)
    assert told["errors"][0]["pointer"] == "/operation"


def test_an_explanation_never_repeats_a_card_number(api: httpx.Client):
    number = "4111111111111111"
    next_meets(api, {"declined": "stolen_card"}, card={"number": number})
    asked = {"operation": OPERATION, "amount": 5, "card": {"number": "5555555555554444"}}
    told = api.post(EXPLAIN, json=asked)
    assert told.status_code == 200
    assert number not in told.text
    assert "5555555555554444" not in told.text


def test_one_shots_are_met_in_their_order_and_listed_until_then(api: httpx.Client):
    next_meets(api, {"declined": "lost_card"})
    next_meets(api, {"pending": "manual_review"})
    waiting = [each["rule"] for each in api.get(OUTCOMES).json()["outcomes"]]
    assert waiting == ["one-shot/1", "one-shot/2"]
    assert [pay(api).json()["status"] for _ in range(3)] == ["declined", "pending", "captured"]
    assert api.get(OUTCOMES).json() == {"outcomes": []}


def test_a_one_shot_can_combine_conditions_as_any_rule_can(api: httpx.Client):
    when = {"any": [{"amount": 7}, {"all": [{"currency": "EUR"}, {"not": {"customer": "Ada *"}}]}]}
    next_meets(api, {"declined": "lost_card"}, **when)
    assert pay(api, 8).json()["status"] == "captured"
    assert pay(api, 8, currency="EUR").json()["status"] == "captured"
    met = pay(api, 8, currency="EUR", customer_name="Grace Hopper")
    assert met.headers["Paydrill-Rule"] == "one-shot/1"
    assert api.get(OUTCOMES).json() == {"outcomes": []}
    deep: dict[str, Any] = {"currency": "USD"}
    for _ in range(40):
        deep = {"not": deep}
    refused = api.post(OUTCOMES, json={"when": deep, "then": {"approved": True}})
    assert refusal(refused, 400)["errors"][0]["pointer"] == "/when"


def test_a_one_shot_can_count_calls_as_any_rule_can(api: httpx.Client):
    next_meets(api, {"declined": "lost_card"}, amount=7, nth=2)
    assert [pay(api, amount).json()["status"] for amount in (7, 8, 7, 7)] == [
        "captured",
        "captured",
        "declined",
        "captured",
    ]
    assert api.get(OUTCOMES).json() == {"outcomes": []}


@pytest.mark.parametrize("number", [2**63, 2**64, -(2**70), 10**400])
@pytest.mark.parametrize(
    "rule",
    [
        '{"when": {"amount": N}, "then": {"declined": "lost_card"}}',
        '{"when": {"not": {"amount": {"cents": N}}}, "then": {"declined": "lost_card"}}',
        '{"when": {"nth": N}, "then": {"declined": "lost_card"}}',
        '{"then": {"delay": {"ms": N}}}',
        '{"then": {"fault": {"truncate": N, "effect": "none"}}}',
        '{"then": {"declined": "lost_card"}, "more": [N]}',
        "N",
    ],
)
def test_integers_that_no_machine_word_holds_are_refused_by_name(
    api: httpx.Client, rule: str, number: int
):
    body, headers = rule.replace("N", str(number)), {"Content-Type": "application/json"}
    told = refusal(api.post(OUTCOMES, content=body, headers=headers), 400)
    assert told["errors"][0]["pointer"] == "" or told["errors"][0]["pointer"] in told["detail"]
    assert api.get(OUTCOMES).json() == {"outcomes": []}


def test_any_character_can_stand_in_a_message(api: httpx.Client):
    """YAML, which reads rules, breaks lines where JSON does not."""
    odd = [*range(0x20), *range(0x7F, 0xA1), 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF, 0x1F600]
    for message in (f"a{chr(each)}b" for each in odd):
        made = api.post(OUTCOMES, json={"then": {"approved": True, "message": message}})
        assert made.status_code == 201, made.text
        assert made.json()["then"]["message"] == message


def test_one_shots_can_be_taken_back(api: httpx.Client):
    next_meets(api, {"declined": "lost_card"})
    assert api.delete(OUTCOMES).status_code == 204
    assert pay(api).json()["status"] == "captured"


def test_a_service_that_is_unavailable_has_not_charged(api: httpx.Client):
    next_meets(api, {"fault": {"status": 503, "effect": "none", "retry_after_s": 3}})
    refused = pay(api)
    assert refusal(refused, 503)["code"] == "service_unavailable"
    assert refused.headers["Retry-After"] == "3"
    assert refused.headers["Paydrill-Rule"] == "one-shot/1"
    figures = api.get("/_control/invariants").json()["figures"]
    assert figures == []


@pytest.mark.parametrize(("effect", "replayed"), [("committed", "true"), ("none", None)])
def test_a_retry_under_a_key_gets_what_was_done(
    api: httpx.Client, effect: str, replayed: str | None
):
    next_meets(api, {"fault": {"status": 503, "effect": effect}})
    key = {"Idempotency-Key": "retry-1"}
    body = {
        "card_number": "4111111111111111",
        "amount": 10,
        "currency": "USD",
        "customer_name": "Ada",
    }
    assert api.post("/payment", json=body, headers=key).status_code == 503
    retried = api.post("/payment", json=body, headers=key)
    assert retried.status_code == 201
    assert retried.headers.get("Idempotency-Replayed") == replayed
    figures = api.get("/_control/invariants").json()["figures"]
    assert figures[0]["captured"] == 10.0


def test_a_review_ends_when_the_clock_says_so_with_one_event(api: httpx.Client):
    stand_still(api, "2026-01-27T12:00:00Z")
    later = [{"after": "30s", "approved": True}]
    next_meets(api, {"pending": "manual_review", "later": later})
    payment = pay(api).json()["payment_id"]

    def advanced(by: str) -> str:
        api.post("/_control/clock/advance", json={"by": by})
        status: str = api.get(f"/status/{payment}").json()["status"]
        return status

    assert advanced("29s") == "pending"
    assert advanced("1s") == "captured"


@pytest.mark.parametrize(
    "rule",
    [
        {"then": {"declined": "do_not_honour"}},
        {"then": {"fault": {"reset": True}}},
        {"when": {"operation": "acquirer.pay"}, "then": {"declined": "do_not_honor"}},
        {"then": {"fault": {"status": 418, "effect": "none"}}},
        {"when": {"any": [{"nth": 2}]}, "then": {"approved": True}},
        {"when": {"not": {}}, "then": {"approved": True}},
        {"then": {"approved": True, "declined": "do_not_honor"}},
        {"then": {"fault": {"truncate": False, "effect": "none"}}},
    ],
)
def test_a_rule_that_cannot_be_used_is_refused_and_changes_nothing(
    api: httpx.Client, rule: dict[str, Any]
):
    refused = refusal(api.post(OUTCOMES, json=rule), 400)
    assert refused["code"] == "invalid_scenario"
    assert api.get(OUTCOMES).json() == {"outcomes": []}


def test_another_sandbox_meets_nothing_of_it(api: httpx.Client):
    next_meets(api, {"declined": "lost_card"})
    base, _, _ = str(api.base_url).partition("/~")
    with httpx.Client(base_url=f"{base}/~another-one-than-this") as other:
        assert pay(other).json()["status"] == "captured"


def test_what_no_scenario_decides_has_no_outcome_and_the_reason(api: httpx.Client):
    number = {"number": "4111111111111112"}
    for attempt, why in (
        ({"operation": OPERATION, "amount": 0.001}, "amount has more decimals than USD has"),
        ({"operation": OPERATION, "card": number}, "card_number fails the Luhn check"),
        ({"operation": "control.get_clock"}, "the server's own operations"),
        ({"operation": "cards.get_transaction"}, "has no outcome to be decided"),
    ):
        told = api.post(EXPLAIN, json=attempt).json()
        assert told["outcome"] is None, attempt
        assert why in told["undecided"]
    decided = api.post(EXPLAIN, json={"operation": OPERATION, "amount": 0.01}).json()
    assert (decided["outcome"]["verdict"], decided["undecided"]) == ("declined", None)
