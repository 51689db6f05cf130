"""Operations of a shape that cannot be compiled yet: all but they are served."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.shop import CONTRACT, Shop
from tests.in_process import Asked, as_json

KEY = "{name: Idempotency-Key, in: header, schema: {type: string}}"
FILTER = "{name: filter, in: query, style: deepObject, explode: true, schema: {type: object}}"


@pytest.fixture(params=["batch", "asgi"])
def shop(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Shop]:
    opened = Shop(tmp_path, request.param, contract=CONTRACT.replace(KEY, FILTER))
    yield opened
    opened.server.close()


def test_they_are_refused_as_not_implemented(shop: Shop):
    answer = shop.server.ask(Asked("GET", "/shop/orders/o_1"))
    assert (answer.status, answer.json()["code"]) == (501, "not_implemented")
    assert shop.counted == {("orders.show_order", 501): 1}
    assert shop.taken == 0


def test_the_others_are_served(shop: Shop):
    made = shop.server.ask(as_json("POST", "/shop/orders", {}))
    assert made.json()["code"] == "contract_broken"  # its handler was called


def test_other_methods_are_told_which_there_are(shop: Shop):
    options = shop.server.ask(Asked("OPTIONS", "/shop/orders/o_1"))
    deleted = shop.server.ask(Asked("DELETE", "/shop/orders/o_1"))
    assert (options.status, deleted.status) == (204, 405)
    assert options.headers["allow"] == deleted.headers["allow"] == "GET, HEAD, OPTIONS"
