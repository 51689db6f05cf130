"""Make the responses of faults that a scenario asks for: another status, or a transport fault."""

from dataclasses import replace
from typing import Any

from paydrill.openapi.operation import JSON, Operation
from paydrill.openapi.pointers import resolve
from paydrill.pipeline.response import Refusal, Response, refuse
from paydrill.pipeline.response_check import GIVEN_LATER
from paydrill.scenarios import transport
from paydrill.scenarios.faults import EXHAUSTED, Fault
from paydrill.scenarios.scenario import Decision
from paydrill.scenarios.transport import TransportFault

RULE = "Paydrill-Rule"
"""The header that names the rules which applied."""


class ScriptedFaults:
    """Make the responses of one operation when a scenario makes it fail."""

    def __init__(self, operation: Operation) -> None:
        """Take `operation`, which documents the statuses that its faults may have."""
        self._operation = operation

    def apply_to(self, reply: Response, decision: Decision) -> Response:
        """Apply the scenario's delay and fault to a response whose work was done."""
        fault, delay_ms = decision.fault, decision.delay_ms
        if fault is None:
            return replace(reply, wire=TransportFault(delay_ms)) if delay_ms else reply
        if fault.status:
            return self._of_status(fault, decision)
        return replace(reply, wire=TransportFault(delay_ms, fault.kind, fault.value))

    def instead(self, fault: Fault, decision: Decision) -> Response:
        """Return the response for a fault that came before any work was done."""
        if fault.status:
            return self._of_status(fault, decision)
        reply = self._pretended(fault)
        wire = TransportFault(decision.delay_ms, fault.kind, fault.value)
        return replace(ruled(reply, decision.rules), wire=wire)

    def _pretended(self, fault: Fault) -> Response:
        """Return the success example, which the fault makes unreadable; a 503 for a slow drip."""
        if fault.kind == transport.SLOW_DRIP:
            detail = "The service is temporarily unavailable"
            return refuse(Refusal(503, "service_unavailable", detail), self._operation)
        return self._documented(self._operation.success[0])

    def _of_status(self, fault: Fault, decision: Decision) -> Response:
        reply = self._documented(fault.status)
        if fault.kind == EXHAUSTED:
            refusal = Refusal(fault.status, "sequence_exhausted", fault.detail)
            reply = refuse(refusal, self._operation)
        reply = ruled(reply, decision.rules)
        if fault.retry_after_s is not None:
            reply.headers = {**reply.headers, "Retry-After": str(fault.retry_after_s)}
        reply.wire = TransportFault(decision.delay_ms) if decision.delay_ms else None
        return reply

    def _documented(self, status: int) -> Response:
        """Return the contract's example of a response, with its required headers."""
        response = self._operation.responses[str(status)]
        media_type = next(iter(response.get("content", {JSON: {}})))
        return Response(
            status, media_type, self._example(status, media_type), self._needed(response)
        )

    def _example(self, status: int, media_type: str) -> Any:
        try:
            return self._operation.example(str(status), media_type)
        except LookupError:
            return b""

    def _needed(self, response: dict[str, Any]) -> dict[str, str]:
        document = self._operation.document
        headers = {
            name: resolve(document, header) for name, header in response.get("headers", {}).items()
        }
        return {
            name: str(header.get("example", header.get("schema", {}).get("example", "")))
            for name, header in headers.items()
            if header.get("required", False) and name.lower() not in GIVEN_LATER
        }


def ruled(reply: Response, rules: tuple[str, ...]) -> Response:
    """Name in a response the rules that applied, if any did."""
    if not rules:
        return reply
    return replace(reply, headers={**reply.headers, RULE: ", ".join(rules)}, rules=rules)
