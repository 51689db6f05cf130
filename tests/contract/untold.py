"""The refusals of valid requests that a contract in OpenAPI 3.0 cannot tell of, by kind.

Without Paydrill's hooks Schemathesis meets these; any other refusal is one that a contract should
have told of. `of_run` reads them from the NDJSON report of a run.
"""

import base64
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from paydrill.testing import refusals

ACCEPTANCE = "positive_data_acceptance"
TIMED_OUT = "Read timed out"
LONG_POLL = "GET /events"

CARD = "card number: check digit, or another number of digits than its brand has"
CVV = "card: security code of another brand"
EXPIRY = "card: expired by the sandbox's clock"
DECIMALS = "amount: decimals of its currency, or its twelve digits"
MANDATE = "mandate: none, unknown, or of another card"
STATE = "what became of the payment"
REUSED = "Idempotency-Key: sent before with another request"
SCENARIO = "grammar and names of scenarios"
FILTER = "name: of a rule, a type of event or a webhook that there is not"
ENDPOINT = "webhooks: address, or secrets where nothing is signed"
CALENDAR = "clock: advanced past its end"
RANGE = "count: a max below its min"
WAITED = "long poll: waits longer than Schemathesis"

UNKNOWN = "an id that names nothing"
EXPANDED = "expand: a field that the answer does not have"
SEARCH = "search: its grammar and fields, and pages that were not given out"
NEEDED = "one of several fields, or one that another asks for"
OBJECTS = "what became of an object, or fields that exclude each other"
NOTES = "metadata: a name with a bracket, or a long one"
NESTED = "lists of one and what is nested, which Schemathesis writes without brackets"
DECLINED = "card: declined by its number"

_FIELDS = {"card_number": CARD, "number": CARD, "cvv": CVV, "expiry": EXPIRY, "expiry_year": EXPIRY}
_CODES = {
    **dict.fromkeys(["not_refundable", "refund_exceeds_rest", "not_capturable"], STATE),
    **dict.fromkeys(["capture_exceeds_authorization", "not_voidable"], STATE),
    "invalid_mandate": MANDATE,
    "invalid_scenario": SCENARIO,
    "unknown_name": FILTER,
    "idempotency_key_reused": REUSED,
    "invalid_endpoint": ENDPOINT,
    "invalid_clock": CALENDAR,
}
_PIX_STATE = {
    "Only a confirmed payment can be returned",
    "Nothing is left to return: all of it is about to be",
    "The return is more than what is left of the payment",
}
_PIX_VALUE = {"Invalid value", "Invalid payment data"}
_PIX_CONFIRMATION = "POST /payments/pix/confirmation"
_PIX_DECIMALS = -2
_REUSED = 422
_DECLINED = 402
_OF_STRIPE = [
    (re.compile("This Idempotency-Key was used"), REUSED),
    (re.compile("/expand (This property cannot be expanded|You cannot expand)"), EXPANDED),
    (re.compile(".*(search query|be searched|is not one of a next_page)"), SEARCH),
    (re.compile(r"/\S*metadata\[.* is not a field|/metadata Metadata "), NOTES),
    (re.compile("/url must be an address"), ENDPOINT),
    (re.compile("/[a-z_]+/[a-z_/]* is required"), NESTED),
    (re.compile("/line_items must have at most"), NESTED),
]
"""Kinds by the beginning of `Paydrill-Error`, without what is `_UNBRACKETED`."""
_UNBRACKETED = re.compile(r"/\S* must be an (object|array)\. ?")
_CODES_OF_STRIPE = {"resource_missing": UNKNOWN, "parameter_missing": NEEDED}


@dataclass
class Findings:
    """What a run found: refusals by kind, and everything else that failed."""

    failures: list[str]
    untold: Counter[str] = field(default_factory=Counter)


def of_run(report: Path) -> Findings:
    """Read the NDJSON report of a run."""
    found = Findings(["the run did not come to its end"])
    for line in report.read_text("utf-8").splitlines():
        ((kind, event),) = json.loads(line).items()
        if kind == "ScenarioFinished":
            for name, failure, exchange in failed(event["recorder"]):
                kinds = _kinds(failure["operation"], exchange) if name == ACCEPTANCE else []
                found.untold.update(kinds)
                if not kinds:
                    found.failures.append(_told(name, failure, exchange))
        elif kind == "EngineFinished":
            found.failures.pop(0)
        elif kind == "FatalError":
            found.failures.append(json.dumps(event)[:1000])
        elif kind == "NonFatalError":
            if event["label"] == LONG_POLL and TIMED_OUT in json.dumps(event):
                found.untold[WAITED] += 1
            else:
                found.failures.append(json.dumps(event)[:1000])
    return found


def failed(
    recorder: Mapping[str, Any],
) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Yield name, failure and exchange of each check that failed."""
    for case, checks in recorder.get("checks", {}).items():
        for check in checks:
            if check["status"] == "failure":
                yield (
                    check["name"],
                    check["failure_info"]["failure"],
                    recorder["interactions"][case],
                )


def _kinds(operation: str, exchange: dict[str, Any]) -> list[str]:
    """Name the kinds of a refusal; none if the contract could have told of it."""
    answer = _json(exchange["response"].get("content"))
    if exchange["response"]["status_code"] == _REUSED:
        return [REUSED]
    if "code" not in answer:
        return _kinds_of_others(operation, answer, exchange)
    pointers = [each["pointer"] for each in answer.get("errors", ())]
    if answer["code"] == "invalid_card":
        return [_FIELDS[pointer.rpartition("/")[2]] for pointer in pointers]
    if answer["code"] == "invalid_amount":
        return [DECIMALS] if pointers == ["/amount"] else []
    if pointers == ["/count/max"]:
        return [RANGE]
    kind = _CODES.get(answer["code"])
    return [kind] if kind else []


def _kinds_of_others(operation: str, answer: dict[str, Any], exchange: dict[str, Any]) -> list[str]:
    if isinstance(answer.get("error"), dict):
        return _kinds_of_stripe(exchange["response"], answer["error"])
    return _kinds_of_pix(operation, answer, _json(exchange["request"].get("body")))


def _kinds_of_stripe(response: dict[str, Any], error: dict[str, Any]) -> list[str]:
    """Name the kind of a refusal in Stripe's shape, by the reason in its header."""
    headers = {name.lower(): values for name, values in response["headers"].items()}
    reason = "".join(headers.get("paydrill-error", ()))
    rest = _UNBRACKETED.sub("", reason)
    if not rest and reason:
        return [NESTED]
    for pattern, kind in _OF_STRIPE:
        if pattern.match(rest):
            return [kind]
    if refusals.BREAKS_CONTRACT.match(rest):
        return []
    return [
        DECLINED
        if response["status_code"] == _DECLINED
        else _CODES_OF_STRIPE.get(error.get("code"), OBJECTS)
    ]


def _kinds_of_pix(operation: str, answer: dict[str, Any], body: dict[str, Any]) -> list[str]:
    message = answer.get("message")
    if message in _PIX_STATE:
        return [STATE]
    if message not in _PIX_VALUE:
        return []
    exponent = Decimal(str(body["value"])).normalize().as_tuple().exponent
    if isinstance(exponent, int) and exponent < _PIX_DECIMALS:
        return [DECIMALS]
    return [STATE] if operation == _PIX_CONFIRMATION else []


def _told(name: str, failure: dict[str, Any], exchange: dict[str, Any]) -> str:
    request, response = exchange["request"], exchange["response"] or {}
    sent, answered = _json(request.get("body")), _json(response.get("content"))
    call = f"{request['method']} {request['uri']} {json.dumps(sent)[:1000]}"
    return f"{name}: {failure['message']}\n  {call}\n  {response.get('status_code')} {answered}"


def _json(content: dict[str, str] | None) -> dict[str, Any]:
    """Decode the object in a recorded body; empty for anything else."""
    try:
        value = json.loads(base64.b64decode((content or {})["$base64"]))
    except (ValueError, KeyError):
        return {}
    return value if isinstance(value, dict) else {}
