"""A provider's contract with our operations in it."""

from pathlib import Path
from typing import Any

import pytest

from paydrill.app import build
from paydrill.openapi.sources import Source
from paydrill.settings import Settings
from tests.in_process import Answered, Asked, InProcess

PROVIDER = """
openapi: 3.0.3
info: {title: Provider, version: '1'}
servers: [{url: https://api.provider.example/}]
paths:
  /v1/events/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get: {operationId: GetEvent, responses: {'200': {description: Read}}}
    put:
      operationId: PutEvent
      responses:
        '200':
          description: Written
          content: {application/json: {schema: {type: object}, example: {answered: theirs}}}
  /v1/coupons:
    get:
      operationId: GetCoupons
      responses:
        '200':
          description: Read
          content: {application/json: {schema: {type: object}, example: {answered: theirs}}}
"""
"""Has an operation that ours has too, another at the same path, and one that ours lacks."""
KEY = (("Authorization", "Bearer sk_test_united"),)


def served(file: Path, name: str) -> InProcess:
    source = Source(str(file), name=name)
    settings = Settings(store="memory:", contracts=(), sources=(source,))
    return InProcess(build(settings).application)


@pytest.fixture
def provider(tmp_path: Path) -> Path:
    file = tmp_path / "provider.yaml"
    file.write_text(PROVIDER, encoding="utf-8")
    return file


def ask(server: InProcess, method: str, path: str) -> Answered:
    return server.ask(Asked(method, path, b"", KEY))


def test_ours_answers_its_operations_and_stand_ins_the_others(provider: Path):
    server = served(provider, "stripe")
    ours = ask(server, "GET", "/v1/events/evt_none")
    assert (ours.status, ours.json()["error"]["code"]) == (404, "resource_missing")
    assert ask(server, "GET", "/v1/payment_intents").json()["object"] == "list"
    assert ask(server, "GET", "/v1/coupons").json() == {"answered": "theirs"}
    assert ask(server, "PUT", "/v1/events/evt_none").status == 200
    server.close()


def test_a_contract_of_another_name_or_of_other_paths_stays_as_it_is(provider: Path):
    for name, text in (("shop", PROVIDER), ("stripe", PROVIDER.replace("/v1/", "/v2/"))):
        provider.write_text(text, encoding="utf-8")
        server = served(provider, name)
        assert ask(server, "GET", "/v1/payment_intents").status == 404
        server.close()


@pytest.mark.parametrize(
    ("path", "key", "status"),
    [
        ("/v1/payouts", "sk_test_a", 404),
        ("/v1/customers", "sk_tst_a", 401),
        ("/v1/customers", "sk_test_a", 200),
    ],
)
def test_refusals_have_the_providers_shape(path: str, key: str, status: int):
    server = InProcess(build(Settings(store="memory:")).application)
    answered = server.ask(Asked("GET", path, b"", (("Authorization", f"Bearer {key}"),)))
    said: Any = answered.json()
    assert answered.status == status
    assert status == 200 or said["error"]["type"] == "invalid_request_error"
    server.close()
