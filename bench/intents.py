"""What a payment of Stripe's clients costs beside one of our own services."""

import json
from statistics import median
from urllib import request
from urllib.parse import urlencode

from bench.load import Load, Request, payment, run, transaction
from bench.servers import PAYDRILL, Server, running

_CONNECTIONS = 32
_KEY = "Bearer sk_test_default"
_FORM = "application/x-www-form-urlencoded"
_PATH = "/v1/payment_intents"
_ORDER = urlencode(
    {"amount": 2000, "currency": "usd", "payment_method": "pm_card_visa", "confirm": "true"}
)


def report(rounds: int, seconds: int) -> None:
    """Measure both in turn, and print what Stripe's costs relative to ours."""
    print(f"\nStripe's clients beside ours, {_CONNECTIONS} connections")
    with running(*PAYDRILL) as server:
        for name, makers in (("POST", (intent, payment)), ("GET", (shown, transaction))):
            loads: tuple[list[Load], list[Load]] = ([], [])
            for _ in range(rounds):
                for make, own in zip(makers, loads, strict=True):
                    server.ask("POST", "/_control/reset")
                    own.append(run(server, make(server), _CONNECTIONS, seconds))
            theirs, ours = (median(load.cpu_us for load in own) for own in loads)
            print(f"  {name} {_PATH:<24}{theirs:>9.0f} us CPU{theirs / ours:>9.2f} x ours")


def intent(_: Server) -> Request:
    """Write a payment intent that is confirmed at once."""
    return Request("POST", _PATH, _ORDER, _KEY, _FORM)


def shown(server: Server) -> Request:
    """Write a look at a payment intent that is there."""
    asked = request.Request(server.url + _PATH, _ORDER.encode(), {"Authorization": _KEY})  # noqa: S310 - ours
    with request.urlopen(asked) as answer:  # noqa: S310 - of this machine
        made = json.load(answer)
    return Request("GET", f"{_PATH}/{made['id']}", authorization=_KEY)
