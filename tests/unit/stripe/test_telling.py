"""Events of Stripe's are put together when they are read."""

import json

from paydrill.stripe.telling import StripeEvent, shown

TOLD = ("evt_1", 7, "customer.updated", 1_769_515_200_000)


def test_an_event_is_shown_with_the_object_as_it_was():
    event = StripeEvent(*TOLD, '{"id":"cus_1"}', '{"name":null}', "2024-06-20", 2, "req_1", "key")
    assert shown(event) == {
        "id": "evt_1",
        "object": "event",
        "api_version": "2024-06-20",
        "created": 1_769_515_200,
        "data": {"object": {"id": "cus_1"}, "previous_attributes": {"name": None}},
        "livemode": False,
        "pending_webhooks": 2,
        "request": {"id": "req_1", "idempotency_key": "key"},
        "type": "customer.updated",
    }


def test_an_event_that_was_kept_whole_is_shown_as_it_is():
    whole = {"id": "evt_1", "object": "event", "data": {"object": {"id": "cus_1"}}}
    assert shown(StripeEvent(*TOLD, json.dumps(whole))) == whole
