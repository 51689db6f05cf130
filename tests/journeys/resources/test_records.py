"""Resources of any contract among the records of the control API."""

import httpx

from tests.journeys.resources.rules import use


def test_the_things_of_a_contract_are_records(api: httpx.Client):
    made = api.post("/customers", json={"name": "Ada"}).json()
    [kind] = api.get("/_control/record-kinds").json()["kinds"]
    assert kind == {"kind": "resource.shop.customer", "title": "customer", "count": 1}
    answer = api.get("/_control/records", params={"kind": kind["kind"], "id": made["id"]})
    [record] = answer.json()["records"]
    assert (record["id"], record["fields"]) == (made["id"], made)
    assert (record["kind"], record["about"]) == (kind["kind"], None)
    events = api.get("/_control/events", params={"subject": made["id"]}).json()["events"]
    assert [each["type"] for each in events] == ["customer.created"]


def test_a_request_is_explained_with_what_is_stored(api: httpx.Client):
    when = "{operation: getCustomer, resource: {/name: Bob}}"
    use(api, f"  - {{id: gone, when: {when}, then: {{delay: {{ms: 10}}}}}}")
    made = api.post("/customers", json={"name": "Ada"}).json()
    shown = api.get(f"/customers/{made['id']}")
    at = f"/_control/requests/{shown.headers['x-request-id']}"
    [rule] = api.get(f"{at}/explanation").json()["explanation"]["rules"]
    assert rule["unmet"] == [
        {"condition": "resource", "wanted": {"/name": "Bob"}, "found": {"/name": "Ada"}}
    ]
    assert api.get(at).json()["records"] == []
