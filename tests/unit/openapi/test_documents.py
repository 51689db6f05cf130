"""Contract files, read and bundled: what they refer to comes along, and clashes are told."""

from pathlib import Path

import pytest

from paydrill.openapi.documents import Contract, ContractError, load_contracts
from paydrill.openapi.findings import Finding
from paydrill.openapi.pointers import at as node_at
from paydrill.openapi.pointers import steps_of

SHARED = """
components:
  schemas:
    Money: {type: object, properties: {currency: {$ref: '#/components/schemas/Currency'}}}
    Currency: {type: string, enum: [USD]}
    Unused: {type: string}
"""


def contract(title: str, path: str, schema: str, more: str = "") -> str:
    return f"""
openapi: 3.0.3
info: {{title: {title}, version: 1.0.0}}
paths:
  {path}:
    get:
      responses:
        '200':
          description: Fine.
          content: {{application/json: {{schema: {schema}}}}}
{more}"""


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        file = folder / (name.replace("__", "/") + ".yaml")
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def problems_of(folder: Path) -> list[str]:
    with pytest.raises(ContractError) as caught:
        load_contracts([folder])
    return caught.value.problems


def findings_of(loaded: Contract) -> list[Finding]:
    """Its findings, but that the operations of these files have no ids."""
    return [each for each in loaded.findings if each.code != "no-operation-id"]


def refer(pointer: str) -> str:
    return f"{{$ref: '{pointer}'}}"


def test_what_a_contract_refers_to_comes_along(tmp_path: Path):
    schema = refer("parts/shared.yaml#/components/schemas/Money")
    write(tmp_path, a=contract("A", "/a", schema), parts__shared=SHARED)
    [loaded] = load_contracts([tmp_path])
    media = loaded.document["paths"]["/a"]["get"]["responses"]["200"]["content"]
    assert media["application/json"]["schema"] == {"$ref": "#/components/schemas/Money"}
    schemas = loaded.document["components"]["schemas"]
    assert schemas["Money"]["properties"]["currency"] == {"$ref": "#/components/schemas/Currency"}
    assert schemas["Currency"] == {"type": "string", "enum": ["USD"]}
    assert "Unused" not in schemas


def test_a_part_may_refer_to_another_part(tmp_path: Path):
    part = """
components: {schemas: {Price: {$ref: 'shared.yaml#/components/schemas/Money'}}}
"""
    schema = refer("parts/prices.yaml#/components/schemas/Price")
    write(tmp_path, a=contract("A", "/a", schema), parts__prices=part, parts__shared=SHARED)
    [loaded] = load_contracts([tmp_path])
    assert loaded.document["components"]["schemas"].keys() == {"Price", "Money", "Currency"}


def test_two_contracts_share_a_part_without_sharing_objects(tmp_path: Path):
    schema = refer("parts/shared.yaml#/components/schemas/Money")
    write(
        tmp_path,
        a=contract("A", "/a", schema),
        b=contract("B", "/b", schema),
        parts__shared=SHARED,
    )
    first, second = load_contracts([tmp_path])
    money = first.document["components"]["schemas"]["Money"]
    assert money == second.document["components"]["schemas"]["Money"]
    assert money is not second.document["components"]["schemas"]["Money"]


@pytest.mark.parametrize(
    ("pointer", "code"),
    [
        ("parts/shared.yaml#/components/schemas/Lost", "missing-reference"),
        ("parts/lost.yaml#/components/schemas/Money", "missing-reference"),
        ("#/components/schemas/Lost", "missing-reference"),
        ("Lost", "missing-reference"),
        ("../outside.yaml", "reference-outside"),
        ("parts/broken.yaml", "unreadable-reference"),
        ("https://schemas.example/money.json", "remote-reference"),
        ("#/components/schemas/Round", "circular-reference"),
    ],
)
def test_what_needs_a_reference_to_nothing_cannot_be_served(
    tmp_path: Path, pointer: str, code: str
):
    around = "components: {schemas: {Round: {$ref: '#/components/schemas/Round'}}}"
    folder = tmp_path / "contracts"
    folder.mkdir()
    write(folder, a=contract("A", "/a", refer(pointer), around), parts__broken="{")
    write(folder, parts__shared=SHARED)
    write(tmp_path, outside="type: string")
    [loaded] = load_contracts([folder])
    found = [each for each in loaded.findings if each.code == code]
    assert any(each.pointer.endswith("/schema/$ref") for each in found)
    assert {f"'{pointer}'" in each.sentence for each in found} == {True}
    [operation] = loaded.operations
    assert f"'{pointer}'" in operation.definition["x-paydrill-unservable"]


def test_what_does_not_need_a_reference_to_nothing_is_served(tmp_path: Path):
    more = """
  /b: {get: {responses: {'200': {description: Fine.}}}}
  /c: {get: {responses: {'200': {$ref: '#/components/responses/C'}}}}
components:
  responses: {C: {description: d, content: {x/y: {schema: {$ref: '#/components/schemas/D'}}}}}
  schemas: {D: {properties: {e: {$ref: '#/components/schemas/Lost'}}}}
"""
    write(tmp_path, a=contract("A", "/a", "{}", more))
    [loaded] = load_contracts([tmp_path])
    unservable = {
        each.template: "x-paydrill-unservable" in each.definition for each in loaded.operations
    }
    assert unservable == {"/a": False, "/b": False, "/c": True}


@pytest.mark.parametrize(
    ("schema", "place", "words"),
    [
        ("{type: integer, default: x}", "/default", "must be an integer"),
        (
            "{type: object, properties: {a: {type: array, items: {enum: [a], default: b}}}}",
            "/properties/a/items/default",
            "must be one of a",
        ),
        (
            "{allOf: [{type: object, additionalProperties: {type: string, default: 7}}]}",
            "/allOf/0/additionalProperties/default",
            "must be a string",
        ),
        (
            "{type: object, properties: {n: {type: integer}}, default: {n: x}}",
            "/default",
            "/n must be an integer",
        ),
        (
            "{allOf: [{$ref: 'parts/shared.yaml#/components/schemas/Currency'}], default: EUR}",
            "/default",
            "must be one of USD",
        ),
    ],
    ids=["a schema", "items", "additionalProperties", "a field", "a reference"],
)
def test_a_default_that_its_schema_refuses_is_ignored(
    tmp_path: Path, schema: str, place: str, words: str
):
    write(tmp_path, a=contract("A", "/a", schema), parts__shared=SHARED)
    [loaded] = load_contracts([tmp_path])
    [finding] = findings_of(loaded)
    assert (finding.code, finding.sentence) == ("default-of-wrong-type", f"the default {words}")
    at = "/paths/~1a/get/responses/200/content/application~1json/schema"
    assert finding.pointer == at + place
    with pytest.raises(LookupError):
        node_at(loaded.raised, steps_of(finding.pointer))


def test_a_default_is_looked_at_where_nothing_refers_to_it(tmp_path: Path):
    own = """
components:
  schemas: {Unused: {type: boolean, default: 1}}
  parameters: {Unused: {name: n, in: query, schema: {type: boolean, default: 2}}}
"""
    write(tmp_path, a=contract("A", "/a", "{}", own))
    [loaded] = load_contracts([tmp_path])
    assert {each.pointer for each in findings_of(loaded)} == {
        "/components/schemas/Unused/default",
        "/components/parameters/Unused/schema/default",
    }


@pytest.mark.parametrize(
    "schema",
    [
        "{type: integer, nullable: true, default: null}",
        "{type: object, properties: {default: {type: integer}}, default: {default: 1}}",
        "{type: object, example: {schema: {type: integer, default: x}}}",
    ],
    ids=["null", "a field called default", "an example"],
)
def test_what_is_no_unfit_default_is_let_be(tmp_path: Path, schema: str):
    write(tmp_path, a=contract("A", "/a", schema))
    [loaded] = load_contracts([tmp_path])
    assert findings_of(loaded) == []


def test_a_component_of_the_same_name_from_elsewhere_gets_another_name(tmp_path: Path):
    own = "components: {schemas: {Money: {type: string}}}"
    schema = refer("parts/shared.yaml#/components/schemas/Money")
    write(tmp_path, a=contract("A", "/a", schema, own), parts__shared=SHARED)
    [loaded] = load_contracts([tmp_path])
    media = loaded.document["paths"]["/a"]["get"]["responses"]["200"]["content"]
    assert media["application/json"]["schema"] == {"$ref": "#/components/schemas/Money-2"}
    assert loaded.document["components"]["schemas"]["Money"] == {"type": "string"}


@pytest.mark.parametrize("other", ["/x", "/x/{name}"])
def test_of_two_contracts_with_one_path_the_second_is_below_its_name(tmp_path: Path, other: str):
    first = other.replace("name", "id")
    write(tmp_path, a=contract("A", first, "{}"), b=contract("B", other, "{}"))
    one, two = load_contracts([tmp_path])
    assert (one.base_path, two.base_path) == ("", "/b")
    assert [each.path for each in two.operations] == [f"/b{other}"]
    assert "path-taken" in {each.code for each in two.findings}


def test_the_same_path_under_two_base_paths_is_no_clash(tmp_path: Path):
    servers = "servers: [{url: /v2}]"
    write(tmp_path, a=contract("A", "/x", "{}"), b=contract("B", "/x", "{}", servers))
    assert [each.base_path for each in load_contracts([tmp_path])] == ["", "/v2"]


def test_an_operation_id_of_another_contract_is_not_used_again(tmp_path: Path):
    first, second = (contract(name, f"/{name}", "{}") for name in "ab")
    twice = [
        text.replace("responses:", "operationId: x.y\n      responses:", 1)
        for text in (first, second)
    ]
    write(tmp_path, a=twice[0], b=twice[1])
    one, two = load_contracts([tmp_path])
    assert [each.id for each in (*one.operations, *two.operations)] == ["x.y", "b.get/b"]
    [finding] = [each for each in two.findings if each.code == "duplicate-operation-id"]
    assert "x.y" in finding.sentence


def test_all_that_cannot_be_read_is_told_at_once(tmp_path: Path):
    write(tmp_path, a="openapi: [", b=contract("B", "/b", refer("lost.yaml")), c="{")
    assert len(problems_of(tmp_path)) == 2


def test_a_date_in_an_example_stays_text(tmp_path: Path):
    write(tmp_path, a=contract("A", "/a", "{type: string, example: 2026-01-27}"))
    [loaded] = load_contracts([tmp_path])
    media = loaded.document["paths"]["/a"]["get"]["responses"]["200"]["content"]
    assert media["application/json"]["schema"]["example"] == "2026-01-27"


def test_operations_come_in_the_order_of_the_document(tmp_path: Path):
    methods = ["put", "get", "trace", "post", "delete", "head", "patch", "options"]
    answers = "{responses: {default: {description: d}}}"
    item = "\n".join(f"    {method}: {answers}" for method in methods)
    info = '{title: A, version: "1"}'
    write(tmp_path, a=f"openapi: 3.0.3\ninfo: {info}\npaths:\n  /a:\n{item}\n")
    [loaded] = load_contracts([tmp_path])
    assert [operation.method for operation in loaded.operations] == methods


def test_only_contracts_are_taken_for_contracts(tmp_path: Path):
    write(tmp_path, a=contract("A", "/a", "{}"))
    for name in ("events.asyncapi.yaml", "scenario.schema.json", "notes.txt"):
        (tmp_path / name).write_text("{}", encoding="utf-8")
    assert [each.name for each in load_contracts([tmp_path])] == ["a"]
