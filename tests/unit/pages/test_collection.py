"""The collection for Postman: each request is of an operation, and no operation is forgotten."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from paydrill.openapi.operation import Operation
from paydrill.pages.collection import collection
from tests.our_contracts import OUR_CONTRACTS

OPERATIONS = {each.id: each for contract in OUR_CONTRACTS for each in contract.operations}
URL = "http://localhost:8000/~checkout-7"


def requests(items: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Every request, in order, with its scripts."""
    for item in items:
        if "item" in item:
            yield from requests(item["item"])
        else:
            yield item


def fits(operation: Operation, method: str, path: str) -> bool:
    pattern = re.sub(r"\\\{.*?\\\}", "[^/]+", re.escape(operation.path))
    return operation.method.upper() == method and re.fullmatch(pattern, path) is not None


def called() -> set[str]:
    """The operations that the collection calls."""
    operations = [*OPERATIONS.values()]
    found = set()
    for item in requests(collection(URL, OPERATIONS)["item"]):
        path = item["request"]["url"].removeprefix("{{baseUrl}}").partition("?")[0]
        fitting = [each for each in operations if fits(each, item["request"]["method"], path)]
        fitting.sort(key=lambda operation: operation.path.count("{"))
        assert fitting, item["name"]
        found.add(fitting[0].id)
    return found


@pytest.mark.parametrize("name", ["acquirer", "cards", "pix"])
def test_every_operation_of_a_service_is_called(name: str) -> None:
    assert called() >= {each for each in OPERATIONS if each.startswith(f"{name}.")}


def test_folders_are_those_whose_operations_are_served() -> None:
    served = {"pix.create_payment", "control.take_snapshot", "cards.list"}
    names = [each["name"] for each in collection(URL, served)["item"]]
    assert names == ["PIX", "Control"]
    assert "needs" not in str(collection(URL, served)["item"])


def test_it_calls_the_server_that_it_was_read_from() -> None:
    read = collection(URL, OPERATIONS)
    assert read["variable"] == [{"key": "baseUrl", "value": URL}]
    urls = [each["request"]["url"] for each in requests(read["item"])]
    assert len(urls) == 69
    assert [each for each in urls if not each.startswith("{{baseUrl}}/")] == []


def test_an_id_is_kept_before_it_is_needed() -> None:
    known = {"baseUrl", "$guid"}
    for item in requests(collection(URL, OPERATIONS)["item"]):
        text = str(item["request"])
        assert set(re.findall(r"\{\{([\w$]+)\}\}", text)) <= known, item["name"]
        known |= set(re.findall(r"collectionVariables\.set\('(\w+)'", str(item["event"])))
        assert "pm.test(" in str(item["event"])
