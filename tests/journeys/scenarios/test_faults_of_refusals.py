"""What the engine refuses is delayed and broken as any answer is, and counted by rules that do."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.journeys.conftest import sandbox_of
from tests.journeys.shopping import paid, problem
from tests.server_process import IN_MEMORY, PATIENCE_S, running

FAULTS = ("--scenario", str(Path(__file__).with_name("faults.yaml")))
UNKNOWN = "/api/v1/transactions/txn_20260127120000_0123456789abcdef"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with running(*IN_MEMORY, *FAULTS) as started:
        yield started.url


@pytest.fixture
def api(url: str, request: pytest.FixtureRequest) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{url}/~{sandbox_of(request)}", timeout=PATIENCE_S) as client:
        yield client


def refusals(api: httpx.Client, **headers: str) -> list[httpx.Response]:
    """A 404 that the exchange asks about, and a 400 that the engine gives before it asks."""
    payment = paid(api, "5.00")
    rest = f"/api/v1/transactions/{payment}/refund"
    return [api.get(UNKNOWN, headers=headers), api.post(rest, json={"amount": 9}, headers=headers)]


def logged(api: httpx.Client) -> list[dict[str, Any]]:
    """The two requests that were refused, as the log has them."""
    found: list[dict[str, Any]] = api.get("/_control/requests?limit=2").json()["requests"]
    return found


def test_a_refusal_is_delayed(api: httpx.Client):
    answers = refusals(api, **{"X-Late": "yes"})
    assert [problem(each) for each in answers] == [
        *((404, "transaction_not_found"), (400, "refund_exceeds_rest"))
    ]
    assert [each.headers["Paydrill-Rule"] for each in answers] == ["faults/late"] * 2
    assert [each["delay_ms"] for each in logged(api)] == [50, 50]


def test_a_refusal_is_lost_as_any_answer(api: httpx.Client):
    for kind in ("reset", "truncate"):
        for request in (("GET", UNKNOWN), ("POST", f"{UNKNOWN}/refund")):
            with pytest.raises(httpx.TransportError):
                api.request(*request, headers={"X-Fault": f"{kind}-committed"})
    assert {each["fault"] for each in logged(api)} == {"truncate"}
    assert {each["status"] for each in logged(api)} == {404}


def test_an_outage_is_an_outage_also_for_what_would_be_refused(api: httpx.Client):
    for answer in refusals(api, **{"X-Fault": "status-none"}):
        assert problem(answer) == (503, "service_unavailable")


def test_refusals_count(api: httpx.Client):
    source = """
        scenario: 1
        name: turns
        rules:
          - id: turns
            when: {operation: [cards.get_transaction, cards.refund_transaction]}
            sequence: {steps: [{fault: {status: 503, effect: none}}, {delay: {ms: 1}}, {}]}
          - {id: never, when: {amount: 9}, then: {declined: do_not_honor}}
    """
    assert api.put("/_control/scenarios/turns", json={"source": source}).status_code == 200
    api.put("/_control/scenarios/active", json={"name": "turns"})
    met = [api.get(UNKNOWN) for _ in range(4)]
    assert [each.status_code for each in met] == [503, 404, 404, 404]
    assert "Paydrill-Rule" in met[1].headers
    first, second = refusals(api)
    assert (first.status_code, second.status_code) == (404, 400)
    assert "turns/never" not in second.headers.get("Paydrill-Rule", "")
