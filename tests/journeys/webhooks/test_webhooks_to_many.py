"""Webhooks of a server to very many endpoints at once."""

import httpx

from paydrill.delivery.webhooks.slots import MOST_TO_A_HOST
from tests.crowd import Crowd
from tests.journeys.webhooks.hooks import advance, deliveries, freeze, pay

MANY = 1_000


def test_a_thousand_endpoints_are_sent_an_event(api: httpx.Client):
    """Every tenth takes its time; one that has taken too much is sent it again."""
    freeze(api)
    paths = {f"/{'slow' if number % 10 == 0 else 'quick'}/{number}" for number in range(MANY)}
    quick = {path for path in paths if path.startswith("/quick")}
    with Crowd(lambda path: path.startswith("/slow")).listening() as crowd:
        for path in paths:
            body = {"url": f"{crowd.url}{path}"}
            assert api.post("/_control/webhooks/endpoints", json=body).status_code == 201
        pay(api)
        crowd.wait_for(lambda come: quick <= {*come})
        crowd.go_on()
        advance(api, "5s")
        assert {*crowd.wait_for(lambda come: paths <= {*come})} == paths
        assert crowd.most_at_once <= MOST_TO_A_HOST
    assert {each["status"] for each in deliveries(api, limit="100")} == {"delivered"}
