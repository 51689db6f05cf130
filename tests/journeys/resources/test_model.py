"""Resources of generated contracts, against a plain dictionary: every answer is the one it has."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paydrill.app import build
from paydrill.openapi.sources import Source
from paydrill.settings import Settings
from tests.in_process import Asked, InProcess, as_json

IDS: dict[str, Any] = {
    "example": {"type": "string", "example": "ord_7Hq2"},
    "uuid": {"type": "string", "format": "uuid"},
    "pattern": {"type": "string", "pattern": "^[A-Z]{3}-[0-9]{6}$"},
    "number": {"type": "integer", "minimum": 1},
    "plain": {"type": "string"},
}
LISTS = ("array", "data", "nested")
PAGINGS = ("none", "limit", "pages", "cursor", "offset")
CHANGES = ("patch", "put", "post")


class Variant(NamedTuple):
    """A contract: its ids, its lists and their pages, how it changes things, and how deep."""

    ids: str
    lists: str
    paging: str
    change: str
    is_owned: bool


def contract(variant: Variant) -> dict[str, Any]:
    """A contract of orders, perhaps in shops."""
    one = {"$ref": "#/components/schemas/Order"}
    sent = {"$ref": "#/components/schemas/Sent"}
    items = {"type": "array", "items": one}
    page = {
        "array": items,
        "data": _object({"data": items, "has_more": {"type": "boolean"}, "next": _TEXT}, "data"),
        "nested": _object(
            {"result": _object({"orders": items}, "orders"), "total": {"type": "integer"}}, "result"
        ),
    }[variant.lists]
    above = "/shops/{shop}" if variant.is_owned else ""
    shop = [_path("shop", _TEXT)] if variant.is_owned else []
    id_ = _path("id", IDS[variant.ids])
    paths = {
        f"{above}/orders": {
            "parameters": shop,
            "post": {"requestBody": _body(sent), "responses": {"201": _answer(one)}},
            "get": {
                "parameters": [_query(name, kind) for name, kind in _PAGING[variant.paging]],
                "responses": {"200": _answer(page)},
            },
        },
        f"{above}/orders/{{id}}": {
            "parameters": [*shop, id_],
            "get": {"responses": {"200": _answer(one)}},
            variant.change: {"requestBody": _body(sent), "responses": {"200": _answer(one)}},
            "delete": {"responses": {"204": {"description": "Gone."}}},
        },
    }
    fields = {"amount": {"type": "integer"}, "note": _TEXT}
    schemas = {
        "Order": _object({"id": IDS[variant.ids], **fields}, "id", "amount"),
        "Sent": _object(fields, "amount") | {"additionalProperties": False},
    }
    info = {"title": "Shop", "version": "1"}
    return {"openapi": "3.1.0", "info": info, "paths": paths, "components": {"schemas": schemas}}


_TEXT = {"type": "string"}
_PAGING: dict[str, list[tuple[str, str]]] = {
    "none": [],
    "limit": [("limit", "integer"), ("starting_after", "string")],
    "pages": [("page", "integer"), ("per_page", "integer")],
    "cursor": [("page_token", "string"), ("page_size", "integer")],
    "offset": [("offset", "integer"), ("limit", "integer")],
}


def _object(properties: dict[str, Any], *required: str) -> dict[str, Any]:
    return {"type": "object", "required": list(required), "properties": properties}


def _path(name: str, schema: Any) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _query(name: str, kind: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": {"type": kind}}


def _body(schema: Any) -> dict[str, Any]:
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def _answer(schema: Any) -> dict[str, Any]:
    return {"description": "Fine.", "content": {"application/json": {"schema": schema}}}


class Shop:
    """A server of one contract, and the dictionary that it must be like."""

    def __init__(self, variant: Variant, file: Path) -> None:
        self.variant = variant
        file.write_text(json.dumps(contract(variant)), encoding="utf-8")
        sources = (Source(str(file)),)
        served = Settings(store="memory:", contracts=(), sources=sources, unknown_ids="404")
        self.server = InProcess(build(served).application, "batch")
        self.model: dict[str, dict[str, dict[str, Any]]] = {}

    def path(self, shop: str, id_: Any = None) -> str:
        above = f"/shops/{shop}" if self.variant.is_owned else ""
        return f"{above}/orders" + (f"/{id_}" if id_ is not None else "")

    def orders(self, shop: str) -> dict[str, dict[str, Any]]:
        return self.model.setdefault(shop if self.variant.is_owned else "", {})

    def create(self, shop: str, sent: dict[str, Any]) -> None:
        answer = self.server.ask(as_json("POST", self.path(shop), sent))
        assert answer.status == 201, answer
        made = answer.json()
        orders = self.orders(shop)
        assert str(made["id"]) not in orders
        assert made.items() >= sent.items()
        orders[str(made["id"])] = made

    def change(self, shop: str, id_: str, sent: dict[str, Any]) -> None:
        answer = self.server.ask(as_json(self.variant.change.upper(), self.path(shop, id_), sent))
        orders = self.orders(shop)
        assert answer.status == (200 if id_ in orders else 404), answer
        if id_ in orders:
            kept = {"id": orders[id_]["id"]} if self.variant.change == "put" else orders[id_]
            orders[id_] = answer.json()
            assert orders[id_] == kept | sent

    def delete(self, shop: str, id_: str) -> None:
        answer = self.server.ask(Asked("DELETE", self.path(shop, id_)))
        assert answer.status == (204 if self.orders(shop).pop(id_, None) else 404)

    def show(self, shop: str, id_: str) -> None:
        answer = self.server.ask(Asked("GET", self.path(shop, id_)))
        known = self.orders(shop).get(id_)
        assert (answer.status, known) == (404, None) or answer.json() == known

    def listed(self, shop: str) -> None:
        found = [each for page in self.pages(shop) for each in page]
        assert found == list(self.orders(shop).values())

    def pages(self, shop: str) -> Iterator[list[dict[str, Any]]]:
        """The pages of a list, in the way that its clients walk them."""
        queries = {
            "none": lambda _, __: "",
            "limit": lambda _, last: "?limit=2" + (f"&starting_after={last}" if last else ""),
            "pages": lambda number, _: f"?page={number + 1}&per_page=2",
            "cursor": lambda _, last: "?page_size=2" + (f"&page_token={last}" if last else ""),
            "offset": lambda number, _: f"?offset={2 * number}&limit=2",
        }
        last: Any = None
        for number in range(len(self.orders(shop)) + 1):
            query = queries[self.variant.paging](number, last)
            answer = self.server.ask(Asked("GET", self.path(shop) + query))
            assert answer.status == 200, answer
            body = answer.json()
            items = {
                "array": lambda body: body,
                "data": lambda body: body["data"],
                "nested": lambda body: body["result"]["orders"],
            }[self.variant.lists](body)
            if self.variant.lists == "nested":
                assert body.get("total", len(self.orders(shop))) == len(self.orders(shop))
            yield items
            if self.variant.paging == "none" or len(items) < 2:
                return
            last = items[-1]["id"]


AMOUNT = st.integers(0, 10**9)
SENT = st.fixed_dictionaries({"amount": AMOUNT}, optional={"note": st.text("abc é", min_size=1)})
STEP = st.tuples(
    st.sampled_from(["create", "create", "change", "delete", "show", "listed"]),
    st.sampled_from(["s1", "s2"]),
    st.integers(0, 9),
    SENT,
)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that each example's contract is written to."""
    return tmp_path_factory.mktemp("model") / "shop.json"


@settings(max_examples=40, deadline=None)
@given(
    variant=st.builds(
        Variant,
        st.sampled_from(sorted(IDS)),
        st.sampled_from(LISTS),
        st.sampled_from(PAGINGS),
        st.sampled_from(CHANGES),
        st.booleans(),
    ),
    steps=st.lists(STEP, min_size=5, max_size=30),
)
def test_a_contract_is_like_a_dictionary(
    file: Path, variant: Variant, steps: list[tuple[str, str, int, dict[str, Any]]]
) -> None:
    shop = Shop(variant, file)
    for step, name, number, sent in steps:
        known = sorted(shop.orders(name))
        id_ = known[number % len(known)] if known and number else _unknown(variant)
        match step:
            case "create":
                shop.create(name, sent)
            case "change":
                shop.change(name, id_, sent)
            case "listed":
                shop.listed(name)
            case _:
                getattr(shop, step)(name, id_)
    shop.server.close()


def _unknown(variant: Variant) -> str:
    return {
        "uuid": "00000000-0000-4000-8000-000000000000",
        "pattern": "ABC-000000",
        "number": "1",
    }.get(variant.ids, "nobody")
