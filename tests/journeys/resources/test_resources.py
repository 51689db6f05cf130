"""Things of a contract without handlers: what was posted is found again."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.journeys.resources.shop import live, made, shown
from tests.server_process import PLAIN, running


def test_a_thing_lives_from_create_to_delete(api: httpx.Client) -> None:
    live(api)


def test_a_thing_lives_in_every_store(shop: Path, scheme: str, empty_store: Any) -> None:
    store = ("--port", "0", "--store", empty_store(scheme))
    with running(*store, str(shop)) as server, httpx.Client(base_url=server.url) as api:
        live(api)


def test_things_are_there_after_a_kill(shop: Path, tmp_path: Path) -> None:
    store = ("--port", "0", "--store", f"tinydb:{tmp_path}/records.tinydb")
    with running(*store, str(shop)) as server, httpx.Client(base_url=server.url) as api:
        customer = made(api, "/customers", name="Ada")
        orders = [made(api, f"/customers/{customer['id']}/orders", amount=1) for _ in range(5)]
        server.process.kill()
    with running(*store, str(shop)) as server, httpx.Client(base_url=server.url) as api:
        assert shown(api, f"/customers/{customer['id']}") == customer
        assert shown(api, f"/customers/{customer['id']}/orders")["orders"] == orders
        assert made(api, "/customers", name="Bob")["id"] != customer["id"]


def test_a_location_leads_to_the_thing(api: httpx.Client) -> None:
    answer = api.post("/customers", json={"name": "Ada"})
    assert httpx.get(answer.headers["location"], verify=PLAIN).json() == answer.json()


def test_ids_are_like_the_example_and_fit_the_path(api: httpx.Client) -> None:
    customers = [made(api, "/customers", name="Ada")["id"] for _ in range(20)]
    assert len(set(customers)) == 20
    assert {(each[:4], len(each)) for each in customers} == {("cus_", len("cus_9s6XKzkNRiz8i3"))}
    order = made(api, f"/customers/{customers[0]}/orders", amount=1)
    assert shown(api, f"/customers/{customers[0]}/orders/{order['id']}") == order


def test_times_are_those_of_the_sandboxs_clock(api: httpx.Client) -> None:
    api.put("/_control/clock", json={"now": "2030-03-01T12:00:00Z", "frozen": True})
    customer = made(api, "/customers", name="Ada")
    assert datetime.fromisoformat(customer["created_at"]).isoformat() == "2030-03-01T12:00:00+00:00"
    api.post("/_control/clock/advance", json={"by": "1h"})
    changed = api.patch(f"/customers/{customer['id']}", json={"name": "Bob"}).json()
    assert changed["created_at"] == customer["created_at"]
    assert changed["updated_at"] == customer["updated_at"] + 3600


def test_each_item_is_listed_once_while_others_are_created(api: httpx.Client) -> None:
    ids = [made(api, "/customers", name=f"n{each}")["id"] for each in range(7)]
    found: list[str] = []
    query = "?limit=3&order=desc"
    while True:
        page = shown(api, f"/customers{query}")
        found += [each["id"] for each in page["data"]]
        made(api, "/customers", name="late")
        if not page["has_more"]:
            break
        query = f"?limit=3&order=desc&starting_after={found[-1]}"
    assert found == ids[::-1]


def test_pages_lead_back(api: httpx.Client) -> None:
    ids = [made(api, "/customers", name=f"n{each}")["id"] for each in range(5)]
    page = shown(api, f"/customers?limit=2&ending_before={ids[4]}")
    assert [each["id"] for each in page["data"]] == ids[2:4]
    assert page["has_more"]
    page = shown(api, f"/customers?limit=2&ending_before={ids[2]}")
    assert ([each["id"] for each in page["data"]], page["has_more"]) == (ids[:2], False)


@pytest.mark.parametrize("cursor", ["nothing", "after_x", "after_999", "%20"])
def test_a_cursor_of_no_thing_is_behind_the_end(api: httpx.Client, cursor: str) -> None:
    made(api, "/customers", name="Ada")
    page = shown(api, f"/customers?starting_after={cursor}")
    assert (page["data"], page["has_more"]) == ([], False)


def test_lists_are_filtered_by_fields(api: httpx.Client) -> None:
    made(api, "/customers", name="Ada", email="ada@example.com")
    bob = made(api, "/customers", name="Bob", email="bob@example.com")
    page = shown(api, "/customers?email=bob@example.com")
    assert (page["data"], page["total_count"]) == ([bob], 1)


def test_a_list_of_nothing_is_empty(api: httpx.Client) -> None:
    page = shown(api, "/customers")
    assert (page["data"], page["has_more"], page.get("total_count", 0)) == ([], False, 0)


def test_a_change_merges_and_a_null_stays_where_it_may(api: httpx.Client) -> None:
    customer = made(api, "/customers", name="Ada", phone="1", metadata={"a": "1", "b": "2"})
    path = f"/customers/{customer['id']}"
    changed = api.patch(path, json={"phone": None, "metadata": {"a": "", "c": "3"}}).json()
    assert (changed["phone"], changed["metadata"]) == (None, {"b": "2", "c": "3"})
    assert shown(api, path) == changed


def test_a_replacement_leaves_nothing_of_what_can_be_sent(api: httpx.Client) -> None:
    customer = made(api, "/customers", name="Ada")
    path = f"/customers/{customer['id']}/orders"
    order = made(api, path, amount=5, note="gone soon")
    replaced = api.put(f"{path}/{order['id']}", json={"amount": 6}).json()
    assert replaced == {name: each for name, each in order.items() if name != "note"} | {
        "amount": 6
    }


def test_clients_put_things_under_their_own_ids(api: httpx.Client) -> None:
    body = {"name": "ignored", "value": "1"}
    first = api.put("/settings/colour%2Fdark", json=body)
    assert (first.status_code, first.json()["name"]) == (201, "colour/dark")
    second = api.put("/settings/colour%2Fdark", json={**body, "value": "2"})
    assert (second.status_code, second.json()["value"]) == (200, "2")
    assert shown(api, "/settings/colour%2Fdark") == second.json()


def test_unknown_things_are_refused_as_the_contract_says(api: httpx.Client) -> None:
    answer = api.get("/customers/cus_nobody")
    said = "No customer has the id cus_nobody"
    assert (answer.status_code, answer.json()) == (404, {"message": said})
    assert answer.headers["paydrill-error"] == said


def test_a_refusal_that_the_contract_does_not_have_is_no_answer(api: httpx.Client) -> None:
    assert shown(api, "/settings/unset")["name"] == "unset"
    assert api.patch("/customers/x", json={"name": "Ada"}).json()["name"] == "Ada"
    assert api.delete("/customers/x").status_code == 204
    assert made(api, "/customers/x/orders", amount=1)["customer_id"] == "x"
    assert shown(api, "/customers") == {"data": [], "has_more": False, "total_count": 0}


def test_what_was_deleted_is_gone_whatever_the_contract_says(api: httpx.Client) -> None:
    customer = made(api, "/customers", name="Ada")["id"]
    path = f"/customers/{customer}/orders"
    order = f"{path}/{made(api, path, amount=1)['id']}"
    api.delete(order)
    assert [api.get(order).status_code, api.put(order, json={"amount": 2}).status_code] == [404] * 2
    assert api.delete(order).status_code == 204
    api.delete(f"/customers/{customer}")
    assert api.get(path).status_code == api.post(path, json={"amount": 1}).status_code == 404
    assert api.patch(f"/customers/{customer}", json={}).status_code == 404


def test_unknown_things_are_refused_everywhere_where_that_is_asked_for(shop: Path) -> None:
    options = ("--port", "0", "--store", "memory:", "--unknown-ids", "404")
    with running(*options, str(shop)) as server, httpx.Client(base_url=server.url) as api:
        for method, path in (
            ("PATCH", "/customers/x"),
            ("DELETE", "/customers/x"),
            ("GET", "/settings/unset"),
            ("GET", "/customers/x/orders"),
            ("POST", "/customers/x/orders"),
        ):
            body = {"amount": 1} if method == "POST" else {}
            assert api.request(method, path, json=body).status_code == 404, path


def test_what_no_request_can_make_is_sampled(api: httpx.Client) -> None:
    assert shown(api, "/countries/br")["value"]


def test_samples_stand_for_unknown_things_where_that_is_asked_for(shop: Path) -> None:
    options = ("--port", "0", "--store", "memory:", "--unknown-ids", "sample")
    with running(*options, str(shop)) as server, httpx.Client(base_url=server.url) as api:
        assert shown(api, "/customers/cus_nobody")["id"] == "cus_nobody"
        assert shown(api, "/customers")["data"]
        customer = made(api, "/customers", name="Ada")
        assert shown(api, f"/customers/{customer['id']}") == customer
        assert shown(api, "/customers")["data"] == [customer]


def test_a_wish_for_an_answer_changes_nothing(api: httpx.Client) -> None:
    customer = made(api, "/customers", name="Ada")
    path = f"/customers/{customer['id']}"
    wished = api.delete(path, headers={"Prefer": "code=204"})
    assert (wished.status_code, shown(api, path)) == (204, customer)


def test_twenty_changes_at_once_lose_none(api: httpx.Client) -> None:
    customer = made(api, "/customers", name="Ada")
    path = f"/customers/{customer['id']}"

    def change(number: int) -> int:
        return api.patch(path, json={"metadata": {f"k{number}": str(number)}}).status_code

    with ThreadPoolExecutor(20) as pool:
        assert set(pool.map(change, range(20))) == {200}
    assert shown(api, path)["metadata"] == {f"k{each}": str(each) for each in range(20)}


def test_the_same_seed_makes_the_same_things(api: httpx.Client) -> None:
    frozen = {"now": "2030-03-01T12:00:00Z", "frozen": True}
    lives = []
    for _ in range(2):
        api.post("/_control/reset")
        api.put("/_control/clock", json=frozen)
        customer = made(api, "/customers", name="Ada")
        lives.append((customer, made(api, f"/customers/{customer['id']}/orders", amount=1)))
    assert lives[0] == lives[1]


def test_reset_and_snapshots_hold_things(api: httpx.Client) -> None:
    customer = made(api, "/customers", name="Ada")
    assert api.post("/_control/snapshots", json={"name": "one"}).status_code == 201
    api.delete(f"/customers/{customer['id']}")
    api.post("/_control/snapshots/one/restore")
    assert shown(api, "/customers")["data"] == [customer]
    api.post("/_control/reset")
    assert shown(api, "/customers")["data"] == []


def test_card_numbers_are_not_kept(api: httpx.Client) -> None:
    card = "4111111111111111"
    customer = made(api, "/customers", name=card, metadata={"card": card, "password": "p"})
    assert card not in str(customer)
    assert "password" not in customer["metadata"]
    assert card not in api.get(f"/customers/{card}").text


def test_a_rule_looks_at_what_is_kept(api: httpx.Client) -> None:
    customer = made(api, "/customers", name="Ada")
    path = f"/customers/{customer['id']}/orders"
    refused, other = (made(api, path, amount=each) for each in (402, 403))
    rule = {
        "when": {"operation": "cancelOrder", "resource": {"/amount": {"max": 402}}},
        "then": {"respond": {"body": {"/status": "paid"}}},
    }
    assert api.post("/_control/outcomes", json=rule).status_code == 201
    cancelled = [api.post(f"{path}/{each['id']}/cancel").json() for each in (other, refused)]
    assert [each["status"] for each in cancelled] == ["cancelled", "paid"]
    assert [shown(api, f"{path}/{each['id']}")["status"] for each in (other, refused)] == [
        "cancelled",
        "open",
    ]


def test_a_scenario_of_ones_own_starts_without_a_word_about_ours(
    shop: Path, tmp_path: Path
) -> None:
    file = tmp_path / "mine.yaml"
    rule = "{id: gone, when: {operation: getCustomer}, then: {fault: {status: 404, effect: none}}}"
    file.write_text(f"scenario: 1\nname: mine\nrules: [{rule}]\n", encoding="utf-8")
    options = ("--port", "0", "--store", "memory:", "--scenario", str(file))
    with running(*options, str(shop)) as server, httpx.Client(base_url=server.url) as api:
        path = f"/customers/{made(api, '/customers', name='Ada')['id']}"
        assert api.get(path).status_code == 404
        assert api.patch(path, json={}).status_code == 200
        assert server.log() == ""
