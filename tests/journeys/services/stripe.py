"""Ask for Stripe's API as its clients do: forms with brackets, and a key that names the sandbox."""

from collections.abc import Iterator, Mapping
from typing import Any

import httpx
import pytest

from tests.journeys.conftest import sandbox_of
from tests.server_process import PLAIN, Server


class Merchant:
    """A merchant with a key of its own."""

    def __init__(self, api: httpx.Client) -> None:
        self._api = api

    def get(self, path: str, status: int = 200, **query: Any) -> Any:
        """What is read at a path below `/v1`."""
        return self._said(self._api.get(f"/v1/{path}", params=_flat(query)), status)

    def post(self, path: str, status: int = 200, key: str = "", **fields: Any) -> Any:
        """What is answered to a form; `key` is that of idempotency."""
        headers = {"Idempotency-Key": key} if key else {}
        answer = self._api.post(f"/v1/{path}", data=_flat(fields), headers=headers)
        return self._said(answer, status)

    def delete(self, path: str, status: int = 200) -> Any:
        """What is answered to a deletion."""
        return self._said(self._api.delete(f"/v1/{path}"), status)

    def control(self, path: str, body: Any, method: str = "POST") -> Any:
        """What the control API answers about the merchant's sandbox."""
        answer = self._api.request(method, f"/_control/{path}", json=body)
        assert answer.is_success, answer.text
        return answer.json()

    def advance(self, by: str) -> None:
        """Move the sandbox's clock."""
        self.control("clock/advance", {"by": by})

    def pay(self, card: str = "visa", status: int = 200, **fields: Any) -> Any:
        """A payment of 20.00 USD that is confirmed at once, with a test card by its name."""
        order = {"amount": 2000, "currency": "usd", "confirm": True}
        method = {"payment_method": f"pm_card_{card}"}
        return self.post("payment_intents", status, **{**order, **method, **fields})

    def told(self) -> list[str]:
        """The types of the events so far, oldest first."""
        events = self.get("events", limit=100)["data"]
        return [each["type"] for each in reversed(events)]

    @staticmethod
    def _said(answer: httpx.Response, status: int) -> Any:
        assert answer.status_code == status, answer.text
        return answer.json()


def _flat(fields: Mapping[str, Any]) -> dict[str, str]:
    """The pairs of a form, with brackets for what is nested."""
    pairs: dict[str, str] = {}

    def put(name: str, value: Any) -> None:
        if isinstance(value, Mapping):
            for inner, each in value.items():
                put(f"{name}[{inner}]", each)
        elif isinstance(value, list | tuple):
            for number, each in enumerate(value):
                put(f"{name}[{number}]", each)
        else:
            pairs[name] = str(value).lower() if isinstance(value, bool) else str(value)

    for name, value in fields.items():
        put(name, value)
    return pairs


@pytest.fixture
def merchant(server: Server, request: pytest.FixtureRequest) -> Iterator[Merchant]:
    """A merchant whose sandbox no other test uses."""
    key = f"sk_test_{sandbox_of(request)}"
    with httpx.Client(base_url=server.url, auth=(key, ""), timeout=30, verify=PLAIN) as api:
        yield Merchant(api)
