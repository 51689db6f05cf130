"""Events, endpoints, contracts and brands that there are not are refused wherever one is chosen."""

import pytest

from paydrill.delivery.streams import stream_of
from paydrill.errors import FieldError, UnknownName
from paydrill.payments.lifecycle import EVENT_TYPES
from tests.journeys.shopping import problem, refused


def test_an_attempt_is_explained_of_a_brand_that_there_is(api):
    asked = {"operation": "cards.create_payment", "card": {"brand": "Viza"}}
    answer = api.post("/_control/scenarios/explain", json=asked)
    assert "did you mean Visa?" in refused(answer, "invalid_request")["/card/brand"]


def test_an_outcome_is_for_an_operation_that_there_is(api):
    rule = {"when": {"operation": "cards.create_paymnt"}, "then": {"declined": "do_not_honor"}}
    answer = api.post("/_control/outcomes", json=rule)
    assert problem(answer) == (400, "invalid_scenario")
    assert "did you mean 'cards.create_payment'?" in answer.json()["detail"]


def test_coverage_is_of_a_contract_that_there_is(api):
    answer = api.get("/_control/coverage?contract=card")
    assert problem(answer) == (404, "contract_not_found")
    assert answer.json()["detail"] == "No contract is called 'card'; did you mean 'cards'?"


EVENT = "no event is of type 'payment.capturd'; did you mean 'payment.captured'?"


def test_events_are_of_types_that_there_are(api):
    assert refused(api.get("/_control/events?type=payment.capturd")) == {"/query/type/0": EVENT}
    several = api.get("/_control/events?type=pix.*&type=payment.*,payment.capturd")
    assert refused(several) == {"/query/type/1": EVENT}
    assert "/query/type/0" in refused(api.get("/_control/events?type=paymnt.*"))
    for known in ("payment.captured", "*", "*.approved", "pix.*", "pay*ed,pix.created"):
        assert api.get("/_control/events", params={"type": known}).is_success


@pytest.mark.parametrize("name", ["type", "types"])
def test_streams_are_of_types_that_there_are(name):
    with pytest.raises(UnknownName) as caught:
        stream_of("/ws", f"{name}=pix.*,payment.capturd", lambda: EVENT_TYPES)
    assert caught.value.errors == (FieldError(f"/query/{name}", EVENT),)


def test_webhooks_are_of_types_that_there_are(api):
    address = {"url": "http://127.0.0.1:9/hooks"}
    wanted = {**address, "types": ["pix.*", "payment.capturd"]}
    assert refused(api.post("/_control/webhooks/endpoints", json=wanted)) == {"/types/1": EVENT}
    assert api.get("/_control/webhooks/endpoints").json()["endpoints"] == []
    made = api.post("/_control/webhooks/endpoints", json=address).json()
    at = f"/_control/webhooks/endpoints/{made['id']}"
    assert refused(api.patch(at, json={"types": ["payment.capturd"]})) == {"/types/0": EVENT}
    assert api.get(at).json() == made


def test_deliveries_are_to_an_endpoint_that_there_is_or_was(api):
    address = {"url": "http://127.0.0.1:9/hooks"}
    at = "/_control/webhooks/deliveries"
    id_ = api.post("/_control/webhooks/endpoints", json=address).json()["id"]
    other = f"{id_[:-1]}{'0' if id_[-1] != '0' else '1'}"
    answer = api.get(at, params={"endpoint_id": other})
    assert problem(answer) == (404, "endpoint_not_found")
    assert answer.json()["detail"].endswith(f"did you mean '{id_}'?")
    assert api.get(at, params={"endpoint_id": id_}).json()["deliveries"] == []
    api.post("/payments", json={"value": 10})
    assert api.delete(f"/_control/webhooks/endpoints/{id_}").is_success
    assert len(api.get(at, params={"endpoint_id": id_}).json()["deliveries"]) == 1
