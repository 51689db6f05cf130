"""The contracts in openapi/: valid, handled one to one, and with examples that hold."""

import inspect
import pkgutil
import re
from collections.abc import Iterator
from http import HTTPStatus
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml
from openapi_spec_validator import OpenAPIV30SpecValidator

from paydrill import errors
from paydrill.delivery.webhooks import errors as webhook_errors
from paydrill.errors import EngineError
from paydrill.openapi.documents import Contract
from paydrill.openapi.operation import PROBLEM_JSON, Operation
from paydrill.openapi.pointers import resolve
from paydrill.openapi.validators import faults
from paydrill.payments import errors as payment_errors
from tests.our_contracts import OUR_CONTRACTS

FOLDER = Path(__file__).parents[2] / "openapi"
OPERATIONS = sorted(
    (o for contract in OUR_CONTRACTS for o in contract.operations), key=lambda o: o.id
)

HANDLED = {
    first: {operation.id for operation in OPERATIONS if operation.id.startswith(f"{first}.")}
    for first in {operation.id.partition(".")[0] for operation in OPERATIONS}
}
"""Ids of operations by what they begin with, which is the module of their handlers."""

# Codes of refusals that are HTTP's, not the engine's, and are not called as their status is.
HTTP_CODES = {"foreign_host", "foreign_origin", "contract_broken", "payload_too_large"} | {
    "control_token_required",
    "internal_error",
    "rate_limited",
    "store_unavailable",
}
# Those that a scenario can make fail.
SCRIPTED = {"acquirer", "cards", "pix"}


def named(thing: Contract | Operation) -> str:
    return thing.name if isinstance(thing, Contract) else thing.id


def media_of(operation: Operation) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every documented body, of requests and of answers, and where it stands."""
    body = resolve(operation.document, operation.definition.get("requestBody", {}))
    for media_type, media in body.get("content", {}).items():
        yield f"request {media_type}", media
    for status, response in operation.responses.items():
        for media_type, media in response.get("content", {}).items():
            yield f"{status} {media_type}", media


def examples_in(operation: Operation, media: dict[str, Any]) -> list[Any]:
    several = media.get("examples", {}).values()
    values = [resolve(operation.document, example)["value"] for example in several]
    return [*values, media["example"]] if "example" in media else values


def examples_of(operation: Operation) -> Iterator[tuple[str, Any]]:
    for where, media in media_of(operation):
        yield from ((where, example) for example in examples_in(operation, media))


@pytest.mark.parametrize("contract", OUR_CONTRACTS, ids=named)
def test_it_is_valid_openapi(contract: Contract):
    assert [
        error.message for error in OpenAPIV30SpecValidator(contract.document).iter_errors()
    ] == []


def test_nothing_of_our_contracts_has_to_be_mended():
    found = [f"{each.name}: {f.sentence}" for each in OUR_CONTRACTS for f in each.findings]
    assert found == []


def test_the_base_paths_are_those_that_clients_call():
    assert {contract.name: contract.base_path for contract in OUR_CONTRACTS} == {
        "acquirer": "",
        "cards": "/api/v1",
        "control": "/_control",
        "pix": "",
        "service": "",
        "stripe": "/v1",
    }


@pytest.mark.parametrize("first", sorted(HANDLED))
def test_operations_and_handlers_are_one_to_one(first: str):
    functions = {
        f"{first}.{name}"
        for module in modules_of(f"handlers.{first}")
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
    }
    assert HANDLED[first] == functions


def modules_of(name: str) -> Iterator[ModuleType]:
    """A module, and those in it if it is a package."""
    module = import_module(name)
    yield module
    for inner in pkgutil.iter_modules(getattr(module, "__path__", ())):
        yield import_module(f"{name}.{inner.name}")


def test_every_handler_module_has_operations():
    found = pkgutil.iter_modules([str(FOLDER.parent / "handlers")])
    modules = {each.name for each in found} - {"views"}
    assert modules == HANDLED.keys()


@pytest.mark.parametrize("operation", OPERATIONS, ids=named)
def test_every_body_has_an_example_and_every_example_is_valid(operation: Operation):
    for where, media in media_of(operation):
        examples = examples_in(operation, media)
        assert examples, f"{where} has no example"
        if media["schema"].get("format") == "binary":
            continue
        validator = operation.schemas.compile(media["schema"])
        for example in examples:
            assert faults(validator, example) == [], where


@pytest.mark.parametrize("operation", OPERATIONS, ids=named)
def test_every_required_parameter_has_a_valid_example(operation: Operation):
    for parameter in operation.parameters:
        if parameter.get("required"):
            validator = operation.schemas.compile(parameter["schema"])
            assert faults(validator, parameter["example"]) == [], parameter["name"]


@pytest.mark.parametrize("operation", OPERATIONS, ids=named)
def test_no_optional_parameter_has_an_example(operation: Operation):
    # Swagger UI, Postman and generators send an example as if it had been asked for: a used
    # idempotency key, a cursor of no page, a filter that nothing passes.
    for parameter in operation.parameters:
        if not parameter.get("required"):
            schema = resolve(operation.document, parameter["schema"])
            assert {"example", "examples"} & (parameter.keys() | schema.keys()) == set(), parameter


@pytest.mark.parametrize("operation", OPERATIONS, ids=named)
def test_every_request_is_closed_and_every_operation_said(operation: Operation):
    assert operation.definition["summary"]
    assert operation.definition["description"]
    for schema in operation.body_schemas.values():
        # Clients of some providers add fields of theirs to a grant.
        is_open = operation.id == "control.issue_token"
        assert resolve(operation.document, schema)["additionalProperties"] is is_open


@pytest.mark.parametrize("operation", OPERATIONS, ids=named)
def test_every_error_that_can_occur_is_documented(operation: Operation):
    documented = set(operation.responses)
    if "default" in documented:  # one shape for all that can go wrong
        return
    moves_money = any(each["name"] == "Idempotency-Key" for each in operation.parameters)
    assert "500" in documented
    assert not operation.body_schemas or {"400", "413", "415"} <= documented
    assert not moves_money or {"400", "409", "422"} <= documented
    assert operation.contract != "control" or {"401", "403"} <= documented
    assert operation.contract not in SCRIPTED or "429" in documented
    assert operation.contract == "service" or "503" in documented


ERRORS = {
    error
    for module in (errors, payment_errors, webhook_errors)
    for _, error in inspect.getmembers(module, inspect.isclass)
    if issubclass(error, EngineError)
}
# Those that only PIX can meet, whose errors are a message and have no code, and those that are
# never met themselves: each has others below it.
# Those of stand-ins, which none of our operations has.
STAND_INS = {"no_valid_answer", "resource_not_found", "unknown_preference"}
# Never met itself, as the others: each card that is none has an error of its own.
UNSEEN = {
    "card_error",
    "already_confirmed",
    "charge_expired",
    "charge_not_active",
    "qr_code_not_found",
} | {error.code for error in (EngineError, errors.NotFound, errors.NotPossible, errors.Conflict)}
PROBLEMS = yaml.safe_load((FOLDER / "components/problems.yaml").read_text(encoding="utf-8"))


def codes_of(response: dict[str, Any]) -> set[str]:
    """The codes of a problem response, in its examples."""
    media = response["content"]["application/problem+json"]
    several = [resolve(PROBLEMS, each)["value"] for each in media.get("examples", {}).values()]
    return {each["code"] for each in (*several, media.get("example")) if each}


def test_every_code_has_a_problem_response_and_every_response_a_code():
    responses = PROBLEMS["components"]["responses"]
    shown = {code for response in responses.values() for code in codes_of(response)}
    known = {error.code for error in ERRORS}
    assert known - UNSEEN - STAND_INS - shown == set()
    assert shown & UNSEEN == set()
    assert shown - known <= HTTP_CODES | {status.name.lower() for status in HTTPStatus}


@pytest.mark.parametrize("name", PROBLEMS["components"]["responses"])
def test_a_problem_response_is_called_as_its_code(name: str):
    response = PROBLEMS["components"]["responses"][name]
    names = {code.title().replace("_", "") for code in codes_of(response)}
    assert name in names | {"InvalidCardOrAmount"}


def test_problem_responses_are_written_in_one_place():
    elsewhere = [
        file.name
        for file in FOLDER.rglob("*.yaml")
        if PROBLEM_JSON in file.read_text(encoding="utf-8") and file.name != "problems.yaml"
    ]
    assert elsewhere == []


@pytest.mark.parametrize("contract", OUR_CONTRACTS, ids=named)
def test_no_two_files_call_different_things_by_one_name(contract: Contract):
    """The second of them would be published under a number."""
    for entries in contract.document.get("components", {}).values():
        assert [name for name in entries if re.search(r"-[0-9]+$", name)] == []


@pytest.mark.parametrize("operation", OPERATIONS, ids=named)
def test_every_refusal_documents_its_reason(operation: Operation):
    errors = {k: v for k, v in operation.responses.items() if k.startswith(("4", "5"))}
    without = [key for key, each in errors.items() if "Paydrill-Error" not in each["headers"]]
    assert without == []


@pytest.mark.parametrize("operation", OPERATIONS, ids=named)
def test_every_link_leads_to_an_operation(operation: Operation):
    ids = {each.id for each in OPERATIONS}
    for response in operation.responses.values():
        for link in response.get("links", {}).values():
            assert resolve(operation.document, link)["operationId"] in ids


def test_the_operations_that_take_card_numbers_say_so():
    taking = {operation.id for operation in OPERATIONS if operation.takes_card_numbers}
    assert taking >= {"cards.tokenize_card", "acquirer.authorize_payment"}
    assert "cards.create_payment" not in taking


WORDS = re.compile(
    r"\b(nobody|somebody|anybody|whoever|whatever|told|likewise|befall\w*)\b", re.IGNORECASE
)
PRONOUNS = re.compile(r"(It|They|Those|These|That|Them|The same)\b")
TEXTS = sorted(FOLDER.rglob("*.yaml"))


def sentences_in(node: Any, at: str = "") -> Iterator[tuple[str, str]]:
    """Every summary and description of a file, with its place."""
    for key, value in node.items() if isinstance(node, dict) else enumerate(node):
        if key in {"summary", "description"} and isinstance(value, str):
            yield f"{at}/{key}", value
        elif isinstance(value, dict | list) and key not in {"example", "value"}:
            yield from sentences_in(value, f"{at}/{key}")


@pytest.mark.parametrize("file", TEXTS, ids=lambda file: file.name)
def test_every_description_stands_alone(file: Path):
    """It names its subject: readers of generated documentation do not see its surroundings."""
    sentences = list(sentences_in(yaml.safe_load(file.read_text(encoding="utf-8"))))
    assert sentences
    assert [(at, said) for at, said in sentences if WORDS.search(said)] == []
    assert [(at, said) for at, said in sentences if PRONOUNS.match(said)] == []


@pytest.mark.parametrize("operation", OPERATIONS, ids=named)
def test_an_operation_says_in_a_sentence_what_it_does(operation: Operation):
    """It begins with a verb, as `Returns` or `Makes`; only a few begin with what they count."""
    first, _, rest = operation.definition["description"].partition(" ")
    assert rest
    assert first.endswith("s"), operation.definition["description"]
