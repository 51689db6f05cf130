"""Operations that are left to Connexion, by either pipeline, are served as all others are."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contract.shop import CONTRACT, WAYS, Shop
from tests.in_process import Asked

KEY = "{name: Idempotency-Key, in: header, schema: {type: string}}"
FILTER = "{name: filter, in: query, style: deepObject, explode: true, schema: {type: object}}"


@pytest.fixture(params=WAYS)
def shop(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Shop]:
    opened = Shop(tmp_path, request.param, contract=CONTRACT.replace(KEY, FILTER))
    yield opened
    opened.server.close()


def test_head_is_get_without_the_body(shop: Shop):
    got = shop.server.ask(Asked("GET", "/shop/orders/o_1"))
    head = shop.server.ask(Asked("HEAD", "/shop/orders/o_1"))
    assert (got.status, head.status, head.body) == (200, 200, b"")
    assert head.headers["content-length"] == str(len(got.body))
    assert shop.counted == {("orders.show_order", 200): 2}
    assert [len(each.answer) for each in shop.recorder.kept("default").exchanges] == [
        len(got.body),
        0,
    ]


def test_other_methods_are_told_which_there_are(shop: Shop):
    options = shop.server.ask(Asked("OPTIONS", "/shop/orders/o_1"))
    deleted = shop.server.ask(Asked("DELETE", "/shop/orders/o_1"))
    assert (options.status, deleted.status) == (204, 405)
    assert options.headers["allow"] == deleted.headers["allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("path", ["o%0A1", "%0A", "/o_1", "o_1/", "o%2F1"])
def test_nothing_is_done_at_paths_that_connexion_reads_in_two_ways(shop: Shop, path: str):
    answer = shop.server.ask(Asked("GET", f"/shop/orders/{path}"))
    assert (answer.status, answer.json()["code"]) == (404, "not_found")
    assert shop.taken == 0
