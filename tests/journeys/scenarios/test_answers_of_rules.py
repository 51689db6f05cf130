"""Answers that rules give in place of an operation, as its contract has them."""

from typing import Any

import orjson
import pytest

from tests.in_process import Answered, InProcess, only
from tests.journeys.scenarios.ruled_shop import CONTRACT, PAY, Shop, one_rule

server = only(CONTRACT)


def status_and_code(told: Answered) -> tuple[int, Any]:
    return told.status, told.json()["error"]["code"]


@pytest.mark.parametrize(
    ("respond", "status", "wanted"),
    [
        ("{status: 402}", 402, {"error": {"code": "card_declined"}}),
        ("{example: limit-exceeded}", 402, {"error": {"code": "limit_exceeded", "limit": "10000"}}),
        (
            "{status: 402, body: {/error/code: insufficient_funds}}",
            402,
            {"error": {"code": "insufficient_funds"}},
        ),
        (
            "{example: limit-exceeded, body: {/error/limit: '5'}}",
            402,
            {"error": {"code": "limit_exceeded", "limit": "5"}},
        ),
        ("{status: 503, body: {/n: 123456789012345678901234}}", 503, {"n": 1.2345678901234568e23}),
        ("{status: 503, body: {/a/0/b: [1.5, null]}}", 503, {"a": [{"b": [1.5, None]}]}),
    ],
)
def test_a_rule_answers_as_the_contract_does(
    server: InProcess, respond: str, status: int, wanted: Any
):
    told = Shop(server, one_rule("body: {/amount: 402}", f"respond: {respond}")).pay(amount=402)
    assert (told.status, told.media_type) == (status, "application/json")
    assert told.json().items() >= wanted.items()
    assert told.headers["paydrill-rule"] == "mine/r"


def test_an_answer_takes_over_what_was_sent_and_what_the_rule_says_beside_it(server: InProcess):
    shop = Shop(server, one_rule("body: {/amount: 77}", "respond: {body: {/status: pending}}"))
    told = shop.pay(amount=77)
    assert told.status == 201
    assert told.json().items() >= {"amount": 77, "status": "pending"}.items()


def test_headers_and_media_type_are_those_of_the_rule(server: InProcess):
    respond = "respond: {media_type: application/xml, headers: {x-trace: abc, X-Why: a limit}}"
    told = Shop(server, one_rule("body: {/amount: 77}", respond)).pay(amount=77)
    assert (told.status, told.media_type) == (201, "application/xml")
    assert (told.headers["x-trace"], told.headers["x-why"]) == ("abc", "a limit")


def test_the_client_chooses_the_media_type_where_the_rule_does_not(server: InProcess):
    shop = Shop(server, one_rule("body: {/amount: 77}", "respond: {body: {/status: pending}}"))
    asked = {"amount": 77}
    assert shop.call("POST", PAY, asked, Accept="application/xml").media_type == "application/xml"
    assert shop.call("POST", PAY, asked, Accept="image/png").media_type == "application/json"


def test_values_of_a_request_that_an_answer_cannot_have_are_left_out(server: InProcess):
    """The amount is taken over, but the rule has said what it is."""
    shop = Shop(server, one_rule("body: {/amount: 77}", "respond: {body: {/amount: 1}}"))
    assert shop.pay(amount=77).json()["amount"] == 1


def test_a_decline_by_amount_by_header_and_by_the_third_call(server: InProcess):
    declined = "respond: {status: 402, body: {/error/code: insufficient_funds}}"
    by_amount = Shop(server, one_rule("body: {/amount: {min: 10000}}", declined))
    assert [by_amount.pay(amount=each).status for each in (9999, 10000)] == [201, 402]
    by_header = Shop(server, one_rule("header: {X-Case: poor}", declined))
    assert by_header.pay().status == 201
    assert by_header.call("POST", PAY, {"amount": 5}, X_Case="poor").status == 402
    third = Shop(server, one_rule("nth: 3", declined))
    assert [third.pay().status for _ in range(4)] == [201, 201, 402, 201]


def test_a_decline_at_a_time_of_the_clock(server: InProcess):
    """Thirty seconds before noon it is paid, and at noon it is not."""
    when = 'time: {between: ["12:00", "13:00"]}'
    shop = Shop(server, one_rule(when, "respond: {example: declined}"))
    shop.ask("PUT", "/_control/clock", {"now": "2026-01-27T11:59:30Z", "frozen": True})
    assert shop.pay().status == 201
    shop.ask("POST", "/_control/clock/advance", {"by": "30s"})
    assert shop.pay().status == 402


def test_a_reply_can_be_lost_whose_answer_a_rule_gave(server: InProcess):
    shop = Shop(
        server,
        one_rule("nth: 1", "fault: {malformed: true, effect: committed}")
        + "  - id: s\n    when: {operation: createPayment}\n    then: {respond: {status: 402}}\n",
    )
    lost, told = shop.pay(), shop.pay()
    assert (lost.status, lost.headers["paydrill-rule"]) == (402, "mine/r, mine/s")
    with pytest.raises(orjson.JSONDecodeError):
        lost.json()
    assert status_and_code(told) == (402, "card_declined")


def test_an_answer_waits_has_its_turn_and_is_met_once(server: InProcess):
    steps = "[{respond: {example: limit-exceeded}, delay: {ms: 1}}, {}, {respond: {status: 503}}]"
    shop = Shop(
        server,
        "  - id: r\n    when: {operation: createPayment}\n"
        f"    sequence: {{steps: {steps}, after: fail}}\n",
    )
    once = {"respond": {"status": 402, "body": {"/error/code": "insufficient_funds"}}}
    shop.ask("POST", "/_control/outcomes", {"when": {"operation": "createPayment"}, "then": once})
    told = [shop.pay() for _ in range(5)]
    assert [each.status for each in told] == [402, 402, 201, 503, 500]
    assert [each.headers.get("paydrill-rule") for each in told[:3]] == [
        "one-shot/1",
        "mine/r",
        None,
    ]
    logged = shop.ask("GET", "/_control/requests").json()["requests"]
    assert {each["delay_ms"] for each in logged if each["status"] == 402} == {0, 1}


def test_no_answer_of_a_rule_is_kept_under_a_key(server: InProcess):
    shop = Shop(server, one_rule("nth: 1", "respond: {status: 402}"))
    told = [
        shop.call("POST", PAY, {"amount": 5}, Idempotency_Key="one-and-the-same") for _ in range(2)
    ]
    assert [each.status for each in told] == [402, 201]


def test_an_explanation_has_the_answer(server: InProcess):
    shop = Shop(server, one_rule("body: {/amount: 402}", "respond: {example: declined}"))
    asked = {"operation": "createPayment", "body": {"amount": 402}}
    told = shop.ask("POST", "/_control/scenarios/explain", asked).json()
    assert told["respond"] == {"example": "declined"}
    assert (told["outcome"], told["fault"], told["applied"]) == (None, None, ["mine/r"])


def test_a_reply_can_be_lost_that_was_committed(server: InProcess):
    """The key tells that it was done: another try gets the answer that was lost."""
    lose = "fault: {malformed: true, effect: committed}"
    shop = Shop(server, one_rule("body: {/amount: 77}", lose))
    asked = {"amount": 77}
    lost, told = (shop.call("POST", PAY, asked, Idempotency_Key="lost-once") for _ in range(2))
    with pytest.raises(orjson.JSONDecodeError):
        lost.json()
    assert (lost.status, told.status) == (201, 201)
    assert told.body.startswith(lost.body)
