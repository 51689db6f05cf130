"""Coverage: what there is to meet, what was met, and how that is reported."""

from xml.etree import ElementTree as ET

import pytest

from handlers.views import request_log as views
from paydrill.errors import ContractNotFound
from paydrill.openapi.documents import load_contracts
from paydrill.request_log.counts import LOST, Met
from paydrill.request_log.coverage import cover
from paydrill.request_log.coverage_report import junit, rows, shortfalls
from tests.factories import Merchant

CONTRACT = """
openapi: 3.0.3
info: {title: Shop, version: 1.0.0}
servers: [{url: /shop}]
paths:
  /orders:
    post:
      operationId: shop.make_order
      responses:
        '201': {description: Made.}
        4XX: {description: Refused.}
        '429': {description: Too many.}
        '503': {description: Broken.}
  /orders/{id}:
    get:
      operationId: shop.show_order
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
      responses:
        '200': {description: Shown.}
        default: {description: Anything else.}
"""
MAKE, SHOW = "shop.make_order", "shop.show_order"


@pytest.fixture
def contracts(tmp_path):
    for name in ("shop", "other", "control", "service"):
        text = CONTRACT.replace("shop.", f"{name}.").replace("/shop", f"/{name}")
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    return load_contracts([tmp_path])


def covered(contracts, answers, rules=None):
    found = cover(contracts, ["shop"], ["test/a", "test/b"], Met(answers, rules or {}))
    return {(each.operation.id, each.status): each.times for each in found.answers}, found


def test_answers_count_for_what_they_are_documented_as(contracts):
    answers = {(MAKE, 201): 2, (MAKE, 404): 1, (MAKE, 409): 1, (MAKE, 429): 1, (SHOW, 418): 3}
    met, found = covered(contracts, answers)
    assert met == {
        (MAKE, "201"): 2,
        (MAKE, "429"): 1,
        (MAKE, "4XX"): 2,
        (MAKE, "503"): 0,
        (SHOW, "200"): 0,
        (SHOW, "default"): 3,
    }
    assert found.undocumented == []


def test_answers_that_only_a_fault_brings_about_are_marked(contracts):
    _, found = covered(contracts, {})
    marked = [(each.operation.id, each.status) for each in found.answers if each.only_by_fault]
    assert marked == [(MAKE, "429"), (MAKE, "503")]


def test_what_no_contract_documents_is_told_apart(contracts):
    answers = {(MAKE, 500): 1, (None, 404): 2, ("other.make_order", 418): 1, (MAKE, 202): 0}
    _, found = covered(contracts, answers)
    assert found.undocumented == [(None, 404, 2), (MAKE, 500, 1)]


def test_a_lost_answer_is_none(contracts):
    met, found = covered(contracts, {(SHOW, LOST): 1, (MAKE, LOST): 1})
    assert set(met.values()) == {0}
    assert found.undocumented == []


def test_rules_are_those_of_the_scenario(contracts):
    _, found = covered(contracts, {}, {"test/a": 2, "gone/c": 1})
    assert found.rules == [("test/a", 2), ("test/b", 0)]


@pytest.mark.parametrize(
    ("names", "counted", "left_out"),
    [
        (None, ["other", "shop"], ["control", "service"]),
        (["shop"], ["shop"], ["control", "other", "service"]),
        (["shop", "control", "shop"], ["control", "shop"], ["other", "service"]),
        (["control", "other", "service", "shop"], ["control", "other", "service", "shop"], []),
    ],
)
def test_contracts_are_chosen_by_name_or_are_those_of_services(contracts, names, counted, left_out):
    found = cover(contracts, names, [], Met({("control.make_order", 418): 1}, {}))
    assert list(dict.fromkeys(each.operation.contract for each in found.answers)) == counted
    assert found.left_out == left_out


@pytest.mark.parametrize("names", [["shpo"], ["shop", "shpo"]])
def test_a_name_that_no_contract_has_is_refused_with_the_nearest(contracts, names):
    with pytest.raises(ContractNotFound, match="No contract is called 'shpo'; did you mean 'shop'"):
        cover(contracts, names, [], Met({}, {}))


@pytest.fixture
def document(contracts):
    """The body of an answer, with two answers and one rule met."""
    _, found = covered(contracts, {(MAKE, 201): 2, (MAKE, 429): 1}, {"test/a": 1})
    return Merchant().look(lambda sandbox: views.coverage(sandbox, "sandbox", found))


def test_shares_are_rounded_down(document):
    assert document["totals"] == {
        "answers": {"documented": 6, "met": 2, "percent": 33.3},
        "answers_without_faults": {"documented": 4, "met": 1, "percent": 25.0},
        "rules": {"documented": 2, "met": 1, "percent": 50.0},
    }


def test_rows_are_everything_there_is_to_meet(document):
    assert [(row.group, row.name, row.status, row.state) for row in rows(document)] == [
        ("shop", MAKE, "201", "met"),
        ("shop", MAKE, "429", "met"),
        ("shop", MAKE, "4XX", "not met"),
        ("shop", MAKE, "503", "fault"),
        ("shop", SHOW, "200", "not met"),
        ("shop", SHOW, "default", "not met"),
        ("rules", "test/a", "", "met"),
        ("rules", "test/b", "", "not met"),
    ]


def test_junit_fails_what_was_not_met_and_skips_what_only_a_fault_brings_about(document):
    text = junit(document)
    assert text.startswith("<?xml version=")
    shop, rules = ET.fromstring(text.encode())  # noqa: S314 - our own
    assert shop.attrib == {
        "name": "shop",
        "tests": "6",
        "failures": "3",
        "errors": "0",
        "skipped": "1",
    }
    assert (rules.get("tests"), rules.get("failures")) == ("2", "1")
    told = {(case.get("classname"), case.get("name")): [each.tag for each in case] for case in shop}
    assert told[MAKE, "201"] == []
    assert told[MAKE, "4XX"] == ["failure"]
    assert told[MAKE, "503"] == ["skipped"]
    assert [case.find("failure") is None for case in rules] == [True, False]


def test_the_gate_says_what_falls_short(document):
    assert shortfalls(document, 25) == []
    assert shortfalls(document, 26) == [
        "1 of 4 documented answers met: 25.0 %, and 26 % are asked for"
    ]
    assert shortfalls(document, 33.4, with_faults=True) == [
        "2 of 6 documented answers met: 33.3 %, and 33.4 % are asked for"
    ]
    assert len(shortfalls(document, 100)) == 2
