"""The compiled pipeline and Connexion's own stack, asked the same: they answer alike.

Each has a memory store of its own, the same seed, and clocks that stand still, so that even ids and
times are the same.
"""

import logging
import re
from collections.abc import Iterator
from itertools import count
from typing import Any, NamedTuple

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode

from paydrill.application import build
from paydrill.contract.documents import load_contracts
from paydrill.settings import PIPELINES, Settings
from tests.contract.differences import AS_JSON, AUTHORIZATION, DIFFERENCES, LIST, Difference, path
from tests.in_process import Answered, Asked, InProcess, as_json

NOON = as_json("PUT", "/_control/clock", {"now": "2026-01-27T12:00:00Z", "frozen": True})
CARD = {"card_number": "4111111111111111", "card_holder": "Ada", "cvv": "123"}
ADDRESS = {"street": "1 Main St", "city": "Lisbon", "state": "LX", "zip_code": "1", "country": "PT"}
TOKENIZATION = {
    "card": {**CARD, "expiry_month": 12, "expiry_year": 2030},
    "customer": {"customer_id": "c_1", "email": "ada@example.com", "billing_address": ADDRESS},
}


# Of each operation and kind; the invalid ones take longest to make up.
EXAMPLES = 8


# Resets, sandboxes, snapshots and the health tell the machine's time, metrics and coverage how
# often each was asked; webhook endpoints have secrets that nobody can guess.
UNLIKE = re.compile(
    "/_control/(reset|coverage|(sandboxes|snapshots|webhooks/endpoints)(/.*)?)|/health|/metrics"
)


class Answers(NamedTuple):
    """What both said to one request."""

    asked: Asked
    compiled: Answered
    stock: Answered

    @property
    def agree(self) -> bool:
        """Whether they have the same status and accept to the same end."""
        return self._gist(self.compiled) == self._gist(self.stock)

    def _gist(self, answer: Answered) -> tuple[object, ...]:
        # Bodies of refusals tell the same in other words: Connexion stops at the first fault.
        is_compared = answer.status < 300 and not UNLIKE.fullmatch(path(self.asked))
        allowed = set(answer.headers.get("allow", "").split(", "))
        return answer.status, answer.media_type, allowed, answer.body if is_compared else None


class Pipelines:
    """One server of each pipeline."""

    def __init__(self) -> None:
        self._numbers = count()
        self._servers = [
            InProcess(build(Settings(store="memory:", pipeline=name, seed=7)).application)
            for name in PIPELINES
        ]

    def ask(self, asked: Asked) -> Answers:
        """What each says, in a sandbox that nobody has used unless the request names one."""
        named = re.match("/(~[^/]*)", asked.target)
        sandbox = named[1] if named else f"~unused-{next(self._numbers)}"
        target = asked.target if named else f"/{sandbox}{asked.target}"
        at_noon = NOON._replace(target=f"/{sandbox}{NOON.target}")
        for server in self._servers:
            assert server.ask(at_noon).status == 200
        compiled, stock = (each.ask(asked._replace(target=target)) for each in self._servers)
        return Answers(asked, compiled, stock)

    def close(self) -> None:
        """End both."""
        for server in self._servers:
            server.close()


@pytest.fixture(scope="module")
def pipelines() -> Iterator[Pipelines]:
    """Connexion logs each refusal of its own; there are hundreds here, and none matters."""
    logging.disable(logging.CRITICAL)
    both = Pipelines()
    yield both
    both.close()
    logging.disable(logging.NOTSET)


def they_agree(pipelines: Pipelines, asked: Asked) -> Answers:
    """What both said, which is the same unless a listed difference applies."""
    answers = pipelines.ask(asked)
    known = [each.reason for each in DIFFERENCES if each.applies(asked, answers.compiled)]
    assert answers.agree or known, (asked, answers)
    assert answers.compiled.status < 500, (asked, answers)
    return answers


@pytest.mark.parametrize("difference", DIFFERENCES, ids=lambda each: each.reason[:40])
def test_every_listed_difference_is_still_one(pipelines: Pipelines, difference: Difference):
    for asked, compiled, stock in difference.samples:
        answers = pipelines.ask(asked)
        assert (answers.compiled.status, answers.stock.status) == (compiled, stock), asked
        assert not answers.agree, asked
        applying = [each for each in DIFFERENCES if each.applies(asked, answers.compiled)]
        assert difference in applying, asked


def test_a_whole_story_is_told_alike(pipelines: Pipelines):
    def post(target: str, body: Any, status: int, **headers: str) -> Any:
        answers = they_agree(pipelines, as_json("POST", f"/~story{target}", body, **headers))
        assert answers.agree, (target, answers)
        assert answers.compiled.status == status, (target, answers)
        return answers.compiled.json()

    token = post("/api/v1/tokenize", TOKENIZATION, 201)["token"]
    order = {"token": token, "customer_id": "c_1"}
    for amount in (0.01, 0.02, 0.03, 10_000, 99.99):
        post("/api/v1/payments", {**order, "amount": amount}, 201)
    paid = post("/api/v1/payments", {**order, "amount": 5}, 201, Idempotency_Key="k")
    again = post("/api/v1/payments", {**order, "amount": 5}, 201, Idempotency_Key="k")
    assert again == paid
    post("/api/v1/payments", {**order, "amount": 6}, 422, Idempotency_Key="k")
    post("/api/v1/payments", {**order, "amount": 5, "customer_id": "c_2"}, 401)
    at = f"/api/v1/transactions/{paid['transaction_id']}"
    post(f"{at}/refund", {"amount": 2}, 200)
    post(f"{at}/refund", {}, 200)
    post(f"{at}/refund", {"amount": 1}, 400)
    post(f"{at}/void", {}, 400)
    held = post("/api/v1/payments", {**order, "amount": 5, "capture": False}, 201)
    post(f"/api/v1/transactions/{held['transaction_id']}/capture", {"amount": 3}, 200)
    charge = post("/payments", {"value": 10, "description": "caf\u00e9"}, 201)["payment"]
    confirmation = {"bank_payment_id": charge["bank_payment_id"], "value": 10}
    post("/payments/pix/confirmation", confirmation, 200)
    post("/_control/clock/advance", {"by": "48h"}, 200)
    for target in (
        at,
        f"{LIST}?limit=3",
        f"/api/v1/tokens/{token}",
        "/api/v1/customers/c_1/transactions",
        f"/payments/pix/{charge['id']}",
        f"/payments/pix/{charge['id']}/bank",
        f"/payments/pix/qr_code/{charge['qr_code']}.png",
    ):
        answers = pipelines.ask(Asked("GET", f"/~story{target}"))
        assert answers.agree, (target, answers)
        assert answers.compiled.status == 200, (target, answers)


# A few good requests, and what can be odd about any request.
GOOD = [
    Asked("POST", "/payment", AUTHORIZATION, AS_JSON),
    Asked("POST", "/payments", b'{"value": 5}', AS_JSON),
    Asked("POST", "/refund/unknown", b'{"amount": 5}', AS_JSON),
    Asked("POST", "/refund/unknown"),
    Asked("PUT", "/_control/clock", b'{"frozen": true}', AS_JSON),
    Asked("GET", f"{LIST}?limit=5"),
    Asked("GET", "/payments/pix/2147483647"),
    Asked("GET", "/"),
]
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"]
BODIES = [b"", b"null", b"[]", b"{}", b"{", b"\xff", b'{"a":NaN}', b'{"a":1e999}', b'{"a":1,"a":1}']
BODIES += [b"[" * 1000, b"[" * 100_000, b"1" * 5000, b'{"a":"\\ud800"}', b"\xef\xbb\xbf{}", b"{}x"]
HEADERS = [
    *[("Content-Type", each) for each in ("text/plain", "", "*/*", "application/json;;", "\u00ff")],
    *[("Idempotency-Key", each) for each in ("", "k" * 255, "k" * 256, "a b", "caf\u00e9")],
    *[("Accept", each) for each in ("", "image/png", "text/html;q=0", "garbage", ";", "text/html")],
    *[("Accept", each) for each in ("text/html, *; q=.2", "application/json; charset=utf-8")],
    *[("Authorization", each) for each in ("Bearer sk_test_shop", "Bearer", "Basic QTpC")],
    *[("Cookie", each) for each in ("a=b", ";;", "\u00ff")],
    *[("Origin", each) for each in ("https://shop.example", "null")],
]
TARGETS = [
    "/%00",
    "%00",
    "%0A",
    "%2F",
    "/",
    "?",
    "?bogus=1",
    "?limit=x",
    "?%FF=1",
    "?=",
    "?a;b",
    "x",
]


def odd() -> Iterator[Asked]:
    for good in GOOD:
        yield good
        yield from (good._replace(method=method) for method in METHODS)
        yield from (good._replace(body=body, headers=AS_JSON) for body in BODIES)
        yield from (good._replace(headers=with_line(good, line)) for line in HEADERS)
        yield from (good._replace(target=good.target + end) for end in TARGETS)


def with_line(asked: Asked, line: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    """The headers of a request with a line more, instead of the one of that name."""
    return (*(own for own in asked.headers if own[0] != line[0]), line)


@pytest.mark.parametrize("good", GOOD, ids=lambda good: f"{good.method} {good.target}")
def test_good_requests_are_good_for_both(pipelines: Pipelines, good: Asked):
    answers = they_agree(pipelines, good)
    assert answers.agree
    assert answers.compiled.status < 300 or answers.compiled.status == 404


def test_odd_requests_are_answered_alike(pipelines: Pipelines):
    for asked in odd():
        they_agree(pipelines, asked)


def generators() -> Iterator[Any]:
    """Every operation with where it is served, once for valid and once for invalid requests."""
    for contract in load_contracts(Settings.contracts):
        schema = schemathesis.openapi.from_dict(contract.document)
        for operation in (found.ok() for found in schema.get_all_operations()):
            has_input = bool(operation.body or list(operation.iter_parameters()))
            modes = [GenerationMode.POSITIVE, *([GenerationMode.NEGATIVE] if has_input else [])]
            for mode in modes:
                name = f"{contract.name}: {mode.value} {operation.method} {operation.path}"
                yield pytest.param(contract.base_path, operation, mode, id=name)


@pytest.mark.parametrize(("base_path", "operation", "mode"), list(generators()))
def test_generated_requests_are_answered_alike(
    pipelines: Pipelines, base_path: str, operation: Any, mode: GenerationMode
):
    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
    )
    def answers_agree(case: schemathesis.Case) -> None:
        they_agree(pipelines, sent(case, base_path))

    answers_agree()


def sent(case: schemathesis.Case, base_path: str) -> Asked:
    """The request of a generated case."""
    parts = case.as_transport_kwargs(base_url=f"http://localhost{base_path}")
    if isinstance(parts.get("data"), bytes | str):
        parts["content"] = parts.pop("data")
    request = httpx.Request(**parts)
    lines = tuple(
        (name, value)
        for name, value in request.headers.items()
        if name not in {"host", "content-length", "transfer-encoding"}
    )
    # Where nothing happens meanwhile, waiting for it changes nothing but the time it takes.
    target = re.sub("wait_s=[0-9]+", "wait_s=0", request.url.raw_path.decode("ascii"))
    return Asked(request.method, target, request.read(), lines)
