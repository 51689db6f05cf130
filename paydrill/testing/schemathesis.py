"""Hooks for Schemathesis: make valid requests meaningful, and check what only payments promise.

    SCHEMATHESIS_HOOKS=paydrill.testing.schemathesis schemathesis run http://…/openapi/cards.json

Left alone, Schemathesis makes up tokens that were never issued, ids that name nothing and cards
that do not exist: nearly every response is a refusal, and little of the server runs. So each
*valid* request gets real values, and ids that the server gave out earlier, before it is sent.
Invalid requests are sent unchanged: a test expects their refusal.

`refusals` lists which valid requests may be refused, and how. Two checks are added: that refunds
stay made, and that a valid request is never called an invalid one.
"""

import json
from decimal import Decimal
from http import HTTPStatus
from typing import Any, TypeAlias

from paydrill.testing.brackets import as_read, form
from paydrill.testing.meaningful import CARDS, asked_for, called, meaningful, own_name
from paydrill.testing.memory import Memory
from paydrill.testing.refusals import BREAKS_CONTRACT, of_document
from paydrill.testing.stripe_data import StripeMemory

try:
    import schemathesis
    from hypothesis import strategies as st
    from schemathesis.config import OperationConfig
    from schemathesis.core.parameters import ParameterLocation
    from schemathesis.generation.meta import (
        REQUEST_SHAPE_PROBES,
        CaseMetadata,
        TestPhase,
        coverage_scenario,
    )
except ImportError as error:
    raise ImportError(
        "paydrill.testing.schemathesis needs Schemathesis 4.32 or later: pip install schemathesis"
    ) from error

PROBLEM = "application/problem+json"
KEY = "Idempotency-Key"
FORM = "application/x-www-form-urlencoded"
API_KEY = "sk_test_fuzz"
KEYS = {
    "bearer": {"bearer": API_KEY},
    "basic": {"username": API_KEY, "password": ""},
}
"""Credentials, by the names of the schemes in the contract for clients of Stripe."""
PUT_SCENARIO = "PUT /scenarios/{name}"
LONG_WAITS = {str(seconds) for seconds in range(1, 31)}

_DONE = {HTTPStatus.OK, HTTPStatus.CREATED}
_current: list[tuple[Any, Memory]] = []
_stripe: list[tuple[Any, StripeMemory]] = []

Case: TypeAlias = schemathesis.Case[Any]

schemathesis.openapi.format("card-number", st.sampled_from(sorted(CARDS)))

for _text in (
    "application/pem-certificate-chain",
    "application/xml",
    "image/png",
    "image/svg+xml",
    "text/csv",
    "text/html",
    "text/plain",
):

    @schemathesis.deserializer(_text)
    def as_text(_context: Any, response: schemathesis.Response) -> str:
        """Read pages, metrics, images and files as the strings that their schemas call them."""
        return response.content.decode("latin-1")


@schemathesis.serializer(FORM)
def as_form(_context: Any, value: Any) -> bytes:
    """Write nested fields with brackets. What is no object is sent as JSON, to be refused."""
    if isinstance(value, dict):
        return form(value)
    return value if isinstance(value, bytes) else json.dumps(value).encode()


@schemathesis.hook
def after_load_schema(_context: Any, schema: Any) -> None:
    """Let valid requests be refused as `STATUSES` lists, in addition to the usual statuses.

    Where a contract asks for a key and none is configured, any will do.
    """
    schemes = schema.raw_schema.get("components", {}).get("securitySchemes", {})
    if schemes.keys() == KEYS.keys() and not schema.config.auth.is_defined:
        schema.config.auth = type(schema.config.auth).from_dict({"openapi": KEYS})
    usual = schema.config.checks.positive_data_acceptance.expected_statuses
    for id_, statuses in of_document(schema.raw_schema):
        allowed = {"expected-statuses": [*usual, *statuses]}
        rule = {"include-operation-id": id_, "checks": {"positive_data_acceptance": allowed}}
        schema.config.operations.operations.append(OperationConfig.from_dict(rule))


def memory_of(schema: Any) -> Memory:
    """Return the memory of a run, which begins with its first request."""
    if not _current or _current[0][0] is not schema:
        _current[:] = [(schema, Memory())]
        # By its name, Schemathesis takes `customer_id` for an id that some operation gives out, and
        # would start no scenario with an operation that needs it. The client chooses that id.
        for node in schema.analysis.dependency_graph.operations.values():
            node.inputs[:] = [
                slot for slot in node.inputs if "customer_id" not in slot.parameter_name
            ]
    return _current[0][1]


def stripe_of(schema: Any) -> StripeMemory:
    """Return the memory of a run of the contract for clients of Stripe."""
    if not _stripe or _stripe[0][0] is not schema:
        _stripe[:] = [(schema, StripeMemory())]
    return _stripe[0][1]


@schemathesis.hook
def before_call(_context: Any, case: Case, _kwargs: dict[str, Any]) -> None:
    """Make the valid parts of a request meaningful."""
    _hurry(case)
    _read_form(case)
    meta = case.meta
    if meta is None or coverage_scenario(case) in REQUEST_SHAPE_PROBES:
        return
    if _of_stripe(case):
        _sent_to_stripe(case, meta)
    else:
        _sent(case, meta)


def _sent(case: Case, meta: CaseMetadata) -> None:
    memory = memory_of(case.operation.schema)
    if case.path_parameters and not meta.is_negative_at(ParameterLocation.PATH):
        decided = any(word in case.path for word in ("capture", "void"))
        known = memory.known(case.path_parameters, still_open=decided)
        # Assign changed parts only: an assigned part is validated again, in the form it is sent in.
        if known != case.path_parameters:
            case.path_parameters = known
    if case.query and not meta.is_negative_at(ParameterLocation.QUERY):
        query = memory.known(asked_for(case.query))
        if "cursor" in query:
            query = memory.on_a_page(case.path, query)
        if query != case.query:
            case.query = query
    _freshen(case, meta)
    if isinstance(case.body, dict) and not meta.is_negative_at(ParameterLocation.BODY):
        allowed = memory.by_mandate(case.body)
        case.body = memory.known(memory.everyday(meaningful(allowed)))
    _own_scenario(case, meta)


def _freshen(case: Case, meta: CaseMetadata) -> None:
    """Send an idempotency key that was never used."""
    if KEY in case.headers and not meta.is_negative_at(ParameterLocation.HEADER):
        sent = case.headers.pop(KEY)
        # In a stateful run a changed header would pass for one that a link set, so it is removed.
        if meta.phase.name != TestPhase.STATEFUL:
            case.headers[KEY] = memory_of(case.operation.schema).fresh(sent)


def _own_scenario(case: Case, meta: CaseMetadata) -> None:
    """Put scenarios under names that no file of the server has, in the path and in the text."""
    if case.operation.label != PUT_SCENARIO or meta.is_negative_at(ParameterLocation.PATH):
        return
    name = own_name(case.path_parameters["name"])
    if name != case.path_parameters["name"]:
        case.path_parameters = {**case.path_parameters, "name": name}
    if isinstance(case.body, dict) and not meta.is_negative_at(ParameterLocation.BODY):
        case.body = {**case.body, "source": called(name, str(case.body["source"]))}


def _of_stripe(case: Case) -> bool:
    return str(case.operation.definition.raw.get("operationId")).startswith("stripe.")


def _sent_to_stripe(case: Case, meta: CaseMetadata) -> None:
    """Make the valid parts of a request to the contract for clients of Stripe meaningful."""
    memory, path = stripe_of(case.operation.schema), case.path
    if case.path_parameters and not meta.is_negative_at(ParameterLocation.PATH):
        known = memory.in_path(path, case.path_parameters)
        if known != case.path_parameters:
            case.path_parameters = known
    if case.query and not meta.is_negative_at(ParameterLocation.QUERY):
        query = memory.in_query(path, case.query)
        if query != case.query:
            case.query = query
    _freshen(case, meta)
    if isinstance(case.body, dict) and not meta.is_negative_at(ParameterLocation.BODY):
        case.body = memory.in_body(path, case.body)


def _read_form(case: Case) -> None:
    """Take a form for what a server reads of it, where a number for a text is no mistake."""
    if case.media_type != FORM or not isinstance(case.body, dict):
        return
    schema = case.operation.get_body_for_media_type(FORM).validation_schema
    read = as_read(case.body, schema, schema)
    if read != case.body:
        case.body = read


def _hurry(case: Case) -> None:
    """Do not wait for events: none happens while the only client waits."""
    if case.query and str(case.query.get("wait_s")) in LONG_WAITS:
        case.query = {**case.query, "wait_s": 0}


@schemathesis.hook
def after_call(_context: Any, case: Case, response: schemathesis.Response) -> None:
    """Learn ids, cursors and refunds from a response."""
    answer = _done(response)
    if answer is None:
        return
    if _of_stripe(case):
        stripe_of(case.operation.schema).learn(answer)
        return
    memory = memory_of(case.operation.schema)
    memory.learn(answer)
    memory.store(answer, CARDS)
    memory.turn_page(case.path, answer)
    if "refund_id" in answer:
        memory.refund(answer)


@schemathesis.check
def refunds_stick(_context: Any, response: schemathesis.Response, case: Case) -> None:
    """Check that a payment never shows less refunded than was refunded."""
    answer = _done(response)
    if answer is not None and "amount_refunded" in answer:
        refunded = memory_of(case.operation.schema).refunded(answer)
        shown = Decimal(str(answer["amount_refunded"]))
        if shown < refunded:
            raise AssertionError(f"{refunded} was refunded, but the payment says {shown}")


@schemathesis.check
def valid_data_is_refused_for_a_reason(
    _context: Any, response: schemathesis.Response, case: Case
) -> None:
    """Check that a valid request is never refused for its form."""
    meta = case.meta
    if meta is None or meta.generation.mode.is_negative:
        return
    answer = _object(response) or {}
    if _media_type(response) == PROBLEM:
        for_form = answer.get("code") == "invalid_request"
    else:
        for_form = _of_stripe(case) and _is_of_contract(response)
    if for_form:
        raise AssertionError("A valid request was refused as an invalid one")


def _is_of_contract(response: schemathesis.Response) -> bool:
    """Tell whether a refusal says that a place in the request breaks the contract."""
    return any(map(BREAKS_CONTRACT.match, response.headers.get("paydrill-error", [])))


def _done(response: schemathesis.Response) -> dict[str, Any] | None:
    """Return the body of a successful JSON response; `None` for any other, and for half a body."""
    if response.status_code not in _DONE or _media_type(response) != "application/json":
        return None
    return _object(response)


def _object(response: schemathesis.Response) -> dict[str, Any] | None:
    """Return the JSON object in a body; `None` for anything else, and for half a body."""
    try:
        body = response.json()
    except ValueError:
        return None
    return body if isinstance(body, dict) else None


def _media_type(response: schemathesis.Response) -> str:
    return response.headers.get("content-type", [""])[0].partition(";")[0]
