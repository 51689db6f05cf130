"""A scenario says what each sandbox has from the first request on."""

import httpx
import pytest

from tests.journeys.resources.rules import mistakes, use
from tests.journeys.resources.shop import made, shown

ADA = """
  /customers:
    - {id: cus_ada, name: Ada, address: {city: Paris}}
    - {id: cus_bob, name: Bob}
  /customers/cus_ada/orders:
    - {id: 6f1c1c1e-0000-4000-8000-000000000001, amount: 7, status: paid}
  /settings:
    - {name: theme, value: dark}
"""


def test_a_sandbox_begins_with_what_the_scenario_says(api: httpx.Client) -> None:
    use(api, resources=ADA)
    ada = shown(api, "/customers/cus_ada")
    assert (ada["name"], ada["address"]) == ("Ada", {"city": "Paris"})
    assert [each["id"] for each in shown(api, "/customers")["data"]] == ["cus_ada", "cus_bob"]
    [order] = shown(api, "/customers/cus_ada/orders")["orders"]
    assert (order["amount"], order["status"], order["customer_id"]) == (7, "paid", "cus_ada")
    assert shown(api, "/settings/theme") == {"name": "theme", "value": "dark"}
    assert made(api, "/customers", name="Eve")["id"] not in {"cus_ada", "cus_bob"}


def test_what_was_deleted_stays_so_until_a_reset(api: httpx.Client) -> None:
    use(api, resources=ADA)
    assert api.delete("/customers/cus_bob").status_code == 204
    assert api.get("/customers/cus_bob").status_code == 404
    api.post("/_control/reset")
    use(api, resources=ADA)
    assert shown(api, "/customers/cus_bob")["name"] == "Bob"


def test_a_scenario_that_is_edited_begins_with_what_is_new(api: httpx.Client) -> None:
    use(api, resources="  /customers: [{id: cus_ada, name: Ada}]")
    assert shown(api, "/customers/cus_ada")["name"] == "Ada"
    use(api, resources="  /customers: [{id: cus_ada, name: Eve}, {id: cus_bob, name: Bob}]")
    assert [each["name"] for each in shown(api, "/customers")["data"]] == ["Ada", "Bob"]


def test_a_rule_on_what_is_stored_finds_it(api: httpx.Client) -> None:
    use(
        api,
        "  - {id: r, when: {operation: getCustomer, resource: {/name: Bob}}, "
        "then: {respond: {status: 404}}}",
        ADA,
    )
    assert api.get("/customers/cus_bob").status_code == 404
    assert api.get("/customers/cus_ada").status_code == 200


@pytest.mark.parametrize(
    ("resources", "expected"),
    [
        ("  /custmers: [{id: c}]", "6:3 no contract keeps resources below /custmers; did you mean"),
        ("  /customers: [{nmae: Ada}]", "6:17 no schema of the customer has '/nmae'; did you mean"),
        ("  /customers: [{id: c}, {name: 7}]", "6:26 the customer would break its schema: /name"),
        ("  /customers: [{id: c}, {id: c}]", "6:25 there is one of the id c above"),
        ("  /customers/c/orders: [{amount: 1}]", "it is in /customers/c, which is not there"),
        ("  /customers: [{id: ''}]", "6:16 the id is empty: no path leads to it"),
        ("  customers: [{id: c}]", "a path of resources must begin with /"),
        ("  /customers: {id: c}", "the resources of a path must be a list"),
    ],
)
def test_what_no_contract_has_is_refused(api: httpx.Client, resources: str, expected: str) -> None:
    [problem] = mistakes(api, resources=resources)
    assert expected in problem
