"""All ways that a request may take answer it alike: see `pipelines.py`."""

import logging
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode

from tests.contract.differences import (
    AS_JSON,
    AUTHORIZATION,
    DIFFERENCES,
    LIMIT,
    LIST,
    Difference,
    typed,
)
from tests.contract.odd_requests import GOOD, odd
from tests.contract.pipelines import Pipelines, is_told, they_agree
from tests.in_process import Asked, as_json
from tests.journeys.shopping import tokenization
from tests.our_contracts import OUR_CONTRACTS

# Of each operation and kind; the invalid ones take longest to make up.
EXAMPLES = 8


@pytest.fixture(scope="module")
def pipelines() -> Iterator[Pipelines]:
    """Connexion logs each refusal of its own; there are hundreds here, and none matters."""
    logging.disable(logging.CRITICAL)
    both = Pipelines()
    yield both
    both.close()
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("difference", DIFFERENCES, ids=lambda each: each.reason[:40])
def test_every_listed_difference_is_still_one(pipelines: Pipelines, difference: Difference):
    for asked, compiled, stock in difference.samples:
        answers = they_agree(pipelines, asked)
        assert (answers.compiled.status, answers.stock.status) == (compiled, stock), asked
        assert not answers.agree, asked
        assert difference.applies(asked), asked
        assert is_told(pipelines, difference, answers, 0), asked


def chunked(*chunks: bytes) -> Asked:
    return Asked("POST", "/payment", b"", AS_JSON, chunks)


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        (Asked("POST", "/refund/x", b"null", AS_JSON), 400),
        (chunked(AUTHORIZATION[:9], AUTHORIZATION[9:]), 201),
        (chunked(AUTHORIZATION[:9], b""), 400),
        (chunked(b"", b""), 400),
        (chunked(AUTHORIZATION, b" " * LIMIT), 413),
        (Asked("POST", "/payment", AUTHORIZATION.ljust(LIMIT), AS_JSON), 201),
        (Asked("POST", "/payment", AUTHORIZATION.ljust(LIMIT + 1), AS_JSON), 413),
        (typed("application/json;charset=bogus"), 415),
        (typed("application/json; charset=latin-1"), 415),
        (typed("application/json;charset=UTF-8"), 201),
        (Asked("OPTIONS", "/payment"), 204),
        (Asked("OPTIONS", LIST), 204),
        (Asked("OPTIONS", "/nowhere"), 404),
        (Asked("HEAD", "/health"), 200),
        (Asked("HEAD", LIST), 200),
        (Asked("HEAD", f"{LIST}?limit=x"), 400),
        (Asked("HEAD", "/payment"), 405),
        (Asked("DELETE", "/_control/clock"), 405),
        (Asked("TRACE", "/payment"), 405),
        (Asked("GET", "/health/"), 404),
        (Asked("GET", "/payments/"), 404),
        (Asked("GET", "/health%2F"), 404),
        (Asked("GET", "//health"), 404),
        (Asked("GET", "/payments//pix/5"), 404),
        (Asked("GET", "/~shop"), 200),
        (Asked("GET", "/health?bogus=1"), 200),
        (Asked("GET", "/?bogus=1"), 200),
        (Asked("GET", "/?%FF=1"), 200),
        (Asked("GET", f"{LIST}?bogus=1"), 400),
        (Asked("GET", f"{LIST}?%FF=1"), 400),
    ],
    ids=lambda each: f"{each.method} {each.target}" if isinstance(each, Asked) else None,
)
def test_what_connexion_would_answer_otherwise_is_answered_alike(
    pipelines: Pipelines, asked: Asked, status: int
):
    answers = they_agree(pipelines, asked)
    assert answers.agree, answers
    assert answers.compiled.status == status, answers


def test_a_whole_story_is_told_alike(pipelines: Pipelines):
    def post(target: str, body: Any, status: int, **headers: str) -> Any:
        answers = they_agree(pipelines, as_json("POST", f"/~story{target}", body, **headers))
        assert answers.agree, (target, answers)
        assert answers.compiled.status == status, (target, answers)
        return answers.compiled.json()

    token = post("/api/v1/tokenize", tokenization("c_1"), 201)["token"]
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
        answers = they_agree(pipelines, Asked("GET", f"/~story{target}"))
        assert answers.agree, (target, answers)
        assert answers.compiled.status == 200, (target, answers)


@pytest.mark.parametrize("good", GOOD, ids=lambda good: f"{good.method} {good.target}")
def test_good_requests_are_good_for_both(pipelines: Pipelines, good: Asked):
    before = pipelines.past_asgi
    answers = they_agree(pipelines, good)
    assert answers.agree
    # The control plane may ask for a token, which is looked at by ASGI.
    assert pipelines.past_asgi - before == (not good.target.startswith("/_control/"))
    assert answers.compiled.status < 300 or answers.compiled.status == 404


def test_odd_requests_are_answered_alike(pipelines: Pipelines):
    for asked in odd():
        they_agree(pipelines, asked)


def generators() -> Iterator[Any]:
    """Every operation with where it is served, once for valid and once for invalid requests."""
    for contract in OUR_CONTRACTS:
        if contract.name == "stripe":
            continue  # Connexion has rules of its own for its keys and its nested queries
        schema = schemathesis.openapi.from_dict(contract.document)
        for operation in (found.ok() for found in schema.get_all_operations()):
            if any("form" in body.media_type for body in operation.body):
                continue  # Connexion reads forms by rules of its own
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
