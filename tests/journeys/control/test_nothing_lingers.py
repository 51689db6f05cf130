"""Requests leave nothing behind that only the garbage collector could free.

It looks at old objects so seldom that the records of a sandbox which was deleted would stay.
"""

import gc
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from paydrill.app import build
from paydrill.settings import Settings
from tests.in_process import DRIVERS, Asked, InProcess, as_json
from tests.journeys.shopping import AUTHORIZATION

SHOP = "/~shop"
REFUND = {"amount": 1}
REQUESTS = {
    "payment": as_json("POST", f"{SHOP}/payment", AUTHORIZATION),
    "kept answer": as_json("POST", f"{SHOP}/payment", AUTHORIZATION, Idempotency_Key="one"),
    "look": Asked("GET", f"{SHOP}/status/{{payment}}"),
    "refund": as_json("POST", f"{SHOP}/refund/{{payment}}", REFUND),
    "not found": Asked("GET", f"{SHOP}/status/ca2910ae-c4e8-44d3-b510-e573e9be9a58"),
    "not valid": as_json("POST", f"{SHOP}/payment", {"amount": "much"}),
    "no such path": Asked("GET", f"{SHOP}/nothing/here"),
    "declined": as_json("POST", f"{SHOP}/payment", {**AUTHORIZATION, "amount": 0.01}),
    "PIX charge": as_json("POST", f"{SHOP}/payments", {"value": 25}),
    "intent": Asked(
        "POST",
        f"{SHOP}/v1/payment_intents",
        b"amount=2000&currency=usd&payment_method=pm_card_visa&confirm=true"
        b"&return_url=http%3A%2F%2Flocalhost",
        (
            ("Content-Type", "application/x-www-form-urlencoded"),
            ("Authorization", "Bearer sk_test_lingering"),
        ),
    ),
    "page": Asked("GET", f"{SHOP}/_control/requests?limit=5"),
    "advance": as_json("POST", f"{SHOP}/_control/clock/advance", {"by": "1h"}),
    "invariants": Asked("GET", f"{SHOP}/_control/invariants"),
    "reset": as_json("POST", f"{SHOP}/_control/reset", {}),
}


@pytest.fixture(scope="module", params=sorted(DRIVERS))
def server(request: pytest.FixtureRequest) -> Iterator[InProcess]:
    served = InProcess(build(Settings(store="memory:")).application, request.param)
    yield served
    served.close()


def left(server: InProcess, asked: Asked) -> Counter[str]:
    """Objects of ours that are left after a request, by type, once nobody has them."""
    gc.collect()
    gc.disable()
    try:
        server.ask(asked)
        gc.set_debug(gc.DEBUG_SAVEALL)
        gc.collect()
        kinds: list[type[Any]] = [type(each) for each in gc.garbage]
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()
    return Counter(each.__name__ for each in kinds if each.__module__.startswith("paydrill"))


@pytest.mark.parametrize("name", REQUESTS)
def test_a_request_leaves_nothing(server: InProcess, name: str):
    made = server.ask(REQUESTS["payment"]).json()
    target = REQUESTS[name].target.format(payment=made["payment_id"])
    for _ in range(2):  # the first may prepare what stays
        found = left(server, REQUESTS[name]._replace(target=target))
    assert found == Counter()
