"""A server of contracts, handlers and a store that are given, in place of those it would find."""

from pathlib import Path

import pytest

from paydrill.app import build
from paydrill.openapi.documents import load_contracts
from paydrill.settings import Settings
from paydrill.stores.memory import MemoryStore
from tests.in_process import Asked, InProcess

CONTRACT = """
openapi: 3.0.3
info: {title: Greetings, version: 1.0.0}
servers: [{url: /}]
paths:
  /hello:
    get:
      operationId: greetings.hello
      responses: {'200': {$ref: '#/components/responses/Text'}}
  /goodbye:
    get:
      operationId: greetings.goodbye
      responses: {'200': {$ref: '#/components/responses/Text'}}
components:
  responses:
    Text:
      description: A greeting.
      content: {text/plain: {schema: {type: string}, example: by the contract}}
"""


@pytest.fixture
def settings(tmp_path: Path):
    """Settings that name a folder of contracts which is not there."""
    (tmp_path / "default.yaml").write_text("scenario: 1\nname: default\nrules: []\n")
    return Settings(store="memory:", contracts=(tmp_path / "none",), scenarios=(tmp_path,))


def loaded(folder: Path, text=CONTRACT):
    (folder / "contracts").mkdir()
    (folder / "contracts" / "greetings.yaml").write_text(text)
    return load_contracts([folder / "contracts"])


def greet(sandbox):
    sandbox.next_number()
    return "by the handler", 200, "text/plain"


def test_a_server_is_made_of_what_it_is_given(settings, tmp_path):
    store, handlers = MemoryStore(), {"greetings.hello": greet}
    built = build(settings, contracts=loaded(tmp_path), handlers=handlers, store=store)
    server = InProcess(built.application)
    answers = [server.ask(Asked("GET", path)).body for path in ("/hello", "/goodbye")]
    server.close()
    assert answers == [b"by the handler", b"by the contract"]
    assert (built.store, built.engine.store) == (store, store)
    assert built.engine.state("default").last_number == 1
    assert built.recorder.counts.met(None).answers == {
        ("greetings.hello", 200): 1,
        ("greetings.goodbye", 200): 1,
    }


def test_an_operation_without_a_handler_and_an_example_gets_a_sample(settings, tmp_path):
    contracts = loaded(tmp_path, CONTRACT.replace(", example: by the contract", ""))
    built = build(settings, contracts=contracts, handlers={"greetings.hello": greet})
    by = {each.id: built.served.described(each)["answered_by"] for each in contracts[0].operations}
    assert by == {"greetings.hello": "handler", "greetings.goodbye": "sample"}
