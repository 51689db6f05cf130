"""What formats and patterns say of values, whatever the validator makes of them."""

from pathlib import Path
from typing import Any

import pytest

from paydrill.openapi.directions import REQUEST, RESPONSE, Direction, needs_fitting
from tests.unit.openapi.one_contract import FINE, HEAD, codes, loaded


def of(folder: Path, schema: str) -> tuple[dict[str, Any], set[str]]:
    """A schema as it is raised, and the codes of what is found in it."""
    paths = f"paths: {{/a: {{get: {{operationId: a, {FINE}}}}}}}\n"
    contract = loaded(folder, f"{HEAD}{paths}components: {{schemas: {{It: {schema}}}}}\n")
    return contract.raised["components"]["schemas"]["It"], codes(contract)


@pytest.mark.parametrize(
    ("schema", "least", "most"),
    [
        ("{type: integer, format: int32}", -(2**31), 2**31 - 1),
        ("{type: integer, format: int64, nullable: true}", -(2**63), 2**63 - 1),
        ("{type: integer, format: uint8}", 0, 255),
        ("{type: integer, format: int32, minimum: 1}", 1, 2**31 - 1),
        ("{type: integer, format: int32, minimum: 1, maximum: 9999999999}", 1, 9999999999),
        ("{type: string, format: int64}", None, None),
        ("{type: integer, format: unix-time}", None, None),
    ],
)
def test_an_integer_holds_the_bits_of_its_format(
    tmp_path: Path, schema: str, least: int | None, most: int | None
):
    raised, found = of(tmp_path, schema)
    assert (raised.get("minimum"), raised.get("maximum")) == (least, most)
    assert not found


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("/^a$/", "^a$"),
        (r"/^\d{11}/g", r"^\d{11}"),
        ("/b$/u", "b$"),
        ("/^a$/i", "/^a$/i"),
        ("/v1/", "/v1/"),
        ("^/a/$", "^/a/$"),
    ],
)
def test_a_pattern_in_slashes_means_what_stands_between(tmp_path: Path, written: str, meant: str):
    raised, found = of(tmp_path, f"{{type: string, pattern: '{written}'}}")
    assert found == ({"pattern-in-slashes"} if meant != written else set())
    document = {"components": {"schemas": {"It": {"properties": {"it": raised}}}}}
    assert needs_fitting(document) is (meant != written)
    for keyword, pattern in ((REQUEST, meant), (RESPONSE, written)):
        [fitted] = Direction(document, keyword).document["components"]["schemas"].values()
        assert fitted["properties"]["it"]["pattern"] == pattern
