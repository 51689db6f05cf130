"""Names that nothing has are refused wherever they choose, with the name that was meant."""

import shutil
from collections.abc import Iterator
from http import HTTPMethod
from typing import Any

import httpx
import pytest
import yaml

from paydrill.shipped import CONTRACTS
from paydrill.values.cards import BRANDS
from tests.journeys.shopping import JSON, pay, problem, refused
from tests.server_process import IN_MEMORY, Server, running

DROPPED_IN = """
openapi: 3.0.3
info: {title: Parcels, version: 1.0.0}
servers: [{url: /parcels}]
paths:
  /list:
    get:
      responses: &fine
        '200':
          description: Fine.
          content: {application/json: {schema: {type: object}, example: {fine: true}}}
  /{id}:
    post:
      operationId: parcels.send
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: *fine
"""
VERIFY = "/_control/requests/verify"
SCENARIO = """
scenario: 1
name: mine
rules:
  - id: nothing-works
    then: {declined: do_not_honor}
"""


def verify(api: httpx.Client, count: Any = 0, **matching: Any) -> httpx.Response:
    return api.post(VERIFY, json={"matching": matching, "count": count})


def answered(answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


OPERATION = (
    "must be an operation of a contract, such as cards.create_payment"
    " (did you mean cards.create_payment?)."
)
METHODS = "CONNECT, DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT, TRACE"
UNKNOWN = {
    "operation": ("cards.create_paymnt", "invalid_request", OPERATION),
    "method": ("PSOT", "invalid_request", f"must be one of {METHODS} (did you mean POST?)."),
    "rule": (
        "defualt/card-declined",
        "unknown_name",
        "no rule is called 'defualt/card-declined'; did you mean 'default/card-declined'?",
    ),
}


@pytest.mark.parametrize(("name", "case"), UNKNOWN.items(), ids=UNKNOWN)
def test_an_unknown_name_is_refused_and_proves_nothing(api, name, case):
    word, code, message = case
    for count in (0, 1, {"min": 0}, {"max": 3}):
        found = refused(verify(api, count, **{name: word}), code)
        assert found == {f"/matching/{name}": message}
    listed = api.get("/_control/requests", params={name: word})
    assert refused(listed, code) == {f"/query/{name}": message}


def test_all_names_that_the_contract_lists_are_told_at_once(api):
    wrong = {"operation": "cards.create_paymnt", "method": "PSOT"}
    assert refused(verify(api, **wrong), "invalid_request").keys() == {
        f"/matching/{name}" for name in wrong
    }
    answer = api.get("/_control/requests", params=wrong)
    assert refused(answer, "invalid_request").keys() == {f"/query/{name}" for name in wrong}


def test_a_name_far_from_all_others_is_answered_by_what_there_is(api):
    message = refused(verify(api, method="XYZZY"), "invalid_request")["/matching/method"]
    assert message == f"must be one of {METHODS}."
    message = refused(verify(api, rule="qqq/*"))["/matching/rule"]
    assert message.startswith("no rule is called 'qqq/*'; allowed: ")


KNOWN = [
    {"operation": "cards.create_payment"},
    {"operation": "service.get_health"},
    {"operation": "control.reset_sandbox"},
    {"method": "DELETE"},
    {"method": "TRACE"},
    {"rule": "default/card-declined"},
    {"rule": "default/*"},
    {"rule": "*"},
    {"rule": "one-shot/*"},
    {"rule": "outage/*"},  # of a scenario that is not active
]


@pytest.mark.parametrize("matching", KNOWN, ids=str)
def test_what_there_is_can_be_asked_for_though_nothing_was_asked(api, matching):
    assert answered(verify(api, **matching))["verified"]
    assert answered(api.get("/_control/requests", params=matching))["requests"] == []


def test_the_rules_of_a_sandboxs_own_scenario_are_known_also_once_it_is_replaced(api):
    assert problem(verify(api, rule="mine/nothing-works"))[0] == 400
    api.put("/_control/scenarios/mine", json={"source": SCENARIO})
    assert answered(verify(api, rule="mine/nothing-works"))["verified"]
    api.put("/_control/scenarios/active", json={"name": "mine"})
    pay(api, "10")
    source = SCENARIO.replace("nothing-works", "all-is-lost")
    api.put("/_control/scenarios/mine", json={"source": source})
    assert answered(verify(api, 1, rule="mine/nothing-works"))["verified"]  # the log has it
    assert answered(verify(api, rule="mine/all-is-lost"))["verified"]
    assert api.delete("/_control/requests").is_success
    assert answered(verify(api, rule="mine/nothing-works"))["verified"]  # coverage has it
    api.post("/_control/reset")
    assert "/matching/rule" in refused(verify(api, rule="mine/nothing-works"))


def test_one_shot_outcomes_are_known_from_when_they_are_added(api):
    message = refused(verify(api, rule="one-shot/1"))["/matching/rule"]
    assert message.startswith("no rule is called 'one-shot/1'")
    for _ in range(2):
        api.post("/_control/outcomes", json={"then": {"declined": "do_not_honor"}})
    assert answered(verify(api, rule="one-shot/1"))["verified"]
    pay(api, "10")
    assert answered(verify(api, 1, rule="one-shot/1"))["verified"]
    assert api.delete("/_control/requests").is_success
    assert api.delete("/_control/coverage").is_success
    assert answered(verify(api, rule="one-shot/1"))["verified"]
    assert answered(verify(api, rule="one-shot/2"))["verified"]
    assert "/matching/rule" in refused(verify(api, rule="one-shot/3"))


def warnings(answer: httpx.Response) -> list[str]:
    found: list[str] = answered(answer)["warnings"]
    return found


@pytest.mark.parametrize(
    ("path", "warning"),
    [
        ("/paymnt", ". Did you mean POST /payment or POST /payments?"),
        (
            "/api/v1/tokenise",
            ". Did you mean POST /api/v1/tokenize or GET /api/v1/tokens/{token}?",
        ),
        (
            "/api/v1/transactions/1/refnd",
            ". Did you mean POST /api/v1/transactions/{transaction_id}/refund?",
        ),
        ("/payment/", ". Did you mean POST /payment?"),
        ("/api/v9/*", "; /docs lists those that there are"),
        ("/nowhere", "; /docs lists those that there are"),
    ],
)
def test_a_path_that_no_contract_has_is_answered_with_a_warning(api, path, warning):
    told = verify(api, path=path)
    assert answered(told)["verified"]
    assert warnings(told) == [f"no contract has the path '{path}'{warning}"]
    assert warnings(api.get("/_control/requests", params={"path": path})) == warnings(told)


def test_a_method_that_its_path_does_not_take_is_told(api):
    told = "'/payment' takes POST, so only calls that were refused are found"
    assert warnings(verify(api, path="/payment", method="GET")) == [told]
    assert warnings(verify(api, path="/status/1", method="HEAD")) == []


def test_the_path_of_a_warning_has_no_card_number(api):
    [found] = warnings(verify(api, path="/paymnt/4111111111111111"))
    assert "411111" not in found


@pytest.mark.parametrize(
    "path",
    [
        "/payment",
        "/api/v1/transactions/txn_1",
        "/api/v1/transactions/txn_1/refund",
        "/api/*",
        "*/refund",
        "/api/v1/*/txn_1/*",
        "/payments/pix/1*",
        "*",
    ],
)
def test_a_path_that_some_contract_has_is_not(api, path):
    assert warnings(verify(api, path=path)) == []
    assert warnings(verify(api)) == []


@pytest.mark.parametrize(
    ("path", "operation"),
    [("/_control/clock", "control.get_clock"), ("/health", "service.get_health")],
)
def test_what_the_log_never_has_is_told(api, path, operation):
    assert api.get(path).is_success
    [by_path] = warnings(verify(api, path=path))
    [by_operation] = warnings(verify(api, operation=operation))
    message = "calls of the server's own contracts (control, service) are not logged"
    assert by_path == by_operation == f"{message}, so none is found"
    assert warnings(verify(api, path="/_control")) == [by_path]


def test_secrets_are_compared_as_they_are_kept(api):
    body = '{"card_number": "4111111111111111", "amount": 5, "currency": "USD", "cvv": "123"}'
    sent = {**JSON, "Authorization": "Bearer ey.some.token"}
    api.post("/payment", content=body, headers=sent)
    for value in ("Bearer ey.some.token", "Bearer ey.another", "Bearer *", "*"):
        found = verify(api, 1, headers={"authorization": value})
        assert answered(found)["verified"]
        assert warnings(found) == [
            "the header authorization is kept without its secret, so any other is found as well"
        ]
    assert not answered(verify(api, 1, headers={"authorization": "Basic QTpC"}))["verified"]
    assert warnings(verify(api, body={"/card/cvv": "123"})) == [
        "no security code is kept, so /card/cvv finds nothing"
    ]


def test_a_scenario_is_chosen_by_a_name_that_there_is(api, server):
    chosen = api.put("/_control/scenarios/active", json={"name": "outtage"})
    assert problem(chosen) == (404, "scenario_not_found")
    message = "no scenario is called 'outtage'; did you mean 'outage'?"
    assert chosen.json()["errors"] == [{"pointer": "/name", "message": message}]
    made = httpx.post(
        f"{server.url}/_control/sandboxes", json={"name": "by-a-wrong-name", "scenario": "outtage"}
    )
    assert problem(made) == (400, "invalid_scenario")
    assert made.json()["errors"] == [{"pointer": "/scenario", "message": message}]
    for answer in (
        api.get("/_control/scenarios/outtage"),
        api.delete("/_control/scenarios/outtage"),
    ):
        assert problem(answer) == (404, "scenario_not_found")
    assert "did you mean 'outage'?" in api.get("/_control/scenarios/outtage").json()["detail"]
    api.put("/_control/scenarios/mine", json={"source": SCENARIO})
    detail = api.put("/_control/scenarios/active", json={"name": "mien"}).json()["detail"]
    assert detail.endswith("did you mean 'mine'?")


def test_an_attempt_is_explained_of_an_operation_that_there_is(api):
    answer = api.post("/_control/scenarios/explain", json={"operation": "cards.create_paymnt"})
    assert refused(answer, "invalid_request") == {"/operation": OPERATION}


@pytest.fixture(scope="module")
def with_parcels(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = shutil.copytree(CONTRACTS, tmp_path_factory.mktemp("contracts") / "openapi")
    (folder / "parcels.yaml").write_text(DROPPED_IN, encoding="utf-8")
    with running(*IN_MEMORY, "--contracts", str(folder)) as started:
        yield started


def test_the_operations_and_paths_of_a_dropped_in_contract_are_known(with_parcels: Server):
    with httpx.Client(base_url=f"{with_parcels.url}/~parcels", timeout=30) as api:
        assert answered(verify(api, operation="parcels.send", path="/parcels/7"))["warnings"] == []
        answer = verify(api, operation="parcels.sned")
        message = refused(answer, "invalid_request")["/matching/operation"]
        assert message.endswith("(did you mean parcels.send?).")
        # One without an operationId is called by its contract, method and path.
        assert api.get("/parcels/list").is_success
        unnamed = "parcels.get/parcels/list"
        assert answered(verify(api, 1, operation=unnamed))["verified"]
        assert api.post("/_control/scenarios/explain", json={"operation": unnamed}).is_success


def test_the_contract_that_is_given_out_lists_the_names(with_parcels: Server):
    with httpx.Client(base_url=with_parcels.url, timeout=30) as api:
        schemas = api.get("/openapi/control.json").json()["components"]["schemas"]
        others = [api.get(f"/openapi/{name}.json").json() for name in ("pix", "parcels", "service")]
        text = yaml.safe_load(api.get("/openapi/control.yaml").text)
    operations = schemas["OperationId"]["enum"]
    assert text["components"]["schemas"]["OperationId"]["enum"] == operations
    ids = [
        operation["operationId"]
        for document in others
        for path in document["paths"].values()
        for operation in path.values()
        if isinstance(operation, dict) and "operationId" in operation
    ]
    assert {"parcels.send", "service.get_health", *ids} < set(operations)
    assert schemas["ControlMethod"]["enum"] == sorted(HTTPMethod)
    assert schemas["AttemptCard"]["properties"]["brand"]["enum"] == sorted(BRANDS)
