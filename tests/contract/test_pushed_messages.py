"""What is pushed is described twice, for AsyncAPI and for OpenAPI: in the same words."""

from typing import Any

import pytest
import yaml

from paydrill.delivery.webhooks.checking import message_check
from paydrill.openapi.pointers import resolve
from paydrill.openapi.validators import Schemas, faults
from paydrill.payments.lifecycle import EVENT_TYPES, WITHOUT_MONEY
from paydrill.shipped import EVENTS as DOCUMENT
from tests.our_contracts import OUR_CONTRACTS

EVENTS: dict[str, Any] = yaml.safe_load(DOCUMENT.read_text(encoding="utf-8"))
CONTRACTS = {each.name: each for each in OUR_CONTRACTS}
MESSAGES = EVENTS["components"]["messages"]
NAMES = {
    "Event": "Event",
    "PixCallback": "PixCallback",
    "Pix": "PixReceived",
    "Devolucao": "PixReturned",
}


def callbacks() -> list[tuple[str, Any, Any]]:
    """Every request that an operation promises, with its id and its document."""
    return [
        (operation.id, request, contract.document)
        for contract in CONTRACTS.values()
        for operation in contract.operations
        for named in operation.definition.get("callbacks", {}).values()
        for path in resolve(contract.document, named).values()
        for request in [path["post"]]
    ]


@pytest.mark.parametrize("name", MESSAGES)
def test_every_example_could_be_sent(name: str):
    for example in MESSAGES[name]["examples"]:
        message_check()(example["payload"])


def test_the_document_names_every_type_of_event():
    assert (
        set(EVENTS["components"]["schemas"]["Event"]["properties"]["type"]["enum"])
        == EVENT_TYPES - WITHOUT_MONEY
    )


@pytest.mark.parametrize(("here", "there"), NAMES.items())
def test_both_descriptions_have_the_same_fields(here: str, there: str):
    pushed = EVENTS["components"]["schemas"][here]
    called = CONTRACTS["pix"].document["components"]["schemas"][there]
    assert pushed["properties"].keys() == called["properties"].keys()
    assert pushed["required"] == called["required"]


def test_every_operation_that_tells_events_has_them_as_callbacks():
    promised = {id_ for id_, _, _ in callbacks()}
    assert {id_.partition(".")[0] for id_ in promised} == {"acquirer", "cards", "pix", "webhooks"}
    creating = {"cards.create_payment", "acquirer.authorize_payment", "pix.create_payment"}
    assert creating < promised


@pytest.mark.parametrize(("id_", "request_", "document"), callbacks())
def test_every_callback_has_an_example_that_could_be_sent(
    id_: str, request_: dict[str, Any], document: dict[str, Any]
):
    del id_
    media = request_["requestBody"]["content"]["application/json"]
    message_check()(media["example"])
    validator = Schemas(document).compile(media["schema"])
    assert faults(validator, media["example"]) == []


def test_a_logged_request_is_described_as_the_control_api_describes_it():
    pushed = EVENTS["components"]["schemas"]["LoggedRequest"]
    summary = CONTRACTS["control"].document["components"]["schemas"]["ControlRequestSummary"]
    assert [*pushed["properties"]] == ["sandbox", *summary["properties"]]
    assert pushed["required"] == ["sandbox", *summary["required"]]
