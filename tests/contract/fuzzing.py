"""Hooks of Schemathesis, named by `schemathesis.toml`: meaningful requests, and two more checks.

Left alone, Schemathesis makes up tokens that nobody issued, ids that name nothing and cards that do
not exist: nearly every answer would be a refusal, and little of the server would run. So each
*valid* request is given what makes sense, and what the server gave out earlier, before it is sent.
Invalid requests go out as they were made: that they are refused is what is tested.

The checks that Schemathesis brings know no payments: that a refund stays made is checked here.
"""

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from http import HTTPStatus
from itertools import count
from typing import Any

import schemathesis
from hypothesis import strategies as st
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation.meta import (
    REQUEST_SHAPE_PROBES,
    CaseMetadata,
    TestPhase,
    coverage_scenario,
)

from tests.contract.meaningful import CARDS, called, meaningful, own_name

PROBLEM = "application/problem+json"
KEY = "Idempotency-Key"
PUT_SCENARIO = "PUT /scenarios/{name}"
EVERYDAY = 1000
LONG_WAITS = {str(seconds) for seconds in range(1, 31)}
MADE_UP_ONE_IN = 4  # ids that name nothing are sent as well

_TOGETHER = {
    "token": ("token", "customer_id"),
    "transaction_id": ("transaction_id",),
    "payment_id": ("payment_id",),
    "id": ("id",),
    "bank_payment_id": ("bank_payment_id", "value"),
    "file_name": ("file_name",),
    "batch_id": ("batch_id",),
}
"""What the server gives out, by the name it is sent by, and what has to be sent along with it."""


class Memory:
    """What the server has given out, and which idempotency keys were used."""

    def __init__(self) -> None:
        self._given: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
        self._open: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
        self._cursors: dict[str, str] = {}
        self._keys: set[str] = set()
        self._numbers = count(1)
        self._turns = count(1)
        self._refunded: defaultdict[str, Decimal] = defaultdict(Decimal)

    def learn(self, answer: dict[str, Any]) -> None:
        """Remember the ids in an answer, and in what it lists."""
        for batch in answer.get("batches", ()):
            self.learn(batch)
        answer = answer.get("payment", answer)
        sent_as = dict(answer)
        if "qr_code" in answer:
            sent_as["file_name"] = f"{answer['qr_code']}.png"
        for name, together in _TOGETHER.items():
            known = {each: sent_as[each] for each in together if sent_as.get(each) is not None}
            if len(known) == len(together) and known not in self._given[name]:
                self._given[name].append(known)
            if known in self._open[name]:
                self._open[name].remove(known)
            if known and answer.get("status") == "authorized":
                self._open[name].append(known)

    def known(self, sent: Mapping[str, Any], *, still_open: bool = False) -> dict[str, Any]:
        """`sent` with made-up ids replaced, most of the time, by ones that were given out.

        If need be by those of payments that were authorized, and neither captured nor voided since.
        """
        made = dict(sent)
        for name in sent.keys() & _TOGETHER.keys():
            given = (still_open and self._open[name]) or self._given[name]
            here = [{each: known[each] for each in known if each in sent} for known in given]
            turn = next(self._turns)
            if here and turn % MADE_UP_ONE_IN and not any(k.items() <= sent.items() for k in here):
                made |= here[turn % len(here)]
        return made

    def turn_page(self, path: str, answer: dict[str, Any]) -> None:
        """Remember where the next page of a list begins."""
        if answer.get("next_cursor") is not None:
            self._cursors[path] = answer["next_cursor"]

    def on_a_page(self, path: str, query: Mapping[str, Any]) -> dict[str, Any]:
        """The query with a cursor of that list, or with none where it has given none out."""
        known = {"cursor": self._cursors[path]} if path in self._cursors else {}
        return {name: value for name, value in query.items() if name != "cursor"} | known

    def everyday(self, body: dict[str, Any]) -> dict[str, Any]:
        """Every second payment authorized only, and small: most numbers are for review or more."""
        if not body.keys() & {"token", "card_number"} or "amount" not in body:
            return body
        if next(self._turns) % 2:
            return body
        return body | {"amount": min(body["amount"], EVERYDAY), "capture": False}

    def refund(self, answer: dict[str, Any]) -> None:
        """Remember what a refund gave back."""
        payment = answer.get("original_transaction_id", answer.get("payment_id"))
        if answer.get("refund_status", answer["status"]) == "success":
            self._refunded[payment] += Decimal(str(answer["amount"]))

    def refunded(self, answer: dict[str, Any]) -> Decimal:
        """What was given back of the payment in an answer, by all that was answered before."""
        return self._refunded[answer.get("transaction_id", answer.get("payment_id"))]

    def fresh(self, key: str) -> str:
        """A key nobody has used: with another request, a used one is refused."""
        while key in self._keys:
            key = f"key-{next(self._numbers)}"
        self._keys.add(key)
        return key


_DONE = {HTTPStatus.OK, HTTPStatus.CREATED}
_current: list[tuple[Any, Memory]] = []

schemathesis.openapi.format("card-number", st.sampled_from(sorted(CARDS)))

for _media_type in (
    "application/xml",
    "image/png",
    "image/svg+xml",
    "text/csv",
    "text/html",
    "text/plain",
):

    @schemathesis.deserializer(_media_type)
    def as_text(_context: Any, response: schemathesis.Response) -> str:
        """Pages, metrics, images and files are strings to their schemas."""
        return response.content.decode("latin-1")


def memory_of(schema: Any) -> Memory:
    """The memory of a run, which begins with its first request."""
    if not _current or _current[0][0] is not schema:
        _current[:] = [(schema, Memory())]
        # From its name, Schemathesis takes `customer_id` for an id that some operation gives out,
        # and would never begin a story with one that asks for it. It is the client's own word.
        for node in schema.analysis.dependency_graph.operations.values():
            node.inputs[:] = [
                slot for slot in node.inputs if "customer_id" not in slot.parameter_name
            ]
    return _current[0][1]


@schemathesis.hook
def before_call(_context: Any, case: schemathesis.Case, _kwargs: dict[str, Any]) -> None:
    """Make a valid request meaningful, part by part."""
    meta, memory = case.meta, memory_of(case.operation.schema)
    _hurry(case)
    if meta is None or coverage_scenario(case) in REQUEST_SHAPE_PROBES:
        return
    if case.path_parameters and not meta.is_negative_at(ParameterLocation.PATH):
        decided = any(word in case.path for word in ("capture", "void"))
        known = memory.known(case.path_parameters, still_open=decided)
        # Set what changed only: what is set is judged afresh, in the form in which it is sent.
        if known != case.path_parameters:
            case.path_parameters = known
    if case.query and not meta.is_negative_at(ParameterLocation.QUERY):
        query = memory.known(case.query)
        if "cursor" in query:
            query = memory.on_a_page(case.path, query)
        if query != case.query:
            case.query = query
    if KEY in case.headers and not meta.is_negative_at(ParameterLocation.HEADER):
        sent = case.headers.pop(KEY)
        key = memory.fresh(sent)
        # In a story a changed header would pass for one that a link filled in, so it goes instead.
        if key == sent or meta.phase.name != TestPhase.STATEFUL:
            case.headers[KEY] = key
    if isinstance(case.body, dict) and not meta.is_negative_at(ParameterLocation.BODY):
        case.body = memory.known(memory.everyday(meaningful(case.body)))
    _own_scenario(case, meta)


def _own_scenario(case: schemathesis.Case, meta: CaseMetadata) -> None:
    """A scenario that is put has a name that no file of the server has, and says so itself."""
    if case.operation.label != PUT_SCENARIO or meta.is_negative_at(ParameterLocation.PATH):
        return
    name = own_name(case.path_parameters["name"])
    if name != case.path_parameters["name"]:
        case.path_parameters = {**case.path_parameters, "name": name}
    if isinstance(case.body, dict) and not meta.is_negative_at(ParameterLocation.BODY):
        case.body = {**case.body, "source": called(name, case.body["source"])}


def _hurry(case: schemathesis.Case) -> None:
    """Nothing happens while a request waits, so none does."""
    if case.query and str(case.query.get("wait_s")) in LONG_WAITS:
        case.query = {**case.query, "wait_s": 0}


@schemathesis.hook
def after_call(_context: Any, case: schemathesis.Case, response: schemathesis.Response) -> None:
    """Learn from what the server answers."""
    answer = _done(response)
    if answer is None:
        return
    memory = memory_of(case.operation.schema)
    memory.learn(answer)
    memory.turn_page(case.path, answer)
    if "refund_id" in answer:
        memory.refund(answer)


@schemathesis.check
def refunds_stick(_context: Any, response: schemathesis.Response, case: schemathesis.Case) -> None:
    """Money that was given back stays given back, however often one asks."""
    answer = _done(response)
    if answer is not None and "amount_refunded" in answer:
        refunded = memory_of(case.operation.schema).refunded(answer)
        shown = Decimal(str(answer["amount_refunded"]))
        assert shown >= refunded, f"{refunded} was refunded, but the payment says {shown}"


@schemathesis.check
def valid_data_is_refused_for_a_reason(
    _context: Any, response: schemathesis.Response, case: schemathesis.Case
) -> None:
    """Where a valid request may get a 400, the problem is never its form."""
    meta = case.meta
    if meta is None or meta.generation.mode.is_negative or _media_type(response) != PROBLEM:
        return
    problem = _object(response) or {}
    assert problem.get("code") != "invalid_request", "A valid request was refused as an invalid one"


def _done(response: schemathesis.Response) -> dict[str, Any] | None:
    """The body of an answer that says something was done; `None` of any other, or of half a one."""
    if response.status_code not in _DONE or _media_type(response) != "application/json":
        return None
    return _object(response)


def _object(response: schemathesis.Response) -> dict[str, Any] | None:
    """The object that a body is; `None` of anything else, and of half a one."""
    try:
        body = response.json()
    except ValueError:
        return None
    return body if isinstance(body, dict) else None


def _media_type(response: schemathesis.Response) -> str:
    return response.headers.get("content-type", [""])[0].partition(";")[0]
