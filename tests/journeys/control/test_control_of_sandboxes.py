"""Sandboxes made, listed, looked at and deleted over HTTP, and a thousand of them at once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import httpx
import pytest

from tests.journeys.shopping import authorize, pointers, problem
from tests.server_process import IN_MEMORY, Server, running

CLIENTS = 32
SANDBOXES = 1000


@pytest.fixture(scope="module")
def own() -> Iterator[httpx.Client]:
    """A server of the module's own; each test uses names of its own."""
    with running(*IN_MEMORY) as server, httpx.Client(base_url=server.url, timeout=30) as client:
        yield client


def listed(own: httpx.Client, limit: int) -> list[str]:
    """Names of all sandboxes, read page by page."""
    names: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        query = {"limit": limit} | ({"cursor": cursor} if cursor else {})
        page = own.get("/_control/sandboxes", params=query).json()
        assert len(page["sandboxes"]) <= limit
        names += [each["name"] for each in page["sandboxes"]]
        cursor = page["next_cursor"]
    return names


def test_a_sandbox_is_made_used_reset_and_deleted(own: httpx.Client):
    asked = {"name": "checkout-7", "seed": 42, "now": "2030-01-01T00:00:00Z", "frozen": True}
    made = own.post("/_control/sandboxes", json=asked)
    assert made.status_code == 201
    began = {
        "name": "checkout-7",
        "records": 0,
        "events": 0,
        "scenario": "default",
        "seed": 42,
        "now": "2030-01-01T00:00:00.000Z",
        "frozen": True,
    }
    assert made.json() == began | {"last_used_at": made.json()["last_used_at"]}
    charge = own.post("/~checkout-7/payments", json={"value": 10}).json()
    own.post("/~checkout-7/_control/clock/advance", json={"by": "24h"})
    used = own.get("/_control/sandboxes/checkout-7").json()
    assert (used["records"], used["events"]) == (1, 2)
    assert used["now"] == "2030-01-02T00:00:00.000Z"
    assert own.post("/~checkout-7/_control/reset").json()["now"] == began["now"]
    again = own.get("/_control/sandboxes/checkout-7").json()
    assert again == began | {"last_used_at": again["last_used_at"]}
    assert own.post("/~checkout-7/payments", json={"value": 10}).json() == charge
    gone = own.delete("/_control/sandboxes/checkout-7")
    assert (gone.status_code, gone.content) == (204, b"")
    assert problem(own.get("/_control/sandboxes/checkout-7")) == (404, "sandbox_not_found")
    assert problem(own.delete("/_control/sandboxes/checkout-7")) == (404, "sandbox_not_found")
    assert own.get("/~checkout-7/_control/clock").json()["frozen"] is False


def test_sandboxes_are_listed_once_they_are_used(own: httpx.Client):
    for name in ("c", "a", "b"):
        own.post(f"/~{name}/payments", json={"value": 10})
    own.post("/_control/sandboxes", json={"name": "d"})
    names = listed(own, 100)
    assert names == sorted(names)
    assert {"a", "b", "c", "d"} <= set(names)
    assert listed(own, 2) == names


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({"name": None}, "/name"),
        ({"name": "Upper"}, "/name"),
        ({"name": "a" * 64}, "/name"),
        ({"name": "unmade", "seed": "42"}, "/seed"),
        ({"name": "unmade", "seed": 1.5}, "/seed"),
        ({"name": "unmade", "scenario": "unheard-of"}, "/scenario"),
        ({"name": "unmade", "now": "1969-12-31T23:59:59Z"}, "/now"),
        ({"name": "unmade", "frozen": 1}, "/frozen"),
        ({"name": "unmade", "colour": "red"}, "/colour"),
    ],
)
def test_a_sandbox_that_cannot_be_made_names_the_field(
    server: Server, body: dict[str, Any], wrong: str
):
    assert pointers(httpx.post(f"{server.url}/_control/sandboxes", json=body)) == [wrong]
    assert httpx.get(f"{server.url}/_control/sandboxes/unmade").status_code == 404


def test_a_sandbox_without_a_name_gets_one_of_its_own(own: httpx.Client):
    made = [own.post("/_control/sandboxes", json={"seed": 42}).json() for _ in range(2)]
    names = {each["name"] for each in made}
    assert len(names) == 2
    assert names <= set(listed(own, 100))
    for name in names:
        assert own.post(f"/~{name}/payments", json={"value": 10}).status_code == 201


def test_a_name_in_use_is_refused(server: Server, api: httpx.Client):
    name = api.get("/_control/clock").json()["sandbox"]
    answer = httpx.post(f"{server.url}/_control/sandboxes", json={"name": name})
    assert problem(answer) == (409, "sandbox_exists")


def test_idle_sandboxes_make_room_for_new_ones():
    options = (*IN_MEMORY, "--max-sandboxes", "2")
    with running(*options) as server, httpx.Client(base_url=server.url) as own:
        for name in ("a", "b", "c"):
            own.get("/_control/clock")
            own.post(f"/~{name}/payments", json={"value": 10})
        assert listed(own, 100) == ["b", "c", "default"]


def test_the_default_one_never_makes_room_but_is_deleted_as_any(own: httpx.Client):
    own.post("/payments", json={"value": 10})
    assert own.delete("/_control/sandboxes/default").status_code == 204
    assert "default" not in listed(own, 100)
    assert own.post("/payments", json={"value": 10}).json()["payment"]["id"] == 1


def test_a_thousand_sandboxes_used_by_32_clients_never_see_each_others_data(own: httpx.Client):
    """Each sandbox is paid amounts of its own, by clients that all work at once."""
    amounts = {f"box-{number}": f"{1 + number / 100:.2f}" for number in range(SANDBOXES)}
    made: dict[str, list[str]] = {name: [] for name in amounts}
    # Far apart, so that clients meet in a sandbox, and each uses most of them.
    turns = iter([*amounts, *reversed(amounts)])

    def use_the_next(_: int) -> None:
        with httpx.Client(timeout=60) as client:
            for name in turns:
                client.base_url = f"{own.base_url}/~{name}"
                answer = authorize(client, amounts[name], customer_name=name)
                assert answer.status_code == 201, answer.text
                made[name].append(answer.json()["payment_id"])

    with ThreadPoolExecutor(CLIENTS) as pool:
        list(pool.map(use_the_next, range(CLIENTS)))
    for name, amount in amounts.items():
        [figures] = own.get(f"/~{name}/_control/invariants").json()["figures"]
        assert figures["captured"] == pytest.approx(2 * float(amount))
    for name, other in pairwise(list(amounts)[::20]):
        assert own.get(f"/~{name}/status/{made[other][0]}").status_code == 404
        for payment in made[name]:
            shown = own.get(f"/~{name}/status/{payment}").json()
            assert (shown["customer_name"], shown["amount"]) == (name, float(amounts[name]))
    facts = [own.get(f"/_control/sandboxes/{name}").json() for name in list(amounts)[::20]]
    assert {each["events"] for each in facts} == {2}
