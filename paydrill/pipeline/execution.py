"""Execute one operation: from checked input to a response, without HTTP.

Both pipelines end here. An execution opens the sandbox, replays the response kept under the same
idempotency key or calls the handler, and checks the response against the contract. Work whose
response breaks the contract is undone and answered by a 500.
"""

import logging
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from inspect import Parameter, signature
from typing import Any, Protocol

import orjson

from paydrill.errors import EngineError
from paydrill.openapi.operation import JSON, PROBLEM_JSON, Operation
from paydrill.pipeline.location import CREATED, LOCATION, Location
from paydrill.pipeline.omitted_fields import completing
from paydrill.pipeline.response import (
    NO_HEADERS,
    Refusal,
    Response,
    begun,
    encode,
    is_streamed,
    refusal_of,
    refuse,
)
from paydrill.pipeline.response_check import ContractBroken, ResponseCheck
from paydrill.pipeline.scripted import RULE, ScriptedFaults
from paydrill.responders.handlers import Handler
from paydrill.responders.stand_in import StandIn
from paydrill.sandbox import idempotency
from paydrill.sandbox.engine import Engine
from paydrill.sandbox.idempotency import InFlight, KeptAnswer
from paydrill.sandbox.ports import StoreUnavailable
from paydrill.sandbox.sandbox import Sandbox
from paydrill.sandbox.scripting import OWN_CONTRACTS
from paydrill.sandbox.signals import Signals
from paydrill.scenarios.attempt import Attempt, no_header
from paydrill.scenarios.faults import FaultMet
from paydrill.scenarios.scenario import Decision
from paydrill.values.accept import preferred

_log = logging.getLogger("paydrill")
_OF_REQUEST = {"media_type", "base_url"}
_VARIES = {"Vary": "Accept"}
_REPLAYED = {"Idempotency-Replayed": "true"}


class Asked(Protocol):
    """A request, apart from its parameters and body."""

    @property
    def sandbox(self) -> str:
        """Name of the sandbox that the request means."""

    prefix: str
    """Prefix of the path that names the sandbox; may be empty."""

    opened: Sandbox | None
    """The sandbox in which the request is answered, once it is open."""

    def header_text(self, name: str) -> str | None:
        """Return the value of a header; `name` may be in any case."""

    @property
    def accept(self) -> str:
        """The value of `Accept`; empty where it was not sent."""

    @property
    def base_url(self) -> str | None:
        """The URL of the sandbox as the client called it, or `None` for an unusable host."""

    @property
    def idempotency_key(self) -> str | None:
        """The value of `Idempotency-Key`."""


class _NotYetMet(Exception):
    """A call was refused before the scenario was asked; a second transaction has to ask it."""

    def __init__(self, error: EngineError) -> None:
        """Keep `error`, the reason of the refusal."""
        super().__init__(error.detail)
        self.error = error


class Execution:
    """Run one operation with its handler. Safe to call from any thread."""

    def __init__(
        self,
        operation: Operation,
        handler: Handler,
        engine: Engine,
        in_flight: InFlight,
        services: Mapping[str, object],
    ) -> None:
        """Bind the handler; `services` are arguments it may take besides the operation's input."""
        self.operation = operation
        self._engine = engine
        self._in_flight = in_flight
        wanted = _wanted(handler, operation)
        self.takes = [name for name in wanted if name not in services and name not in _OF_REQUEST]
        self._negotiates = "media_type" in wanted
        self._tells_base_url = "base_url" in wanted
        self._beats_accept = operation.beats_accept
        self._answers = ResponseCheck(operation)
        self._faults = ScriptedFaults(operation)
        self._location = Location.of(operation)
        # No scenario is asked about the server's own operations.
        self._meets_scenario = operation.contract not in OWN_CONTRACTS
        # Operations in `asking` ask by themselves: only they know what rules match on.
        self._asks_first = self._meets_scenario and operation.id not in engine.world.domain.asking
        self._usual = _usual_media_type(operation)
        self._complete = completing(operation)
        self._is_stand_in = isinstance(handler, StandIn)
        self._keeps_answers = any(
            each["name"].lower() == "idempotency-key" for each in operation.parameters
        )
        served = {name: services[name] for name in wanted if name in services}
        self._handler = partial(handler, **served) if served else handler
        self._needs_engine = next(iter(signature(handler).parameters), "") == "engine"

    @property
    def signals(self) -> Signals:
        """Signals of the commits that may change a response."""
        return self._engine.signals

    def answer(self, asked: Asked, arguments: dict[str, Any]) -> Response:
        """Return the response to a request; its `arguments`, parameters and body, are valid."""
        if self._negotiates:
            media_type = preferred(self.operation.media_types, asked.accept)
            if media_type is None and arguments.get(self._beats_accept) is None:
                return self._refuse(_not_acceptable(self.operation))
            arguments["media_type"] = media_type
        if self._tells_base_url:
            arguments["base_url"] = asked.base_url
        if "body" in arguments:
            arguments["body"] = self._complete(arguments["body"])
        key = asked.idempotency_key if self._keeps_answers else None
        try:
            if self._needs_engine:
                return self._administer(asked, arguments)
            if key is None:
                reply = self._engine.run(asked.sandbox, self._call, asked, arguments)
                return begun(reply) if is_streamed(reply) else reply
            with self._in_flight.claim(asked.sandbox, key):
                return self._engine.run(asked.sandbox, self._call_once, asked, key, arguments)
        except (EngineError, StoreUnavailable, ContractBroken, _NotYetMet) as error:
            return self._failed(asked, error)

    def _failed(
        self, asked: Asked, error: EngineError | StoreUnavailable | ContractBroken | _NotYetMet
    ) -> Response:
        """Return the response when nothing was done, or all of it was undone."""
        match error:
            case ContractBroken():
                return self._broken(error)
            case _NotYetMet():
                refusal = self._refuse(refusal_of(error.error))
                try:
                    # The rules' counters were undone as well, so the scenario is asked again.
                    return self._engine.run(asked.sandbox, self._meet, asked, refusal)
                except (EngineError, StoreUnavailable) as another:
                    return self._failed(asked, another)
            case _:
                return self._refuse(refusal_of(error))

    def _meet(self, sandbox: Sandbox, asked: Asked, refusal: Response) -> Response:
        """Apply the scenario's delay and fault to a refusal."""
        sandbox.header = asked.header_text
        try:
            sandbox.meet(Attempt(self.operation.id, at=sandbox))
        except FaultMet as met:
            return self._faults.instead(met.fault, sandbox.decision)
        headers = {**refusal.headers, **_rule_header(", ".join(sandbox.decision.rules))}
        return self._faults.apply_to(replace(refusal, headers=headers), sandbox.decision)

    def _refuse(self, refusal: Refusal) -> Response:
        reply = refuse(refusal, self.operation)
        try:
            self._answers.check(reply)
        except ContractBroken as broken:
            if self._is_stand_in:  # its contract need not know the refusals of a stand-in
                return refuse(refusal, None)
            return self._broken(broken)
        return reply

    def _broken(self, broken: ContractBroken) -> Response:
        """Log a response that breaks its contract, and return a 500 in its place."""
        _log.error("%s", broken, exc_info=broken)
        return refuse(Refusal(500, "contract_broken", str(broken)), self.operation)

    def _call_once(
        self, sandbox: Sandbox, asked: Asked, key: str, arguments: dict[str, Any]
    ) -> Response:
        """Replay the response kept under the key, or run the operation and keep its response."""
        asked.opened = sandbox
        request = idempotency.fingerprint(self.operation.id, arguments)
        kept = idempotency.kept(sandbox, key, request)
        if kept is not None:
            headers = _REPLAYED | _rule_header(kept.rule)
            reply = Response(kept.status, JSON, orjson.loads(kept.body), headers)
            return self._checked(asked, reply)
        try:
            reply = self._do(sandbox, asked, arguments)
        except FaultMet as met:
            return self._faults.instead(met.fault, sandbox.decision)
        rule = reply.headers.get(RULE)
        answer = KeptAnswer(
            key, sandbox.now_ms, request, reply.status, rule, encode(reply).decode()
        )
        idempotency.keep(sandbox, answer)
        return self._faults.apply_to(reply, sandbox.decision)

    def _call(self, sandbox: Sandbox, asked: Asked, arguments: dict[str, Any]) -> Response:
        asked.opened = sandbox
        try:
            reply = self._do(sandbox, asked, arguments)
        except FaultMet as met:
            return self._faults.instead(met.fault, sandbox.decision)
        return self._faults.apply_to(reply, sandbox.decision)

    def _do(self, sandbox: Sandbox, asked: Asked, arguments: dict[str, Any]) -> Response:
        """Call the handler and check its response. Raises `FaultMet` before any work is done."""
        sandbox.header = asked.header_text
        if self._asks_first and not sandbox.is_silent_on(self.operation.id, scripted=False):
            sandbox.meet(Attempt(self.operation.id, at=sandbox))
        try:
            body, status, *stated = self._handler(sandbox, **arguments)
        except EngineError as error:
            if self._meets_scenario and not sandbox.is_silent_on(self.operation.id, scripted=False):
                raise _NotYetMet(error) from error
            raise
        sandbox.header = no_header  # or sandbox and request would keep each other alive
        if callable(body):
            body = body(partial(self._engine.run, sandbox.name))
        media_type = stated[0] if stated else arguments.get("media_type", self._usual)
        headers = self._headers(sandbox.decision)
        if len(stated) > 1:
            headers = {**headers, **stated[1]}
        # Checked inside the transaction, so that a broken response is undone as well.
        return self._checked(asked, Response(status, media_type, body, headers))

    def _administer(self, asked: Asked, arguments: dict[str, Any]) -> Response:
        """Call a handler that acts on whole sandboxes, so outside any sandbox's transaction."""
        body, status = self._handler(self._engine, **arguments)
        media_type = arguments.get("media_type", self._usual)
        headers = _VARIES if self._negotiates else NO_HEADERS
        return self._checked(asked, Response(status, media_type, body, headers))

    def _checked(self, asked: Asked, reply: Response) -> Response:
        """Add `Location` to a 201, and check the response against the contract."""
        if self._location is not None and reply.status == CREATED:
            address = self._location.within(asked.prefix, reply.content)
            reply.headers = {**({LOCATION: address} if address else {}), **reply.headers}
        self._answers.check(reply)
        if not is_streamed(reply):
            encode(reply)  # raises for content that cannot be sent
        return reply

    def _headers(self, decision: Decision) -> Mapping[str, str]:
        headers = _VARIES if self._negotiates else NO_HEADERS
        return {**headers, RULE: ", ".join(decision.rules)} if decision.rules else headers


def _wanted(handler: Handler, operation: Operation) -> list[str]:
    """List the arguments the handler takes besides its first; `**` takes every parameter."""
    parameters = list(signature(handler).parameters.values())[1:]
    names = [parameter.name for parameter in parameters if parameter.kind != Parameter.VAR_KEYWORD]
    if len(names) < len(parameters):
        names += [name for name in operation.parameter_names if name not in names]
    return names


def _usual_media_type(operation: Operation) -> str:
    """Return the media type of a response whose handler names none.

    An operation without content has none, but Connexion needs one.
    """
    if operation.media_types:
        return operation.media_types[0]
    return PROBLEM_JSON if operation.speaks_problems else JSON


def _rule_header(rule: str | None) -> dict[str, str]:
    """Make the header that names the rules which decided; empty if none did."""
    return {RULE: rule} if rule else {}


def _not_acceptable(operation: Operation) -> Refusal:
    offered = ", ".join(operation.media_types)
    return Refusal(406, "not_acceptable", f"This operation answers with one of: {offered}")
