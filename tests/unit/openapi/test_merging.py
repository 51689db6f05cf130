"""Contracts of one base path become one document for Connexion."""

from copy import deepcopy
from pathlib import Path

from paydrill.openapi.documents import load_contracts, merge


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


def refer(pointer: str) -> str:
    return f"{{$ref: '{pointer}'}}"


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
    before = deepcopy(loaded[0].document)
    merge(loaded)
    assert loaded[0].document == before
    assert loaded[0].document["components"]["schemas"].keys() == {"Payment"}


def test_security_stays_with_the_contract_that_asks_for_it(tmp_path: Path):
    secured = """
security: [{key: []}]
components: {securitySchemes: {key: {type: http, scheme: bearer}}}"""
    write(tmp_path, a=contract("A", "/a", "{}", secured), b=contract("B", "/b", "{}"))
    paths = merge(load_contracts(tmp_path))[""]["paths"]
    assert paths["/a"]["get"]["security"] == [{"a.key": []}]
    assert paths["/b"]["get"]["security"] == []
