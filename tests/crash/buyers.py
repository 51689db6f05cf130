"""Buyers under idempotency keys until the server is gone: they pay, and are given money back.

Now and then one closes what is to be settled, which is paid out then. Some pay in euros, and the
scenario has something happen to each of these payments a moment later. Others pay by PIX, or by a
provider of whom the server knows the contract alone. Each buyer remembers what it was answered, and
asks all of it again when the server is back: what was acknowledged has happened, whole and once, so
the answers are the same.
"""

import json
from collections.abc import Iterator, Mapping
from http.client import HTTPConnection, HTTPException
from itertools import count
from random import Random
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from tests.journeys.shopping import tokenization

JSON = "application/json"
PATIENCE_S = 60
PRICE, PART = 10, 2.5
DISPUTED, CHALLENGED, REFUNDED = 11, 12, 13
"""Prices in euros: of what is disputed and won, what is challenged, and what a refund fails of."""
THINGS = "/codes/payments"
"""Payments of `gallery/codes.yaml`, which has no handlers: they are kept as any thing is."""
_REFUNDS = 0.4
_SHARES = {"dollars": 33, "euros": 25, "pix": 25, "thing": 15, "close": 2}
_RECENT = 20
_PAGE = 50


class Request(NamedTuple):
    """A request under a key, of a path in the buyer's sandbox; `kind` says what for."""

    key: str
    kind: str
    path: str
    body: dict[str, Any]
    about: Any = None
    """What is paid for, or given back."""


class Buyer:
    """Somebody who uses a sandbox, maybe with others."""

    def __init__(self, sandbox: str, name: str, random: Random) -> None:
        """Nothing is asked yet."""
        self.sandbox = sandbox
        self.refunds: dict[str, int] = {}
        """How often money was given back, by payment."""
        self.in_euros: dict[str, int] = {}
        """The prices of what was paid in euros, by payment."""
        self.charges: set[int] = set()
        self.paid: dict[int, int] = {}
        """How often money was given back, by charge of PIX that was paid."""
        self.things: dict[str, int] = {}
        """How often money was given back, by payment of the other provider."""
        self.batches: list[str] = []
        """The batches that were closed, each with a payout if it has something to pay out."""
        self.answers: list[tuple[Request, dict[str, Any]]] = []
        self._name = name
        self._random = random
        self._numbers = count(1)
        self._unanswered: Request | None = None
        self._token = ""
        self._to_refund: list[str] = []
        self._to_pay: list[dict[str, Any]] = []

    def buy(self, url: str) -> None:
        """Go on until the server is gone."""
        line = SandboxClient(url, self.sandbox)
        try:
            made, _ = line.send("POST", "/api/v1/tokenize", tokenization(self._name))
            self._token = made["token"]
            while True:
                self._do(line, self._next())
        except (OSError, HTTPException):
            line.close()

    def ask_again(self, url: str) -> None:
        """Be answered as before; what was not answered then is done by now, or done now."""
        line = SandboxClient(url, self.sandbox)
        for asked, answer in self.answers:
            again = line.send("POST", asked.path, asked.body, asked.key)
            assert again == (answer, True), (asked, answer)
        if self._unanswered is not None:
            self._do(line, self._unanswered)
        line.close()

    def _next(self) -> Request:
        key = f"{self._name}-{next(self._numbers)}"
        [share] = self._random.choices([*_SHARES], [*_SHARES.values()])
        match share:
            case "close":
                return Request(key, "close", "/settlements", {})
            case "euros":
                return self._next_in_euros(key)
            case "pix":
                return self._next_by_pix(key)
            case "thing":
                return self._next_thing(key)
        return self._next_in_dollars(key)

    def _next_in_dollars(self, key: str) -> Request:
        payment = self._one_to_refund(self.refunds)
        if payment is not None:
            path = f"/api/v1/transactions/{payment}/refund"
            return Request(key, "refund", path, {"amount": PART}, payment)
        order = {"amount": PRICE, "currency": "USD", "customer_id": self._name}
        return Request(key, "pay", "/api/v1/payments", order | {"token": self._token})

    def _next_in_euros(self, key: str) -> Request:
        if self._to_refund:
            path = f"/refund/{self._to_refund.pop()}"
            return Request(key, "refund in euros", path, {"amount": PART})
        price = self._random.choice([DISPUTED, CHALLENGED, REFUNDED])
        order = {"card_number": "4111111111111111", "amount": price, "currency": "EUR"}
        return Request(key, "pay in euros", "/payment", order | {"customer_name": self._name})

    def _next_by_pix(self, key: str) -> Request:
        if self._to_pay:
            charge = self._to_pay.pop()
            body = {"bank_payment_id": charge["bank_payment_id"], "value": PRICE}
            return Request(key, "pay by pix", "/payments/pix/confirmation", body, charge["id"])
        paid = self._one_to_refund(self.paid)
        if paid is not None:
            path = f"/payments/pix/{paid}/refund"
            return Request(key, "return", path, {"value": PART}, paid)
        return Request(key, "charge", "/payments", {"value": PRICE, "description": self._name})

    def _next_thing(self, key: str) -> Request:
        thing = self._one_to_refund(self.things)
        if thing is not None:
            part = {"amount": {"value": int(PART * 100), "currency": "EUR"}}
            return Request(key, "refund of thing", f"{THINGS}/{thing}/refunds", part, thing)
        amount = {"value": PRICE * 100, "currency": "EUR"}
        body = {"amount": amount, "reference": self._name, "paymentMethod": {"type": "scheme"}}
        return Request(key, "make thing", THINGS, body)

    def _one_to_refund(self, refunds: Mapping[Any, int]) -> Any:
        """One of the last payments that have something left to give back; often `None`."""
        left = [payment for payment, times in refunds.items() if times * PART < PRICE]
        if not left or self._random.random() >= _REFUNDS:
            return None
        return self._random.choice(left[-_RECENT:])

    def _do(self, line: "SandboxClient", asked: Request) -> None:
        self._unanswered = asked
        answer, _ = line.send("POST", asked.path, asked.body, asked.key)
        self._unanswered = None
        self.answers.append((asked, answer))
        match asked.kind:
            case "close":
                self.batches += [each["batch_id"] for each in answer["batches"]]
            case "pay":
                self.refunds[answer["transaction_id"]] = 0
            case "refund":
                self.refunds[asked.about] += 1
            case "pay in euros":
                self.in_euros[answer["payment_id"]] = price = asked.body["amount"]
                self._to_refund += [answer["payment_id"]] if price == REFUNDED else []
            case "charge":
                self.charges.add(answer["payment"]["id"])
                self._to_pay.append(answer["payment"])
            case "pay by pix":
                self.paid[asked.about] = 0
            case "return":
                self.paid[asked.about] += 1
            case "make thing":
                self.things[answer["id"]] = 0
            case "refund of thing":
                self.things[asked.about] += 1


class SandboxClient:
    """A connection to a sandbox of the server."""

    def __init__(self, url: str, sandbox: str) -> None:
        """Opened when first used."""
        to = urlsplit(url)
        self._connection = HTTPConnection(str(to.hostname), to.port, timeout=PATIENCE_S)
        self._prefix = f"/~{sandbox}"

    def send(self, method: str, path: str, body: Any = None, key: str = "") -> tuple[Any, bool]:
        """The body of the answer, and whether it was given before. Anything but success fails."""
        headers = {"Accept": JSON, "Content-Type": JSON, "X-API-Key": "any"}
        headers |= {"Idempotency-Key": key} if key else {}
        text = None if body is None else json.dumps(body)
        self._connection.request(method, self._prefix + path, text, headers)
        response = self._connection.getresponse()
        content = response.read()
        assert response.status in {200, 201}, (method, path, response.status, content)
        return json.loads(content), response.headers["Idempotency-Replayed"] == "true"

    def pages(self, path: str, of: str, after: str = "next_cursor") -> Iterator[dict[str, Any]]:
        """What a list has, page by page; `after` is the field that leads to the next page."""
        more = ""
        while True:
            page, _ = self.send("GET", f"{path}?limit={_PAGE}{more}")
            yield from page[of]
            if not page[after]:
                return
            more = f"&cursor={page[after]}"

    def close(self) -> None:
        """Hang up."""
        self._connection.close()
