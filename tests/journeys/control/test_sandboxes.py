"""Sandboxes: chosen by prefix, header or key, apart from one another, reset one by one."""

from typing import Any

import httpx
import pytest

from tests.journeys.shopping import stand_still
from tests.server_process import Server


def charges_so_far(answer: httpx.Response) -> int:
    """Charges are numbered per sandbox, so the number of a new one tells how many came before."""
    assert answer.status_code == 201, answer.text
    number: int = answer.json()["payment"]["id"]
    return number - 1


def sandbox_in(api: httpx.Client) -> str:
    return str(api.base_url).rstrip("/").rpartition("~")[2]


def charge(url: str, **headers: str) -> httpx.Response:
    return httpx.post(f"{url}/payments", json={"value": 10}, headers=headers)


def test_prefix_header_and_key_lead_to_the_same_sandbox(server: Server, api: httpx.Client):
    name = sandbox_in(api)
    assert charges_so_far(api.post("/payments", json={"value": 10})) == 0
    header = {"Paydrill-Sandbox": name}
    assert charges_so_far(charge(server.url, **header)) == 1
    assert charges_so_far(charge(server.url, Authorization=f"Bearer sk_test_{name}")) == 2


def test_the_prefix_goes_before_the_header_and_the_header_before_the_key(
    server: Server, api: httpx.Client
):
    mine, other = sandbox_in(api), f"{sandbox_in(api)}-2"
    charge(f"{server.url}/~{mine}")
    both = charge(f"{server.url}/~{mine}", **{"Paydrill-Sandbox": other})
    assert charges_so_far(both) == 1
    headers = {"Paydrill-Sandbox": mine, "Authorization": f"Bearer sk_test_{other}"}
    assert charges_so_far(charge(server.url, **headers)) == 2


@pytest.mark.parametrize(
    "authorization", ["Basic dXNlcjpwYXNz", "Bearer eyJhbGciOi", "Bearer sk_test_"]
)
def test_other_credentials_mean_the_default_sandbox(server: Server, authorization: str):
    headers = {"Authorization": authorization}
    answer = httpx.get(f"{server.url}/_control/clock", headers=headers)
    assert answer.json()["sandbox"] == "default"


def test_sandboxes_do_not_see_one_another(server: Server, api: httpx.Client):
    other = f"{server.url}/~{sandbox_in(api)}-2"
    made = api.post("/payments", json={"value": 10}).json()["payment"]
    stand_still(api, "2026-01-27T12:00:00Z")
    assert charges_so_far(charge(other)) == 0
    confirmation = {"bank_payment_id": made["bank_payment_id"], "value": 10}
    unknown = httpx.post(f"{other}/payments/pix/confirmation", json=confirmation)
    assert unknown.status_code == 404
    assert httpx.get(f"{other}/_control/clock").json()["frozen"] is False
    assert httpx.post(f"{other}/_control/reset").is_success
    assert charges_so_far(api.post("/payments", json={"value": 10})) == 1


@pytest.mark.parametrize("name", ["Upper", "-dash", "under_score", "a.b", "x" * 64, "", "%C3%A9"])
def test_a_name_no_sandbox_can_have_is_a_400(server: Server, name: str):
    answer = httpx.get(f"{server.url}/~{name}/health")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["errors"][0]["pointer"] == "/path/~sandbox"


@pytest.mark.parametrize("name", ["Upper", "-dash", "", "x" * 64])
def test_a_bad_name_in_the_header_is_a_400_too(server: Server, name: str):
    answer = charge(server.url, **{"Paydrill-Sandbox": name})
    assert answer.status_code == 400


@pytest.mark.parametrize("name", ["a", "0", "x" * 63, "checkout-7", "a--b-"])
def test_a_good_name_needs_no_setting_up(server: Server, name: str):
    assert httpx.get(f"{server.url}/~{name}/_control/clock").json()["sandbox"] == name


def test_a_reset_forgets_everything(api: httpx.Client):
    key = {"Idempotency-Key": "k"}
    first = api.post("/payments", json={"value": 10}, headers=key).json()
    stand_still(api, "2026-01-27T12:00:00Z")
    answer = api.post("/_control/reset")
    assert answer.status_code == 200
    assert answer.json()["sandbox"] == sandbox_in(api)
    clock: dict[str, Any] = api.get("/_control/clock").json()
    assert clock["frozen"] is False
    assert clock["now"] > "2026-01-27T13"
    assert api.get("/payments/pix/1", headers={"Accept": "application/json"}).status_code == 404
    assert api.get("/api/v1/transactions").json()["transactions"] == []
    again = api.post("/payments", json={"value": 20}, headers=key)
    assert again.json()["payment"]["id"] == first["payment"]["id"] == 1


def test_the_same_calls_get_the_same_ids_after_a_reset(api: httpx.Client):
    ids = []
    for _ in range(2):
        ids.append(api.post("/payments", json={"value": 10}).json()["payment"]["bank_payment_id"])
        api.post("/_control/reset")
    assert ids[0] == ids[1]


def test_links_in_pages_stay_in_the_sandbox(api: httpx.Client):
    prefix = f"/~{sandbox_in(api)}/"
    documentation = api.get("/docs")
    assert documentation.status_code == 200
    assert prefix in documentation.text
