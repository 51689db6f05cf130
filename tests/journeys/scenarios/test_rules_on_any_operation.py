"""Rules on operations of a contract that is not ours: what they match on."""

from typing import Any

import orjson
import pytest

from tests.in_process import InProcess, only
from tests.journeys.scenarios.ruled_shop import CONTRACT, PAY, Shop, one_rule

server = only(CONTRACT)


@pytest.mark.parametrize(
    ("when", "fields", "expected"),
    [
        ("body: {/amount: 402}", {"amount": 402}, 503),
        ("body: {/amount: 402}", {"amount": 403}, 201),
        ("body: {/total: {min: 10}}", {"total": "12.50"}, 503),
        ("body: {/total: {min: 10}}", {"total": "9.99"}, 201),
        ("body: {/items/*/sku: gift-*}", {"items": [{"sku": "a"}, {"sku": "gift-1"}]}, 503),
        ("body: {/note: null}", {"note": None}, 503),
        ("body: {/note: {exists: false}}", {"note": None}, 201),
        ("body: {/note: {exists: false}}", {}, 503),
        ("body: {/note: {matches: '^a+$'}}", {"note": "aaa"}, 503),
        ("path: {id: 'cus_*'}", {}, 503),
        ("path: {id: 'x*'}", {}, 201),
        ("query: {dry-run: false}", {}, 503),
    ],
)
def test_a_rule_matches_what_was_sent(
    server: InProcess, when: str, fields: dict[str, Any], expected: int
):
    told = Shop(server, one_rule(when)).pay(**fields)
    assert told.status == expected
    assert ("paydrill-rule" in told.headers) == (expected == 503)


def test_a_form_counts_as_its_fields_with_their_types(server: InProcess):
    shop = Shop(server, one_rule("body: {/amount: 402, /items/0/sku: x}"))
    assert shop.form(PAY, "amount=402&items[0][sku]=x").status == 503
    assert shop.form(PAY, "amount=402").status == 201


def test_parameters_have_the_types_of_the_contract(server: InProcess):
    refuse = "fault: {status: 409, effect: none}"
    shop = Shop(server, one_rule("path: {id: 7}", refuse, "forgetPayment"))
    assert shop.call("DELETE", "/payments/7").status == 409
    assert shop.call("DELETE", "/payments/8").status == 204


def test_a_one_shot_has_these_conditions_too(server: InProcess):
    shop = Shop(server, "  []\n")
    fault = {"fault": {"status": 503, "effect": "none"}}
    rule = {"when": {"operation": "createPayment", "body": {"/amount": 402}}, "then": fault}
    assert orjson.loads(shop.ask("POST", "/_control/outcomes", rule).body)["when"] == rule["when"]
    assert [shop.pay(amount=each).status for each in (5, 402, 402)] == [201, 503, 201]


def test_an_explanation_takes_what_is_sent_and_says_which_pointer_held_what(server: InProcess):
    shop = Shop(server, one_rule("body: {/amount: 402}"))
    asked = {"operation": "createPayment", "path": {"id": "cus_1"}, "body": {"amount": 403}}
    told = shop.ask("POST", "/_control/scenarios/explain", asked).json()
    assert told["nearest"][0]["unmet"] == [
        {"condition": "body", "wanted": {"/amount": 402}, "found": {"/amount": 403}}
    ]
    assert "{/amount: 403}" in told["nearest"][0]["note"].replace('"', "")
    asked["body"] = {"amount": 402}
    told = shop.ask("POST", "/_control/scenarios/explain", asked).json()
    assert (told["applied"], told["fault"]["status"]) == (["mine/r"], 503)


def test_an_explanation_of_much_is_short(server: InProcess):
    places = ", ".join(f"/items/{each}/sku: {'y' * 199}" for each in range(20))
    shop = Shop(server, one_rule(f"body: {{{places}}}"))
    body = {"items": [{"sku": "x" * 5000}] * 20}
    asked = {"operation": "createPayment", "body": body}
    told = shop.ask("POST", "/_control/scenarios/explain", asked)
    assert len(told.body) < 20_000
