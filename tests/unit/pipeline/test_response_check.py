"""Headers of answers, held against the contract before anything is sent."""

import pytest

from paydrill.openapi.operation import JSON, PROBLEM_JSON, Operation
from paydrill.openapi.validators import Schemas
from paydrill.pipeline.response import Response
from paydrill.pipeline.response_check import ContractBroken, ResponseCheck
from tests.our_contracts import OUR_CONTRACTS

OPERATIONS = [operation for contract in OUR_CONTRACTS for operation in contract.operations]
SCRIPTED = [operation for operation in OPERATIONS if "429" in operation.responses]


def by_example(operation: Operation, status: int, headers: dict[str, str]) -> Response:
    (media_type,) = operation.responses[str(status)]["content"]
    return Response(status, media_type, operation.example(str(status), media_type), headers)


@pytest.mark.parametrize("operation", SCRIPTED, ids=lambda operation: operation.id)
def test_what_faults_answer_keeps_the_contract(operation: Operation):
    answers = ResponseCheck(operation)
    answers.check(by_example(operation, 429, {"Retry-After": "1"}))
    answers.check(by_example(operation, 503, {"Retry-After": "30"}))
    answers.check(by_example(operation, 503, {}))


@pytest.mark.parametrize("value", ["soon", "-1", "1.5", "", "86401", '"1"'])
def test_a_header_that_is_a_number_has_to_be_one(value: str):
    operation = next(each for each in SCRIPTED if each.speaks_problems)
    reply = by_example(operation, 429, {"Retry-After": value})
    assert reply.media_type == PROBLEM_JSON
    with pytest.raises(ContractBroken, match="a header Retry-After that breaks its schema"):
        ResponseCheck(operation).check(reply)


def test_a_429_says_when_to_come_back():
    with pytest.raises(ContractBroken, match="without the header Retry-After"):
        ResponseCheck(SCRIPTED[0]).check(by_example(SCRIPTED[0], 429, {}))


ACCOUNT = {
    "type": "object",
    "required": ["id", "password"],
    "properties": {
        "id": {"type": "integer", "readOnly": True},
        "password": {"type": "string", "writeOnly": True},
    },
}


def test_what_only_clients_send_is_not_asked_of_a_response():
    document = {"components": {"schemas": {"Account": ACCOUNT}}}
    schema = {"$ref": "#/components/schemas/Account"}
    responses = {"200": {"description": "", "content": {JSON: {"schema": schema}}}}
    definition = {"operationId": "a.b", "responses": responses}
    operation = Operation("a", "", "/a", "get", document, definition, Schemas(document))
    check = ResponseCheck(operation)
    check.check(Response(200, JSON, {"id": 5}))
    with pytest.raises(ContractBroken, match="/id is required"):
        check.check(Response(200, JSON, {"password": "p"}))
