"""Overlays: actions merge, append and remove, and what is found of it names the right file."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.unit.openapi.overlaid import CONTRACT, FORM, overlaid, told, told_of_overlay, written

GET = "$.paths['/orders'].get"


def parameters(document: dict[str, Any]) -> list[str]:
    return [each["name"] for each in document["paths"]["/orders"]["get"]["parameters"]]


def test_an_update_merges_into_objects_at_every_level(tmp_path: Path):
    update = "{info: {title: Store, contact: {name: Ana}}, x-new: {a: [1]}}"
    document = written(tmp_path, f"  - {{target: $, update: {update}}}\n")
    assert document["info"] == {"title": "Store", "version": "1", "contact": {"name": "Ana"}}
    assert document["x-new"] == {"a": [1]}
    assert list(document["paths"]) == ["/orders"]


@pytest.mark.parametrize(
    ("update", "names"),
    [
        ("{name: d}", ["a", "b", "d"]),
        ("[{name: d}, {name: e}]", ["a", "b", "d", "e"]),
        ("[]", ["a", "b"]),
    ],
)
def test_an_update_is_appended_to_a_list(tmp_path: Path, update: str, names: list[str]):
    document = written(tmp_path, f"  - {{target: $.tags, update: {update}}}\n")
    assert [each["name"] for each in document["tags"]] == names


@pytest.mark.parametrize(
    ("update", "title"),
    [("{title: 5}", 5), ("{title: [a]}", ["a"]), ("{title: null}", None), ("{x: 1}", "Shop")],
)
def test_a_value_of_another_kind_takes_the_place(tmp_path: Path, update: str, title: object):
    actions = f"  - {{target: $.info, update: {update}}}\n"
    assert overlaid(tmp_path, actions).document["info"]["title"] == title


def test_null_leaves_objects_and_lists_as_they_are(tmp_path: Path):
    document = written(tmp_path, "  - {target: $, update: {paths: null, tags: , x: null}}\n")
    assert list(document["paths"]) == ["/orders"]
    assert len(document["tags"]) == 2
    assert document["x"] is None


def test_actions_are_taken_in_their_order(tmp_path: Path):
    actions = f"""\
  - {{target: "{GET}.parameters", remove: true}}
  - target: "{GET}"
    update: {{parameters: [{{name: n, in: query, schema: {{type: integer}}}}]}}
  - {{target: "{GET}.parameters[0]", update: {{required: true}}}}
"""
    document = written(tmp_path, actions)
    assert document["paths"]["/orders"]["get"]["parameters"] == [
        {"name": "n", "in": "query", "schema": {"type": "integer"}, "required": True}
    ]


@pytest.mark.parametrize(
    ("target", "names"),
    [
        (f"{GET}.parameters[0]", ["b", "c"]),
        (f"{GET}.parameters[0, 2]", ["b"]),
        (f"{GET}.parameters[-1]", ["a", "b"]),
        (f"{GET}.parameters[*]", []),
        (f"{GET}.parameters[?@.name != 'b']", ["b"]),
        (f"{GET}.parameters[?match(@.name, '[ac]')]", ["b"]),
        (f"{GET}.parameters[0, 0].schema", ["a", "b", "c"]),
        ("$..[?@.in == 'query']", []),
    ],
)
def test_nodes_are_removed_from_what_holds_them(tmp_path: Path, target: str, names: list[str]):
    assert parameters(written(tmp_path, f'  - {{target: "{target}", remove: true}}\n')) == names


def test_single_values_are_removed_too(tmp_path: Path):
    actions = f"""\
  - {{target: "{GET}.tags[?@ == 'a']", remove: true}}
  - {{target: "$.info.title", remove: true, update: {{without: effect}}}}
"""
    document = written(tmp_path, actions)
    assert document["info"] == {"version": "1"}
    assert document["paths"]["/orders"]["get"]["tags"] == []


def test_nodes_within_each_other_are_removed_and_updated_once(tmp_path: Path):
    assert written(tmp_path, '  - {target: "$.paths..*", remove: true}\n' + AGAIN)["paths"] == {
        "/a": {"get": {"operationId": "a", "responses": {"204": {"description": "d"}}}}
    }
    # The update takes the place of an object that the target has, too.
    actions = """\
  - {target: $, update: {x: {b: {b: {c: 1}}}}}
  - {target: $.x..b, update: {b: 5}}
"""
    assert written(tmp_path, actions)["x"] == {"b": {"b": 5}}


AGAIN = """\
  - target: $.paths
    update: {/a: {get: {operationId: a, responses: {'204': {description: d}}}}}
"""


def test_what_an_overlay_repeats_is_not_shared(tmp_path: Path):
    actions = """\
  - {target: "$.tags[*]", update: {x: {}}}
  - {target: "$.tags[0].x", update: {y: 1}}
"""
    assert [each["x"] for each in written(tmp_path, actions)["tags"]] == [{"y": 1}, {}]


SWAGGER = """\
swagger: '2.0'
info: {title: Shop, version: '1'}
paths: {/orders: {get: {operationId: a, responses: {200: {description: d}}}}}
definitions: {Order: {type: object, properties: {id: {type: string}}}}
"""


@pytest.mark.parametrize("contract", [CONTRACT, CONTRACT.replace("3.1.0", "3.0.3"), SWAGGER])
def test_the_words_for_resources_and_handlers_stay_in_the_raised_document(
    tmp_path: Path, contract: str
):
    values = {"resource": "order", "role": "show", "id": "number", "handler": "get_order"}
    words = {f"x-paydrill-{word}": value for word, value in values.items()}
    update = json.dumps(words)
    targets = [GET, "$.paths['/orders']", "$"]
    actions = "".join(f'  - {{target: "{each}", update: {update}}}\n' for each in targets)
    raised = overlaid(tmp_path, actions, contract).raised
    path = raised["paths"]["/orders"]
    for node in (path["get"], path, raised):
        assert node.items() >= words.items()


def test_what_is_found_in_an_overlay_is_told_at_its_line(tmp_path: Path):
    actions = f"""\
  - target: {GET}
    update:
      responses:
        '404':
          description: Lost.
          content: {{application/json: {{schema: {{type: objekt}}}}}}
  - target: {GET}.parameters
    update:
      - {{name: d, in: query, schema: {{type: numbr}}}}
"""
    found = {(file, at.line) for code, file, at in told(overlaid(tmp_path, actions))}
    assert found == {("shop.yaml", 12), ("fix.yaml", 9), ("fix.yaml", 12)}


def test_what_is_left_of_a_list_is_told_at_the_lines_where_it_stands(tmp_path: Path):
    contract = overlaid(
        tmp_path, f"  - {{target: \"{GET}.parameters[?@.name < 'c']\", remove: true}}\n"
    )
    assert {(file, at.line) for _, file, at in told(contract)} == {("shop.yaml", 12)}


def test_what_is_found_in_swagger_is_told_at_its_line(tmp_path: Path):
    actions = "  - target: $.definitions.Order.properties\n    update: {total: {type: numbr}}\n"
    assert told_of_overlay(overlaid(tmp_path, actions, SWAGGER)) == {
        "keyword-of-wrong-type": (5, 22)
    }


def test_what_an_overlay_has_put_right_is_not_told(tmp_path: Path):
    contract = CONTRACT.replace("strin}", "string}") + "  /lost: {$ref: nowhere.yaml}\n"
    assert {each.code for each in overlaid(tmp_path, "", contract).findings} >= {
        "missing-reference"
    }
    actions = """\
  - {target: "$.paths['/lost']", remove: true}
  - target: $.paths
    update: {/lost: {get: {operationId: lost, responses: {'204': {description: Fine.}}}}}
"""
    fixed = overlaid(tmp_path, actions, contract)
    assert fixed.findings == ()
    assert [each.id for each in fixed.operations] == ["list_orders", "lost"]


def test_references_of_an_overlay_lead_from_the_contract(tmp_path: Path):
    (tmp_path / "part.yaml").write_text("type: strin\n", encoding="utf-8")
    schema = "{content: {application/json: {schema: {$ref: part.yaml}}}}"
    contract = overlaid(tmp_path, f"  - {{target: \"{GET}.responses['200']\", update: {schema}}}\n")
    assert ("keyword-of-wrong-type", "part.yaml", (1, 1)) in told(contract)
    assert "part" in contract.document["components"]["schemas"]
    lost = overlaid(
        tmp_path, f'  - {{target: "{GET}", update: {{parameters: [{{$ref: a.yaml}}]}}}}\n'
    )
    assert told_of_overlay(lost) == {"missing-reference": (4, 63)}


FAULTS = f"""\
overlay: 2.0.0
info: {{title: Fixes, summary: s}}
extend: shop.yaml
x-ours: 1
actions:
  - {{target: "$.paths['/nope']", remove: true}}
  - {{target: "$.paths[", remove: true}}
  - {{target: "{GET}", remove: false}}
  - {{target: 5, remove: true}}
  - {{target: $.info.title, update: x}}
  - {{target: $.info, update: x}}
  - {{target: $, remove: true}}
  - {{target: $.info, update: {{a: 1, a: 2}}, remove: 'yes', description: 1}}
  - {{target: $.info, copy: $.tags, update: {{}}}}
  - none
"""


def test_each_fault_of_an_overlay_is_told_at_its_place(tmp_path: Path):
    found = overlaid(tmp_path, "", form=FAULTS)
    places = [(at.line, at.column, code) for code, file, at in told(found) if file == "fix.yaml"]
    assert sorted(places) == [
        (1, 1, "unknown-overlay-version"),
        (2, 1, "incomplete-overlay"),
        (2, 22, "unknown-overlay-field"),
        (3, 1, "unknown-overlay-field"),
        (6, 6, "target-not-found"),
        (7, 6, "no-jsonpath"),
        (8, 5, "incomplete-action"),
        (9, 6, "incomplete-action"),
        (10, 6, "target-of-one-value"),
        (11, 22, "update-of-wrong-type"),
        (12, 6, "whole-document-removed"),
        (13, 37, "duplicate-key"),
        (13, 44, "wrong-shape"),
        (13, 59, "wrong-shape"),
        (14, 22, "unknown-overlay-field"),
        (15, 5, "wrong-shape"),
    ]
    assert found.raised["info"]["a"] == 2
    sentences = {each.sentence for each in found.findings}
    assert "an overlay has no field 'extend'; did you mean 'extends'?" in sentences
    assert "the target \"$.paths['/nope']\" matches nothing" in sentences


@pytest.mark.parametrize("actions", ["", "5", "[]", "{}"])
def test_an_overlay_without_actions_does_nothing(tmp_path: Path, actions: str):
    form = FORM.replace("actions:\n", f"actions: {actions}\n")
    found = overlaid(tmp_path, "", CONTRACT.replace("strin}", "string}"), form)
    assert [each.code for each in found.findings] == ["incomplete-overlay"]
    assert found.title == "Shop"
