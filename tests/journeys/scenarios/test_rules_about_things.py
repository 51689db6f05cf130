"""Rules about what is kept are held against the schema of the things that operations name."""

import pytest

from tests.in_process import InProcess, only
from tests.journeys.resources.shop import CONTRACT
from tests.journeys.scenarios.ruled_shop import Shop, one_rule

server = only(CONTRACT)
DELAY = "delay: {ms: 1}"


@pytest.mark.parametrize(
    ("operation", "test", "at", "words"),
    [
        ("getOrder", "{/stauts: open}", "5:44", "has '/stauts'; did you mean '/status'?"),
        ("cancelOrder", "{/status: gone}", "5:56", "/status must be one of paid, open, cancelled"),
        ("replaceOrder", "{/amount: {like: '4*'}}", "5:64", "never met: /amount is integer"),
        (
            "createOrder",
            "{/status: open}",
            "5:47",
            "createOrder is about no resource that is there",
        ),
        (
            "listOrders",
            "{/status: open}",
            "5:46",
            "listOrders is about no resource that is there",
        ),
        (
            "getCountry",
            "{/name: x}",
            "5:46",
            "getCountry is about no resource that is there",
        ),
    ],
)
def test_what_no_thing_has_is_refused_at_its_place(
    server: InProcess, operation: str, test: str, at: str, words: str
):
    rule = one_rule(f"resource: {test}", DELAY, operation)
    source = f"scenario: 1\nname: mine\nrules:\n{rule}"
    told = Shop(server, "  []\n").call("PUT", "/_control/scenarios/mine", {"source": source})
    [error] = told.json()["errors"]
    assert error["pointer"] == f"/source/{at}"
    assert words in error["message"]


@pytest.mark.parametrize(
    ("operation", "test"),
    [
        ("getOrder", "{/status: [open, paid], /amount: {min: 5}, /note: {exists: false}}"),
        ("changeCustomer", "{/metadata/anything: x, /address/city: P*}"),
        ("putSetting", "{/value: x}"),
        ("[createOrder, getOrder]", "{/status: open}"),
    ],
)
def test_what_a_thing_may_have_is_asked_for(server: InProcess, operation: str, test: str):
    Shop(server, one_rule(f"resource: {test}", DELAY, operation))
