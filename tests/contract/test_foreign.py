"""`make fuzz FILES=…` on a contract that is not ours: what it explains is counted, no more."""

import sys
from pathlib import Path

import pytest

from tests.contract import explained
from tests.contract.explained import ACCEPTANCE, Facts, failures_of
from tests.contract.foreign import meet
from tests.journeys.resources.shop import CONTRACT as SHOP

CONTRACT = r"""
openapi: 3.0.3
info: {title: Shop, version: '1'}
servers: [{url: https://shop.example/api}]
security: [{key: []}]
paths:
  /orders/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: integer, format: int32}}]
    get:
      parameters:
        - {name: Accept, in: header, required: true, schema: {type: string, enum: [text/plain]}}
      responses:
        '200': {description: It., content: {text/plain: {schema: {type: string}}}}
    put:
      parameters: [{name: cpf, in: query, schema: {type: string, pattern: '/^\d{11}$/'}}]
      responses: {'204': {description: Fine.}, '400': {description: Wrong.}}
  /orders/{number}:
    servers: [{url: https://open.example}]
    get:
      security: []
      parameters: [{name: number, in: path, required: true, schema: {type: string}}]
      responses:
        '200': {description: It., content: {application/json: {schema: {type: number}}}}
components: {securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}}
"""


@pytest.mark.parametrize(("way", "operations"), [("published", 3), ("original", 2)])
def test_a_contract_of_others_explains_what_fails(tmp_path: Path, way: str, operations: int):
    file = tmp_path / "shop.yaml"
    file.write_text(CONTRACT, encoding="utf-8")
    program = Path(sys.executable).with_name("schemathesis")
    options = ["--seed", "1", "--max-examples", "2"]
    met = meet(program, file, way, options, tmp_path / "report.ndjson")
    assert met.failures == []
    assert (met.operations, met.is_whole) == (operations, True)
    assert set(met.explained) == {
        explained.CREDENTIALS,
        explained.UNDOCUMENTED,
        explained.NO_PARAMETER,
        explained.PATTERN,
    }


def test_things_that_are_kept_are_found_and_those_deleted_are_not(tmp_path: Path):
    file = tmp_path / "things.yaml"
    file.write_text(SHOP, encoding="utf-8")
    program = Path(sys.executable).with_name("schemathesis")
    options = ["--seed", "1", "--max-examples", "5", "--phases", "stateful"]
    met = meet(program, file, "published", options, tmp_path / "report.ndjson", most_paths=99)
    assert met.failures == []
    assert (met.operations, met.is_whole) == (14, True)
    assert set(met.explained) <= {explained.UNDOCUMENTED}


def test_a_failure_without_a_reason_is_told():
    failure = {"operation": "GET /a", "message": "1 is not a string"}
    check = {
        "name": "response_schema_conformance",
        "status": "failure",
        "failure_info": {"failure": failure},
    }
    exchange = {
        "request": {"method": "GET", "uri": "http://a/a", "headers": {}},
        "response": {"status_code": 200, "headers": {}},
    }
    event = {"recorder": {"checks": {"it": [check]}, "interactions": {"it": exchange}}}
    [(reason, text)] = failures_of("ScenarioFinished", event, Facts({"paths": {}}, frozenset()))
    assert (reason, text.splitlines()[0]) == ("", "response_schema_conformance: 1 is not a string")


def test_a_list_of_one_without_brackets_is_explained_where_they_are_meant():
    failure = {"operation": "GET /a", "message": "API rejected schema-compliant request"}
    check = {"name": ACCEPTANCE, "status": "failure", "failure_info": {"failure": failure}}
    response = {"status_code": 400, "headers": {"paydrill-error": ["/query/b must be an array."]}}
    request = {"method": "GET", "uri": "http://a/a?b=c", "headers": {}}
    exchange = {"request": request, "response": response}
    event = {"recorder": {"checks": {"it": [check]}, "interactions": {"it": exchange}}}
    for style, expected in (("deepObject", explained.BRACKETS), ("form", "")):
        parameter = {"name": "b", "in": "query", "style": style, "schema": {"type": "array"}}
        document = {"paths": {"/a": {"get": {"parameters": [parameter]}}}}
        [(reason, _)] = failures_of("ScenarioFinished", event, Facts(document, frozenset()))
        assert reason == expected
