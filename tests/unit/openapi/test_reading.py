"""What is a document at all, and how its text is read."""

import json
from pathlib import Path

import pytest

from paydrill.openapi.documents import ContractError, ContractFile, load_contracts
from tests.unit.openapi.one_contract import codes, loaded, operation

BOMB = "a0: &a0 [x]\n" + "".join(
    f"a{level + 1}: &a{level + 1} [{f'*a{level}, ' * 9}]\n" for level in range(9)
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "line 2, column 1"),
        ("- 1\n", "is not an OpenAPI document"),
        ("openapi: 3.0.0\nx: " + "[" * 100_000, "is nested deeper than 200 levels"),
        (BOMB, "aliases"),
        ("a: &a [*a]\n", "line 1: has an alias 'a'"),
        (
            '{"openapi": "3.0.3", "x": [0' + ",0" * 2_000_000 + "]}",
            "has more than 2,000,000 values",
        ),
    ],
)
def test_what_cannot_be_read_is_told_in_a_line(tmp_path: Path, text: str, words: str):
    file = tmp_path / "a.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ContractError) as caught:
        load_contracts((), [ContractFile(file)])
    [problem] = caught.value.problems
    assert problem.startswith(f"{file}: ")
    assert words in problem
    assert "\n" not in problem


def test_a_contract_of_webhooks_alone_is_served_without_operations(tmp_path: Path):
    file = tmp_path / "a.yaml"
    text = "openapi: 3.1.0\ninfo: {title: A, version: '1'}\nwebhooks: {paid: {post: {}}}\n"
    file.write_text(text, encoding="utf-8")
    [contract] = load_contracts((), [ContractFile(file)])
    assert not contract.operations


def test_a_folder_is_served_beside_what_else_is_in_it(tmp_path: Path):
    (tmp_path / "package.json").write_text('{"name": "a"}', encoding="utf-8")
    (tmp_path / ".spectral.yaml").write_text("extends: spectral:oas\n", encoding="utf-8")
    (tmp_path / "A.YAML").write_bytes(b"\xef\xbb\xbf" + operation("summary: s").encode())
    assert [each.name for each in load_contracts([tmp_path])] == ["A"]


def test_a_key_may_override_one_that_is_merged(tmp_path: Path):
    more = """
x-a: &a {type: string, maxLength: 5}
x-b: &b {maxLength: 6, minLength: 1}
components:
  schemas:
    A: {<<: *a, maxLength: 2}
    B: {maxLength: 2, <<: *a}
    C: {<<: [*a, *b], type: integer}
    D: {<<: *a, type: integer, type: number}
"""
    contract = loaded(tmp_path, operation("summary: s", more=more))
    assert [each.pointer for each in contract.findings] == ["/components/schemas/D/type"]
    schemas = contract.raised["components"]["schemas"]
    assert schemas["A"] == schemas["B"] == {"type": "string", "maxLength": 2}
    assert schemas["C"] == {"type": "integer", "maxLength": 5, "minLength": 1}


def test_a_key_that_stands_twice_counts_the_last_time(tmp_path: Path):
    twice = operation("summary: a, summary: b")
    contract = loaded(tmp_path, twice)
    assert codes(contract) == {"duplicate-key"}
    assert contract.operations[0].summary == "b"
    as_json = json.dumps(contract.raised)[:-1] + ', "openapi": "3.0.3"}'
    assert codes(loaded(tmp_path, as_json, "a.json")) == {"duplicate-key"}
