"""Pay by many of Stripe's own clients at once: none sees what another one does."""

import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import stripe

base = sys.argv[1]
CLIENTS = 32
PAYMENTS = 5
PATIENCE_S = 60
ORDER: Any = {
    "amount": 2000,
    "currency": "usd",
    "payment_method": "pm_card_visa",
    "payment_method_types": ["card"],
    "confirm": True,
}
together = Barrier(CLIENTS, timeout=PATIENCE_S)
made: dict[int, list[str]] = {}


def work(number: int) -> None:
    key = f"sk_test_51{number:02}xTz7Lw9Kc2Rf5Vb8Nd4G"
    client = stripe.StripeClient(key, base_addresses={"api": base})
    service = client.v1.payment_intents
    once: Any = {"idempotency_key": "the same for all"}
    own = [service.create(ORDER, once).id]
    own += [service.create(ORDER).id for _ in range(1, PAYMENTS)]
    made[number] = own
    together.wait()
    assert [each.id for each in service.list({"limit": 2}).auto_paging_iter()] == own[::-1]
    assert service.create(ORDER, once).id == own[0]
    assert client.v1.balance.retrieve().pending[0].amount == PAYMENTS * ORDER["amount"]
    for stranger in made[(number + 1) % CLIENTS]:
        try:
            service.retrieve(stranger)
        except stripe.InvalidRequestError as error:
            status = error.http_status
        else:
            status = None
        assert status == 404, stranger


with ThreadPoolExecutor(CLIENTS) as pool:
    list(pool.map(work, range(CLIENTS)))
assert len({each for own in made.values() for each in own}) == CLIENTS * PAYMENTS
