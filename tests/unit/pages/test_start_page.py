"""The start page."""

import json
import shlex
from dataclasses import replace
from pathlib import Path

import yaml

from paydrill.openapi.documents import Contract
from paydrill.openapi.operation import Operation
from paydrill.pages.start import curl_examples, start_page
from tests.unit.pages.page_reader import PageReader, csp_digest
from tests.unit.pages.starts import START

ROOT = "http://127.0.0.1:8000/~checkout-7"


def test_it_says_what_is_running() -> None:
    text = PageReader(start_page(START)).text
    assert "mock payments server" in text
    for fact in ["1.2.3", ROOT, "realistic", "memory"]:
        assert fact in text


def test_every_contract_is_listed_with_its_documentation() -> None:
    page = PageReader(start_page(START))
    assert "Cards /api/v1 9" in page.text
    assert "Our API & more /own 2" in page.text
    links = [link["href"] for link in page.attributes_of("a")]
    for name, title in [("cards", "Cards"), ("own", "Our%20API%20%26%20more")]:
        assert f"docs?urls.primaryName={title}" in links
        assert f"redoc?contract={name}" in links
        assert f"openapi/{name}.json" in links
        assert f"openapi/{name}.yaml" in links
    assert {"postman.json", "openapi/events.asyncapi.yaml"} < {*links}


def test_magic_amounts_and_test_cards_are_tabled() -> None:
    text = PageReader(start_page(START)).text
    assert "0.01 declined: insufficient_funds Insufficient funds" in text
    assert "Visa 4532015112830366" in text


def curl_commands(base_url: str) -> list[list[str]]:
    """The arguments that a shell makes of each example."""
    text = PageReader(start_page(replace(START, base_url=base_url))).text
    tried = text.partition("Try it")[2].partition("Magic amounts")[0]
    commands = tried.replace("\\ ", "").split("curl ")[1:]
    return [shlex.split(command)[:5] for command in commands]


def test_the_three_examples_are_complete_commands() -> None:
    commands = curl_commands(START.base_url)
    urls = [url for url, *_ in commands]
    assert urls == [f"{ROOT}/payment", f"{ROOT}/payment", f"{ROOT}/payments"]
    assert all(
        options[:3] == ["-H", "Content-Type: application/json", "-d"] for _, *options in commands
    )
    bodies = [json.loads(command[-1]) for command in commands]
    assert [body.get("amount", body.get("value")) for body in bodies] == [150.0, 0.01, 10.0]


def test_where_no_payment_can_be_made_a_contract_can_be_read() -> None:
    text = PageReader(start_page(replace(START, served={}))).text
    assert f"curl {ROOT}/openapi/cards.yaml" in text.replace("'", "")
    assert "/payment" not in text


OF_OTHERS = """
openapi: 3.0.3
info: {title: Books, version: '1'}
security: [{key: []}]
paths:
  /books:
    post: {operationId: addBook, responses: {'201': {description: Made}}}
  /books/{isbn}/copies:
    get:
      operationId: listCopies
      summary: List   the copies
      parameters:
        - {name: isbn, in: path, required: true, schema: {type: string}, example: a/b c}
        - {name: since, in: query, required: true, schema: {type: string, format: date}}
        - {name: Trace, in: header, required: true, schema: {enum: ["it's"]}}
        - {name: page, in: query, schema: {type: integer}}
      responses: {'200': {description: These}}
components:
  securitySchemes:
    key: {type: apiKey, in: header, name: X-Key}
"""


def served_of(text: str) -> dict[str, Operation]:
    contract = Contract("books", Path("books.yaml"), yaml.safe_load(text))
    return {each.id: each for each in contract.operations}


def test_of_a_contract_of_others_the_easiest_operation_is_shown_with_all_it_requires() -> None:
    [(title, command), (_, read)] = curl_examples(ROOT, served_of(OF_OTHERS), ["books"])
    assert title == "List the copies"
    assert shlex.split(" ".join(command)) == [
        *("curl", f"{ROOT}/books/a%2Fb%20c/copies?since=2026-01-31"),
        *("-H", "X-Key: example", "-H", "Trace: it's"),
    ]
    assert shlex.split(read[0]) == ["curl", f"{ROOT}/openapi/books.yaml"]


def test_a_get_without_parameters_is_preferred() -> None:
    easier = "paths:\n  /all: {get: {responses: {'200': {description: All}}}}"
    served = served_of(OF_OTHERS.replace("paths:", easier))
    [(title, command), _] = curl_examples(ROOT, served, ["books"])
    assert (title, shlex.split(command[0])[1]) == ("books.get/all", f"{ROOT}/all")


def test_what_is_of_payments_alone_is_not_shown_for_other_contracts() -> None:
    shown = replace(START, served=served_of(OF_OTHERS), pages="_control/")
    page = PageReader(start_page(shown))
    for words in ("Magic amounts", "Test cards", "4532015112830366", "payments server", "PIX"):
        assert words not in page.text
    assert "List the copies" in page.text
    assert "_control/redoc?contract=cards" in [link["href"] for link in page.attributes_of("a")]


def test_a_base_url_cannot_smuggle_in_a_command_or_markup() -> None:
    hostile = "http://host';<b>rm</b>"
    url = curl_commands(hostile)[0][0]
    assert url == hostile + "/payment"
    assert "<b>" not in start_page(replace(START, base_url=hostile))


def test_the_page_loads_nothing_and_runs_nothing() -> None:
    page = PageReader(start_page(START))
    assert all(url.startswith("data:") for url in page.loaded_urls())
    assert page.inline["script"] == []
    assert page.policy()["default-src"] == ["'none'"]
    assert page.policy()["style-src"] == [csp_digest(page.inline["style"][0])]
