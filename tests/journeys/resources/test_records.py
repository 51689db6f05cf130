"""Resources of any contract among the records of the control API."""

import httpx


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
