"""Settlement through the control API: looking on changes nothing that is said of the traffic."""

import httpx
import pytest

from tests.journeys.shopping import authorize, problem

FORMATS = ("csv", "json", "camt053", "fixed")
LOSE_EVERY_FILE = """
scenario: 1
name: lost-files
rules:
  - id: no-file
    when: {operation: acquirer.get_settlement_file}
    then: {fault: {status: 503, effect: none}}
"""


@pytest.fixture
def batch(api: httpx.Client) -> str:
    """The batch of one payment."""
    authorize(api, "150.00")
    [closed] = api.post("/settlements", json={}).json()["batches"]
    return str(closed["batch_id"])


@pytest.mark.parametrize("format_", FORMATS)
def test_it_is_the_file_that_the_acquirer_delivers(api: httpx.Client, batch: str, format_: str):
    seen, delivered = (
        api.get(f"{base}/settlements/{batch}/file", params={"format": format_})
        for base in ("/_control", "")
    )
    assert seen.status_code == 200
    assert seen.content == delivered.content
    for name in ("content-type", "content-disposition"):
        assert seen.headers[name] == delivered.headers[name]


def test_it_lists_the_batches_that_the_acquirer_lists(api: httpx.Client, batch: str):
    api.post("/settlements", json={})
    newest = api.get("/_control/settlements", params={"limit": 1}).json()
    rest = api.get("/_control/settlements", params={"cursor": newest["next_cursor"]}).json()
    assert rest["batches"][0]["batch_id"] == batch
    assert newest["batches"] + rest["batches"] == api.get("/settlements").json()["batches"]


def test_looking_is_no_traffic(api: httpx.Client, batch: str):
    def counted() -> tuple[object, object]:
        coverage = api.get("/_control/coverage", params={"contract": "acquirer"}).json()
        return coverage, api.get("/_control/requests").json()["requests"]

    before = counted()
    assert api.get("/_control/settlements").status_code == 200
    assert api.get(f"/_control/settlements/{batch}/file").status_code == 200
    assert counted() == before


def test_no_rule_meets_it(api: httpx.Client, batch: str):
    api.put("/_control/scenarios/lost-files", json={"source": LOSE_EVERY_FILE})
    api.put("/_control/scenarios/active", json={"name": "lost-files"})
    assert api.get(f"/settlements/{batch}/file").status_code == 503
    assert api.get(f"/_control/settlements/{batch}/file").status_code == 200


def test_a_file_that_is_missing_is_missing_here_too(api: httpx.Client):
    authorize(api, "150.00")
    api.post("/_control/settlements/breaks", json={"type": "missing_file"})
    [closed] = api.post("/settlements", json={}).json()["batches"]
    answer = api.get(f"/_control/settlements/{closed['batch_id']}/file")
    assert problem(answer) == (404, "settlement_file_not_found")
