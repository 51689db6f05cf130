"""What Connexion gets of the contracts: nothing but paths, methods, ids and security."""

from pathlib import Path
from typing import Any

import pytest

from paydrill.openapi.documents import load_contracts
from paydrill.openapi.security import checkable_schemes
from paydrill.openapi.skeleton import skeleton
from paydrill.settings import Settings

CONTRACT = """
openapi: 3.0.3
info: {{title: A contract, version: 1.0.0}}
servers: [{{url: {base}}}]
paths:
  /{path}/{{id}}:
    get:
      parameters: [{{name: id, in: path, required: true, schema: {{type: integer}}}}]
      responses:
        '200':
          description: Fine.
          content: {{application/json: {{schema: {{$ref: '#/components/schemas/Node'}}}}}}
{more}
components:
  schemas:
    Node: {{type: object, properties: {{next: {{$ref: '#/components/schemas/Node'}}}}}}
  securitySchemes:
    key: {{type: apiKey, in: header, name: X-Key, x-apikeyInfoFunc: shop.keys.check}}
    digest: {{$ref: '#/components/securitySchemes/hidden'}}
    hidden: {{type: http, scheme: Digest}}
    oauth: {{type: oauth2, flows: {{clientCredentials: {{tokenUrl: /token, scopes: {{pay: ''}}}}}}}}
"""


def read(folder: Path, **more: tuple[str, str]) -> dict[str, Any]:
    for name, (base, security) in more.items():
        text = CONTRACT.format(base=base, path=name, more=security)
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return {each.name: skeleton(each) for each in load_contracts([folder])}


def test_contracts_of_one_base_path_have_a_document_each(tmp_path: Path):
    found = read(tmp_path, a=("/", ""), b=("/", ""), c=("/v2/", ""))
    assert {name: list(each["paths"]) for name, each in found.items()} == {
        "a": ["/a/{id}"],
        "b": ["/b/{id}"],
        "c": ["/c/{id}"],
    }


def test_of_an_operation_there_is_its_id_and_its_security(tmp_path: Path):
    found = read(tmp_path, a=("/", "security: [{oauth: [pay]}]"))
    operation = {"operationId": "a.get/a/{id}", "security": [{"oauth": ["pay"]}]}
    assert found["a"]["paths"] == {"/a/{id}": {"get": operation}}


def test_every_scheme_has_a_form_that_is_checked(tmp_path: Path):
    found = read(tmp_path, a=("/", "security: [{digest: [], unknown: []}, {unknown: []}]"))["a"]
    schemes = found["components"]["securitySchemes"]
    assert schemes["digest"] == {"type": "authorization", "form": "digest"}
    assert schemes["oauth"] == {"type": "authorization", "form": "bearer"}
    assert schemes["key"]["x-apikeyInfoFunc"] == "shop.keys.check"
    # What names a scheme without a definition is left out.
    assert found["paths"]["/a/{id}"]["get"]["security"] == [{"digest": []}]


def test_a_clients_certificate_is_not_asked_for():
    schemes = {"certificate": {"type": "mutualTLS"}}
    assert checkable_schemes({"components": {"securitySchemes": schemes}}) == {}


@pytest.mark.parametrize("word", ["schema", "$ref", "parameters", "responses", "requestBody"])
def test_nothing_of_schemas_is_left(word: str):
    assert f"'{word}'" not in str([skeleton(each) for each in load_contracts(Settings.contracts)])
