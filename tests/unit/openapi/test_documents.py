"""Contract files, read and bundled: what they refer to comes along, and clashes are told."""

from pathlib import Path

import pytest

from paydrill.openapi.documents import Contract, ContractError, load_contracts, merge

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
        load_contracts(folder)
    return caught.value.problems


def refer(pointer: str) -> str:
    return f"{{$ref: '{pointer}'}}"


def test_what_a_contract_refers_to_comes_along(tmp_path: Path):
    schema = refer("parts/shared.yaml#/components/schemas/Money")
    write(tmp_path, a=contract("A", "/a", schema), parts__shared=SHARED)
    [loaded] = load_contracts(tmp_path)
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
    [loaded] = load_contracts(tmp_path)
    assert loaded.document["components"]["schemas"].keys() == {"Price", "Money", "Currency"}


def test_two_contracts_share_a_part_without_sharing_objects(tmp_path: Path):
    schema = refer("parts/shared.yaml#/components/schemas/Money")
    write(
        tmp_path,
        a=contract("A", "/a", schema),
        b=contract("B", "/b", schema),
        parts__shared=SHARED,
    )
    first, second = load_contracts(tmp_path)
    money = first.document["components"]["schemas"]["Money"]
    assert money == second.document["components"]["schemas"]["Money"]
    assert money is not second.document["components"]["schemas"]["Money"]


@pytest.mark.parametrize(
    ("pointer", "words"),
    [
        ("parts/shared.yaml#/components/schemas/Lost", "points at nothing"),
        ("parts/lost.yaml#/components/schemas/Money", "lost.yaml"),
        ("parts/shared.yaml", "components is not a field"),
        ("parts/shared.yaml#/components", "schemas is not a field"),
        ("#/components/schemas/Lost", "#/components/schemas/Lost"),
    ],
)
def test_a_reference_to_nothing_is_told(tmp_path: Path, pointer: str, words: str):
    write(tmp_path, a=contract("A", "/a", refer(pointer)), parts__shared=SHARED)
    [problem] = problems_of(tmp_path)
    assert problem.startswith(f"{tmp_path / 'a.yaml'}: ")
    assert words in problem


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ("{type: integer, default: x}", "schema → default must be an integer, not 'x'"),
        (
            "{type: object, properties: {a: {type: array, items: {enum: [a], default: b}}}}",
            "properties → a → items → default must be one of a, not 'b'",
        ),
        (
            "{allOf: [{type: object, additionalProperties: {type: string, default: 7}}]}",
            "allOf → 0 → additionalProperties → default must be a string, not 7",
        ),
        (
            "{type: object, properties: {n: {type: integer}}, default: {n: x}}",
            "schema → default → n must be an integer, not 'x'",
        ),
        (
            "{allOf: [{$ref: 'parts/shared.yaml#/components/schemas/Currency'}], default: EUR}",
            "schema → default must be one of USD, not 'EUR'",
        ),
    ],
    ids=["a schema", "items", "additionalProperties", "a field", "a reference"],
)
def test_a_default_that_its_schema_refuses_is_told(tmp_path: Path, schema: str, words: str):
    write(tmp_path, a=contract("A", "/a", schema), parts__shared=SHARED)
    [problem] = problems_of(tmp_path)
    assert problem.startswith(f"{tmp_path / 'a.yaml'}: is not OpenAPI 3.0: paths → /a → get → ")
    assert words in problem


def test_a_default_is_looked_at_where_nothing_refers_to_it(tmp_path: Path):
    own = """
components:
  schemas: {Unused: {type: boolean, default: 1}}
  parameters: {Unused: {name: n, in: query, schema: {type: boolean, default: 2}}}
"""
    write(tmp_path, a=contract("A", "/a", "{}", own))
    [problem] = problems_of(tmp_path)
    assert "schemas → Unused → default must be a boolean, not 1; " in problem
    assert "parameters → Unused → schema → default must be a boolean, not 2" in problem


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
    assert len(load_contracts(tmp_path)) == 1


def test_a_path_declared_twice_is_told(tmp_path: Path):
    write(tmp_path, a=contract("A", "/x", "{}"), b=contract("B", "/x", "{}"))
    assert any("/x" in problem and "a.yaml" in problem for problem in problems_of(tmp_path))


def test_the_same_path_under_two_base_paths_is_no_clash(tmp_path: Path):
    servers = "servers: [{url: /v2}]"
    write(tmp_path, a=contract("A", "/x", "{}"), b=contract("B", "/x", "{}", servers))
    assert [each.base_path for each in load_contracts(tmp_path)] == ["", "/v2"]


def test_paths_that_differ_in_the_name_of_a_parameter_clash(tmp_path: Path):
    write(tmp_path, a=contract("A", "/x/{id}", "{}"), b=contract("B", "/x/{name}", "{}"))
    assert any("/x/{name}" in problem for problem in problems_of(tmp_path))


def test_an_operation_id_declared_twice_is_told(tmp_path: Path):
    first, second = (contract(name, f"/{name}", "{}") for name in "ab")
    twice = [
        text.replace("responses:", "operationId: x.y\n      responses:", 1)
        for text in (first, second)
    ]
    write(tmp_path, a=twice[0], b=twice[1])
    [problem] = problems_of(tmp_path)
    assert "x.y" in problem


def test_everything_that_is_wrong_is_told_at_once(tmp_path: Path):
    write(
        tmp_path, a="- 1\n", b=contract("B", "/b", refer("lost.yaml#/components/schemas/A")), c="{"
    )
    assert len(problems_of(tmp_path)) == 3


def test_a_date_in_an_example_stays_text(tmp_path: Path):
    write(tmp_path, a=contract("A", "/a", "{type: string, example: 2026-01-27}"))
    [loaded] = load_contracts(tmp_path)
    media = loaded.document["paths"]["/a"]["get"]["responses"]["200"]["content"]
    assert media["application/json"]["schema"]["example"] == "2026-01-27"


def test_operations_come_in_the_order_of_the_document(tmp_path: Path):
    methods = ["put", "get", "trace", "post", "delete", "head", "patch", "options"]
    answers = "{responses: {default: {description: d}}}"
    item = "\n".join(f"    {method}: {answers}" for method in methods)
    info = '{title: A, version: "1"}'
    write(tmp_path, a=f"openapi: 3.0.3\ninfo: {info}\npaths:\n  /a:\n{item}\n")
    [loaded] = load_contracts(tmp_path)
    assert [operation.method for operation in loaded.operations] == methods


def test_only_contracts_are_taken_for_contracts(tmp_path: Path):
    write(tmp_path, a=contract("A", "/a", "{}"))
    for name in ("events.asyncapi.yaml", "scenario.schema.json", "notes.txt"):
        (tmp_path / name).write_text("{}", encoding="utf-8")
    assert [each.name for each in load_contracts(tmp_path)] == ["a"]


def test_contracts_of_one_base_path_become_one_document(tmp_path: Path):
    own = "components: {schemas: {Payment: {type: %s}}}"
    schema = refer("#/components/schemas/Payment")
    write(
        tmp_path,
        a=contract("A", "/a", schema, own % "string"),
        b=contract("B", "/b", schema, own % "integer"),
        c=contract("C", "/c", schema, own % "object" + "\nservers: [{url: /v2/}]"),
    )
    merged = merge(load_contracts(tmp_path))
    assert merged.keys() == {"", "/v2"}
    assert merged[""]["paths"].keys() == {"/a", "/b"}
    assert merged[""]["components"]["schemas"] == {
        "a.Payment": {"type": "string"},
        "b.Payment": {"type": "integer"},
    }
    content = merged[""]["paths"]["/b"]["get"]["responses"]["200"]["content"]
    assert content["application/json"]["schema"] == {"$ref": "#/components/schemas/b.Payment"}


def test_merging_leaves_the_contracts_as_they_are(tmp_path: Path):
    own = "components: {schemas: {Payment: {type: string}}}"
    write(tmp_path, a=contract("A", "/a", refer("#/components/schemas/Payment"), own))
    loaded = load_contracts(tmp_path)
    before = Contract(loaded[0].name, loaded[0].file, dict(loaded[0].document))
    merge(loaded)
    assert loaded[0].document == before.document
    assert loaded[0].document["components"]["schemas"].keys() == {"Payment"}


def test_security_stays_with_the_contract_that_asks_for_it(tmp_path: Path):
    secured = """
security: [{key: []}]
components: {securitySchemes: {key: {type: http, scheme: bearer}}}"""
    write(tmp_path, a=contract("A", "/a", "{}", secured), b=contract("B", "/b", "{}"))
    paths = merge(load_contracts(tmp_path))[""]["paths"]
    assert paths["/a"]["get"]["security"] == [{"a.key": []}]
    assert paths["/b"]["get"]["security"] == []
