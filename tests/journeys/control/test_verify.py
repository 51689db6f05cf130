"""Verifying requests, and what of the contracts and the scenario they have covered."""

from typing import Any

import httpx
import pytest

from tests.journeys.shopping import authorize, paid, pay, pointers, problem, tokenize
from tests.server_process import Server


def verified(api: httpx.Client, matching: dict[str, Any], count: Any) -> dict[str, Any]:
    answer = api.post("/_control/requests/verify", json={"matching": matching, "count": count})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_test_verifies_that_its_application_charged_once(api: httpx.Client):
    paid(api, "99.99")
    charged = {"operation": "cards.create_payment", "status": 201, "body": {"/amount": 99.99}}
    found = verified(api, charged, 1)
    assert (found["verified"], found["matched"]) == (True, 1)
    assert found["expected"] == {"min": 1, "max": 1}
    assert [each["path"] for each in found["requests"]] == ["/api/v1/payments"]
    assert found["nearest"] == []
    paid(api, "99.99")
    twice = verified(api, charged, 1)
    assert not twice["verified"]
    assert twice["found"] == "Expected exactly 1 request, found 2 requests."


def test_it_is_told_what_was_found_instead(api: httpx.Client):
    answer = pay(api, "0.01")
    found = verified(api, {"path": "/api/v1/payments", "body": {"/amount": 0.02}}, {"min": 1})
    assert not found["verified"]
    id_ = answer.headers["x-request-id"]
    assert found["found"] == (
        "Expected at least 1 request, found none. "
        f"The nearest is POST /api/v1/payments ({id_}): body /amount is 0.01."
    )
    assert found["nearest"][0]["request"]["request_id"] == id_
    assert found["nearest"][0]["differences"] == ["body /amount is 0.01"]


def test_to_ask_what_a_path_takes_is_no_call_of_an_operation(api: httpx.Client):
    for path in ("/payment", "/api/v1/payments", "/status/unknown"):
        assert api.options(path).status_code == 204
    authorize(api, "10")
    assert verified(api, {"operation": "acquirer.authorize_payment"}, 1)["verified"]
    assert verified(api, {"operation": "cards.create_payment"}, 0)["verified"]
    asked = verified(api, {"method": "OPTIONS"}, 3)
    assert asked["verified"]
    assert {each["operation_id"] for each in asked["requests"]} == {None}


def test_a_card_number_is_found_however_it_is_written(api: httpx.Client):
    written = ["4111111111111111", "4111 1111 1111 1111", "4111-1111-1111-1111"]
    for number in written:
        sent = {"card_number": number, "amount": 10, "currency": "USD", "customer_name": "Maria"}
        answer = api.post("/payment", json=sent, headers={"X-Card": number})
        assert answer.status_code == 201, answer.text
    for number in written:
        assert verified(api, {"body": {"/card_number": number}}, 3)["verified"], number
        assert verified(api, {"headers": {"x-card": number}}, 3)["verified"], number
    for other in ("4532015112830366", "411111111111111", "4111 1111 1111 1112"):
        assert verified(api, {"body": {"/card_number": other}}, 0)["verified"], other


def test_counts_may_have_bounds_and_be_written_as_json_allows(api: httpx.Client):
    for _ in range(2):
        authorize(api, "10")
    for count, is_verified in [
        (2, True),
        (2.0, True),
        (0, False),
        ({"min": 2.0}, True),
        ({"max": 1}, False),
        ({"min": 1, "max": 3}, True),
    ]:
        assert verified(api, {"status": 201.0}, count)["verified"] is is_verified, count


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"matching": {}}, "/count"),
        ({"count": 1}, "/matching"),
        ({"matching": {}, "count": -1}, "/count"),
        ({"matching": {}, "count": {}}, "/count"),
        ({"matching": {}, "count": {"min": 3, "max": 1}}, "/count/max"),
        ({"matching": {"status": 99}, "count": 1}, "/matching/status"),
        ({"matching": {"operations": "x"}, "count": 1}, "/matching/operations"),
        ({"matching": {"body": {"/a": {}}}, "count": 1}, "/matching/body/~1a"),
    ],
)
def test_a_question_that_cannot_be_asked_names_the_field(
    api: httpx.Client, body: dict[str, Any], wrong: str
):
    assert pointers(api.post("/_control/requests/verify", json=body)) == [wrong]


def warned(api: httpx.Client, **matching: Any) -> list[str]:
    found: list[str] = verified(api, matching, 0)["warnings"]
    return found


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("/status/{payment_id}", "acquirer.get_status"),
        ("/status/{id}", "acquirer.get_status"),
        ("/api/v1/transactions/{transaction_id}/refund", "cards.refund_transaction"),
        ("/payments/pix/{id}", "pix.show_payment or pix.remove_payment"),
    ],
)
def test_a_template_is_no_path_and_told_so(api, path, meant):
    assert warned(api, path=path) == [
        f"'{path}' is a template; name a path or the operation {meant}"
    ]


@pytest.mark.parametrize(
    ("matching", "warning"),
    [
        ({"method": "GET"}, "is called by POST, so no call of it is found"),
        ({"path": "/void/1"}, "is at /payment, so no call of it is found by another path"),
        ({"path": "/void/*"}, "is at /payment, so no call of it is found by another path"),
        ({"path": "/payment", "method": "POST"}, None),
        ({"path": "/pay*"}, None),
    ],
)
def test_an_operation_with_the_method_or_the_path_of_another_is_told(api, matching, warning):
    told = warned(api, operation="acquirer.authorize_payment", **matching)
    assert told == (
        [] if warning is None else [f"the operation acquirer.authorize_payment {warning}"]
    )
    status = {"operation": "acquirer.get_status", "path": "/status/1"}
    for method in ("GET", "HEAD"):
        assert warned(api, method=method, **status) == []


def covered(api: httpx.Client, **parameters: str | list[str]) -> dict[str, Any]:
    answer = api.get("/_control/coverage", params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


def met(coverage: dict[str, Any]) -> dict[tuple[str, str], int]:
    """How often each answer was given, those left out that were not."""
    return {
        (operation["operation_id"], answer["status"]): answer["count"]
        for contract in coverage["contracts"]
        for operation in contract["operations"]
        for answer in operation["answers"]
        if answer["count"]
    }


def test_coverage_tells_what_was_met_and_what_was_not(api: httpx.Client):
    pay(api, "0.01")
    api.get("/api/v1/tokens/tok_unknown")
    api.delete("/api/v1/payments")
    cards = covered(api, contract="cards")
    assert met(cards) == {
        ("cards.create_payment", "201"): 1,
        ("cards.get_token", "404"): 1,
        ("cards.tokenize_card", "201"): 1,
    }
    counts = {each["rule"]: each["count"] for each in cards["rules"]}
    assert counts.pop("default/insufficient-funds") == 1
    assert counts.keys() >= {"default/card-declined", "default/generic-decline"}
    assert set(counts.values()) == {0}
    assert cards["undocumented"] == [
        {"operation_id": "cards.create_payment", "status": 405, "count": 1}
    ]
    answers = cards["totals"]["answers"]
    assert answers["met"] == 3
    assert answers["documented"] > cards["totals"]["answers_without_faults"]["documented"] > 20
    assert cards["totals"]["rules"] == {"documented": 45, "met": 1, "percent": 2.2}


def test_the_services_are_covered_and_other_contracts_where_they_are_named(api: httpx.Client):
    pay(api, "0.01")
    usual = covered(api)
    assert [each["contract"] for each in usual["contracts"]] == [
        *("acquirer", "cards", "pix", "stripe")
    ]
    assert usual["left_out"] == ["control", "service"]
    assert {key for key in met(usual) if not key[0].startswith("cards.")} == set()
    several = covered(api, contract=["cards", "control"])
    assert [each["contract"] for each in several["contracts"]] == ["cards", "control"]
    assert several["left_out"] == ["acquirer", "pix", "service", "stripe"]
    assert ("control.get_coverage", "200") in met(several)
    refused = api.get("/_control/coverage?contract=cards&contract=crads")
    assert problem(refused) == (404, "contract_not_found")
    assert refused.json()["detail"] == "No contract is called 'crads'; did you mean 'cards'?"


def test_every_contract_is_covered_and_what_only_faults_bring_about_is_marked(api: httpx.Client):
    everything = covered(api, contract=["service", "acquirer", "cards", "control", "pix", "stripe"])
    names = [each["contract"] for each in everything["contracts"]]
    assert names == ["acquirer", "cards", "control", "pix", "service", "stripe"]
    assert everything["left_out"] == []
    marked = {
        answer["status"]
        for contract in everything["contracts"]
        for operation in contract["operations"]
        for answer in operation["answers"]
        if answer["only_by_fault"]
    }
    assert marked == {"429", "500", "503"}
    assert problem(api.get("/_control/coverage?contract=nowhere")) == (404, "contract_not_found")


def test_a_sandbox_begins_again_and_the_server_remembers(api: httpx.Client, server: Server):
    tokenize(api)
    key = ("cards.tokenize_card", "201")
    before = met(covered(api, scope="server"))[key]
    with httpx.Client(base_url=f"{server.url}/~somebody-else", timeout=30) as other:
        tokenize(other)
    assert met(covered(api))[key] == 1
    assert met(covered(api, scope="server"))[key] == before + 1
    api.post("/_control/reset")
    assert key not in met(covered(api))
    assert met(covered(api, scope="server"))[key] == before + 1


def test_coverage_begins_again_when_asked_to(api: httpx.Client):
    tokenize(api)
    assert api.delete("/_control/coverage").json()["scope"] == "sandbox"
    key = ("cards.tokenize_card", "201")
    assert key not in met(covered(api))
    assert met(covered(api, scope="server"))[key] >= 1
    assert api.delete("/_control/coverage?scope=server").json()["scope"] == "server"
    assert key not in met(covered(api, scope="server"))
    assert pointers(api.delete("/_control/coverage?scope=world")) == ["/query/scope"]
