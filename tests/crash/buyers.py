"""Buyers under idempotency keys until the server is gone: they pay, and are given money back.

Now and then one closes what is to be settled, which is paid out then. Some pay in euros, and the
scenario has something happen to each of these payments a moment later. Each buyer remembers what it
was answered, and asks all of it again when the server is back: what was acknowledged has happened,
whole and once, so the answers are the same.
"""

import json
from collections import Counter
from http.client import HTTPConnection, HTTPException
from itertools import count
from random import Random
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from tests.journeys.shopping import tokenization

PATIENCE_S = 60
PRICE, PART = 10, 2.5
DISPUTED, CHALLENGED, REFUNDED = 11, 12, 13
"""Prices in euros: of what is disputed and won, what is challenged, and what a refund fails of."""
_REFUNDS, _CLOSES, _EUROS = 0.4, 0.02, 0.3
_RECENT = 20


class Request(NamedTuple):
    """A request under a key, of a path in the buyer's sandbox."""

    key: str
    path: str
    body: dict[str, Any]


class Buyer:
    """Somebody who uses a sandbox, maybe with others."""

    def __init__(self, sandbox: str, name: str, random: Random) -> None:
        """Nothing is asked yet."""
        self.sandbox = sandbox
        self.refunds: Counter[str] = Counter()
        """How often money was given back, by payment."""
        self.in_euros: dict[str, int] = {}
        """The prices of what was paid in euros, by payment."""
        self.batches: list[str] = []
        """The batches that were closed, each with a payout if it has something to pay out."""
        self.answers: list[tuple[Request, dict[str, Any]]] = []
        self._name = name
        self._random = random
        self._numbers = count(1)
        self._unanswered: Request | None = None
        self._to_refund: list[str] = []

    def buy(self, url: str) -> None:
        """Go on until the server is gone."""
        line = SandboxClient(url, self.sandbox)
        try:
            token = line.send("POST", "/api/v1/tokenize", tokenization(self._name))[0]["token"]
            while True:
                self._do(line, self._next(token))
        except (OSError, HTTPException):
            line.close()

    def ask_again(self, url: str) -> None:
        """Be answered as before; what was not answered then is done by now, or done now."""
        line = SandboxClient(url, self.sandbox)
        for asked, answer in self.answers:
            assert line.send("POST", *asked[1:], asked.key) == (answer, True), (asked, answer)
        if self._unanswered is not None:
            self._do(line, self._unanswered)
        line.close()

    def _next(self, token: str) -> Request:
        key = f"{self._name}-{next(self._numbers)}"
        if self._random.random() < _CLOSES:
            return Request(key, "/settlements", {})
        if self._random.random() < _EUROS:
            return self._next_in_euros(key)
        left = [payment for payment, times in self.refunds.items() if times * PART < PRICE]
        if left and self._random.random() < _REFUNDS:
            payment = self._random.choice(left[-_RECENT:])
            return Request(key, f"/api/v1/transactions/{payment}/refund", {"amount": PART})
        order = {"token": token, "amount": PRICE, "currency": "USD", "customer_id": self._name}
        return Request(key, "/api/v1/payments", order)

    def _next_in_euros(self, key: str) -> Request:
        if self._to_refund:
            return Request(key, f"/refund/{self._to_refund.pop()}", {"amount": PART})
        price = self._random.choice([DISPUTED, CHALLENGED, REFUNDED])
        order = {"card_number": "4111111111111111", "amount": price, "currency": "EUR"}
        return Request(key, "/payment", order | {"customer_name": self._name})

    def _do(self, line: "SandboxClient", asked: Request) -> None:
        self._unanswered = asked
        answer, _ = line.send("POST", *asked[1:], asked.key)
        self._unanswered = None
        self.answers.append((asked, answer))
        if "batches" in answer:
            self.batches += [each["batch_id"] for each in answer["batches"]]
        elif "original_transaction_id" in answer:
            self.refunds[answer["original_transaction_id"]] += 1
        elif "transaction_id" in answer:
            self.refunds[answer["transaction_id"]] = 0
        elif "refund_id" not in answer:
            self.in_euros[answer["payment_id"]] = price = asked.body["amount"]
            self._to_refund += [answer["payment_id"]] if price == REFUNDED else []


class SandboxClient:
    """A connection to a sandbox of the server."""

    def __init__(self, url: str, sandbox: str) -> None:
        """Opened when first used."""
        to = urlsplit(url)
        self._connection = HTTPConnection(str(to.hostname), to.port, timeout=PATIENCE_S)
        self._prefix = f"/~{sandbox}"

    def send(self, method: str, path: str, body: Any = None, key: str = "") -> tuple[Any, bool]:
        """The body of the answer, and whether it was given before. Anything but success fails."""
        headers = {"Content-Type": "application/json"} | ({"Idempotency-Key": key} if key else {})
        text = None if body is None else json.dumps(body)
        self._connection.request(method, self._prefix + path, text, headers)
        response = self._connection.getresponse()
        content = response.read()
        assert response.status in {200, 201}, (method, path, response.status, content)
        return json.loads(content), response.headers["Idempotency-Replayed"] == "true"

    def close(self) -> None:
        """Hang up."""
        self._connection.close()
