"""Deliberate bugs, each of which the check that is meant for it has to catch, and did not before.

Checks of Schemathesis that nothing here can provoke, because the contracts leave no room for it:

| check                      | why                                                               |
|----------------------------|-------------------------------------------------------------------|
| missing_required_header    | no operation requires a header                                    |
| object_level_authorization | nothing belongs to a user: who has the sandbox's name has it all  |
| max_response_time          | not a promise of the contracts; `make bench` measures it          |

`ensure_resource_availability` takes a GET for that of a thing created only where its path begins
with the path of the POST: of these contracts, in pix. For the others, journeys look.
"""

import pytest

from tests.contract.exploring import contract, explore
from tests.contract.mutants import PROBLEM, Exchanged, mutant
from tests.in_process import in_memory

FIELDS = {
    *("card_number", "amount", "currency", "customer_name"),
    *("capture", "expiry", "cvv", "merchant_reference"),
}
TOKEN = "let-me-in"


def crashes_on_authorizations(exchanged: Exchanged):
    if isinstance(exchanged.request, dict) and exchanged.request.get("capture") is False:
        problem = PROBLEM | {"title": "Internal Server Error", "status": 500}
        exchanged.become(500, problem, "application/problem+json")


def says_accepted_for_created(exchanged: Exchanged):
    if exchanged.status == 201:
        exchanged.status = 202


def calls_json_text(exchanged: Exchanged):
    if exchanged.status == 201:
        exchanged.headers["content-type"] = "text/plain"


def forgets_a_field(exchanged: Exchanged):
    if exchanged.status == 201:
        del exchanged.answer["card_type"]


def writes_amounts_as_text(exchanged: Exchanged):
    if exchanged.status == 201:
        exchanged.answer["amount"] = str(exchanged.answer["amount"])


def forgets_the_request_id(exchanged: Exchanged):
    exchanged.headers.pop("x-request-id", None)


def takes_negative_amounts(exchanged: Exchanged):
    match exchanged.request:
        case {"amount": int() | float() as amount}:
            exchanged.request["amount"] = max(1, int(abs(amount)))
            exchanged.request.pop("mandate_id", None)  # a made-up one is refused, as is the amount


def ignores_fields_it_does_not_know(exchanged: Exchanged):
    if isinstance(exchanged.request, dict):
        known = exchanged.request.keys() & FIELDS
        exchanged.request = {name: exchanged.request[name] for name in known}


def takes_dollars_only(exchanged: Exchanged):
    if exchanged.status == 201 and exchanged.answer["currency"] != "USD":
        exchanged.become(400, PROBLEM, "application/problem+json")


def deletes_as_if_it_were_asked(exchanged: Exchanged):
    if exchanged.method == "DELETE":
        exchanged.method = "POST"


def refuses_methods_without_saying_which_it_takes(exchanged: Exchanged):
    if exchanged.status == 405:
        del exchanged.headers["allow"]


def offers_a_method_it_does_not_have(exchanged: Exchanged):
    if "allow" in exchanged.headers:
        exchanged.headers["allow"] += ", DELETE"


def says_deleted_and_keeps_it(exchanged: Exchanged):
    if exchanged.method == "DELETE":
        exchanged.method = "OPTIONS"  # the other one that is answered by 204


def loses_what_it_created(exchanged: Exchanged):
    if exchanged.method == "GET":
        exchanged.become(404, {"message": "Payment not found"}, "application/json")


def forgets_refunds(exchanged: Exchanged):
    if exchanged.method == "GET" and exchanged.status == 200:
        exchanged.answer |= {"amount_refunded": 0, "status": "captured"}


def calls_valid_data_invalid(exchanged: Exchanged):
    if exchanged.status == 400:
        exchanged.become(400, PROBLEM | {"code": "invalid_request"}, "application/problem+json")


PAYMENT = ("acquirer.authorize_payment",)
REFUND = (*PAYMENT, "acquirer.get_status", "acquirer.refund_payment")
CHARGE = ("pix.create_payment", "pix.show_payment")
SNAPSHOT = ("control.take_snapshot", "control.get_snapshot", "control.delete_snapshot")

CAUGHT = [
    ("not_a_server_error", PAYMENT, {"after": crashes_on_authorizations}),
    ("status_code_conformance", PAYMENT, {"after": says_accepted_for_created}),
    ("content_type_conformance", PAYMENT, {"after": calls_json_text}),
    ("response_schema_conformance", PAYMENT, {"after": forgets_a_field}),
    ("response_schema_conformance", PAYMENT, {"after": writes_amounts_as_text}),
    ("response_headers_conformance", PAYMENT, {"after": forgets_the_request_id}),
    ("negative_data_rejection", PAYMENT, {"before": takes_negative_amounts}),
    ("negative_data_rejection", PAYMENT, {"before": ignores_fields_it_does_not_know}),
    ("positive_data_acceptance", PAYMENT, {"after": takes_dollars_only}),
    ("unsupported_method", PAYMENT, {"before": deletes_as_if_it_were_asked}),
    ("unsupported_method", PAYMENT, {"after": refuses_methods_without_saying_which_it_takes}),
    ("allow_header_conformance", PAYMENT, {"after": offers_a_method_it_does_not_have}),
    ("ensure_resource_availability", SNAPSHOT, {"after": loses_what_it_created}),
    ("use_after_free", SNAPSHOT, {"before": says_deleted_and_keeps_it}),
    ("refunds_stick", REFUND, {"after": forgets_refunds}),
    ("valid_data_is_refused_for_a_reason", REFUND, {"after": calls_valid_data_invalid}),
]


@pytest.fixture(scope="module")
def correct():
    return in_memory()


@pytest.mark.parametrize(
    ("check", "operations", "bug"),
    CAUGHT,
    ids=[next(iter(bug.values())).__name__ for _, _, bug in CAUGHT],
)
def test_a_bug_is_caught_by_the_check_that_is_meant_for_it(correct, check, operations, bug):
    assert check in found_in(mutant(correct, **bug), operations).checks


@pytest.mark.parametrize("operations", [PAYMENT, REFUND, CHARGE, SNAPSHOT])
def test_a_mutant_without_a_bug_is_none(correct, operations):
    found = found_in(mutant(correct), operations)
    assert (found.failures, found.errors) == ([], [])


def test_a_control_plane_that_asks_for_its_token_keeps_its_contract():
    # The boundaries of its parameters are the same as without one.
    phases = ["examples", "fuzzing", "stateful"]
    schema = contract(in_memory(control_token=TOKEN), "control", TOKEN)
    found = explore(schema, examples=3, phases=phases)
    assert (found.failures, found.errors) == ([], [])


def test_a_control_plane_that_lets_everybody_in_is_caught(correct):
    found = explore(contract(correct, "control", TOKEN), examples=3, phases=["fuzzing"])
    assert "ignored_auth" in found.checks


def found_in(app, operations):
    """What a small run finds: boundaries of one operation, or stories of several."""
    name = operations[0].partition(".")[0]
    # An `include` would be added to what the settings include, which is everything.
    schema = contract(app, name).exclude(
        lambda context: context.operation.definition.raw["operationId"] not in operations
    )
    if len(operations) == 1:
        return explore(schema, examples=5, phases=["examples", "coverage"])
    # Hypothesis draws from constants of all modules that are imported, so that the tests before
    # decide what a story is made of: twice as many, to meet a refund and then a look in any case.
    examples = 30 if operations == REFUND else 15
    return explore(schema, examples=examples, phases=["examples", "fuzzing", "stateful"])
