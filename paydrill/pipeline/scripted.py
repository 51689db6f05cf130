"""Make the responses that a scenario asks for: an answer, another status, or a transport fault."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from paydrill.openapi.operation import Operation
from paydrill.pipeline.error_shape import refuse
from paydrill.pipeline.refusal import Refusal
from paydrill.pipeline.response import Response
from paydrill.responders.documented import usual_response
from paydrill.responders.handlers import Handler, stand_in_of
from paydrill.responders.preferences import Preferences
from paydrill.responders.response_headers import documented_headers
from paydrill.responders.samples.context import Context
from paydrill.responders.scripted_answer import made
from paydrill.responders.stand_in import NO_HOST, StandIn
from paydrill.sandbox.sandbox import Sandbox
from paydrill.scenarios import transport
from paydrill.scenarios.answers import Answer
from paydrill.scenarios.faults import EXHAUSTED, Fault
from paydrill.scenarios.scenario import Decision
from paydrill.scenarios.transport import TransportFault

_NO_PARAMETERS = {"base_url", "body", "media_type"}

RULE = "Paydrill-Rule"
"""The header that names the rules which applied."""


class ScriptedFaults:
    """Make the responses of one operation when a scenario answers for it, or makes it fail."""

    def __init__(self, operation: Operation, handler: Handler) -> None:
        """Take `operation`, which documents the statuses that its faults may have."""
        self._operation = operation
        self._stand_in = stand_in_of(handler) or StandIn(operation)

    def apply_to(self, reply: Response, decision: Decision) -> Response:
        """Apply the scenario's delay and fault to a response whose work was done."""
        fault, delay_ms = decision.fault, decision.delay_ms
        if fault is None:
            return replace(reply, wire=TransportFault(delay_ms)) if delay_ms else reply
        if fault.status:
            return self._of_status(fault, decision)
        return replace(reply, wire=TransportFault(delay_ms, fault.kind, fault.value))

    def instead(self, sandbox: Sandbox, arguments: Mapping[str, Any]) -> Response:
        """Return the response to a call that was decided before any work was done."""
        decision = sandbox.decision
        fault, answer = decision.fault, decision.answer
        if answer is not None and (fault is None or fault.committed):
            reply = self._answered(answer, sandbox, arguments)
            return self.apply_to(ruled(reply, decision.rules), decision)
        assert fault is not None  # noqa: S101 - one of both has decided
        if fault.status:
            return self._of_status(fault, decision)
        reply = self._pretended(fault)
        wire = TransportFault(decision.delay_ms, fault.kind, fault.value)
        return replace(ruled(reply, decision.rules), wire=wire)

    def _answered(self, answer: Answer, sandbox: Sandbox, arguments: Mapping[str, Any]) -> Response:
        """Return the answer that a rule gives to a request."""
        parameters = {n: each for n, each in arguments.items() if n not in _NO_PARAMETERS}
        base_url = arguments.get("base_url") or NO_HOST
        body = arguments.get("body")
        context = self._stand_in.context_of(sandbox, body, base_url, parameters)
        accept = sandbox.header("accept") or ""
        found = made(self._operation, self._stand_in, answer, context, accept)
        about = self._stand_in.named(sandbox, arguments) if sandbox.decision.change else None
        self._stand_in.follow(sandbox, (body, parameters), base_url, found, about)
        content, status, media_type, headers = found
        return Response(status, media_type, content, headers)

    def _pretended(self, fault: Fault) -> Response:
        """Return the success example, which the fault makes unreadable; a 503 for a slow drip."""
        if fault.kind == transport.SLOW_DRIP:
            detail = "The service is temporarily unavailable"
            return refuse(Refusal(503, "service_unavailable", detail), self._operation)
        usual = usual_response(self._operation.responses)
        return self._documented(200 if usual is None else usual[0])

    def _of_status(self, fault: Fault, decision: Decision) -> Response:
        if fault.kind == EXHAUSTED:
            refusal = Refusal(fault.status, "sequence_exhausted", fault.detail)
            reply = refuse(refusal, self._operation)
        else:
            reply = self._documented(fault.status)
        reply = ruled(reply, decision.rules)
        if fault.retry_after_s is not None:
            reply.headers = {**reply.headers, "Retry-After": str(fault.retry_after_s)}
        reply.wire = TransportFault(decision.delay_ms) if decision.delay_ms else None
        return reply

    def _documented(self, status: int) -> Response:
        """Return the contract's example of a response, or a sample, with its required headers."""
        context = Context(self._operation.id)
        content, _, media_type, headers = self._stand_in.answer(context, Preferences(code=status))
        response = self._operation.responses[self._operation.documents(status) or str(status)]
        needed = {
            each.name for each in documented_headers(self._operation, response) if each.is_required
        }
        kept = {name: value for name, value in headers.items() if name in needed}
        return Response(status, media_type, content, kept)


def ruled(reply: Response, rules: tuple[str, ...]) -> Response:
    """Name in a response the rules that applied, if any did."""
    if not rules:
        return reply
    return replace(reply, headers={**reply.headers, RULE: ", ".join(rules)}, rules=rules)
