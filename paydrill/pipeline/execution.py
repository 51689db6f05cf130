"""Execute one operation: from checked input to a response, without HTTP.

An execution opens the sandbox, replays the response kept under the same idempotency key or calls
the handler, and checks the response. Work whose response breaks the contract is undone, a 500.
"""

import logging
from collections.abc import Mapping
from functools import cached_property, partial
from inspect import Parameter, signature
from typing import Any

from paydrill.errors import EngineError
from paydrill.openapi.operation import JSON, PROBLEM_JSON, Operation
from paydrill.pipeline.call import Asked, Call
from paydrill.pipeline.error_shape import refuse
from paydrill.pipeline.failures import failure
from paydrill.pipeline.idempotency_keys import KeyPlace, key_place
from paydrill.pipeline.location import CREATED, LOCATION, Location
from paydrill.pipeline.omitted_fields import completing
from paydrill.pipeline.refusal import Refusal, refusal_of
from paydrill.pipeline.replay import body_to_keep, replayed
from paydrill.pipeline.response import NO_HEADERS, Response, begun, encode, is_streamed
from paydrill.pipeline.response_check import ContractBroken, ResponseCheck
from paydrill.pipeline.result import Result
from paydrill.pipeline.scripted import ScriptedFaults, ruled
from paydrill.pipeline.stops import Refused
from paydrill.responders.handlers import Handler, check_arguments, stand_in_of
from paydrill.responders.media import offers
from paydrill.sandbox import idempotency
from paydrill.sandbox.engine import Engine
from paydrill.sandbox.idempotency import InFlight, KeptAnswer
from paydrill.sandbox.ports import StoreUnavailable
from paydrill.sandbox.sandbox import Sandbox
from paydrill.scenarios.attempt import Attempt
from paydrill.scenarios.faults import FaultMet
from paydrill.values.accept import preferred
from paydrill.values.own_contracts import OWN_CONTRACTS

_log = logging.getLogger("paydrill")
_OF_REQUEST = {"media_type", "base_url"}
_STORELESS = "storeless"
_OUTSIDE = {"engine", _STORELESS}  # any sandbox's transaction
_VARIES = {"Vary": "Accept"}
_ERRORS = 400
_BETWEEN = ", "
"""Between the names of rules, as they are kept with a response."""


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
        """Bind the handler; `services` are arguments it may take besides the operation's input.

        Raises `HandlerError`.
        """
        self.operation = operation
        self._engine = engine
        self._in_flight = in_flight
        check_arguments(handler, operation, {*services, *_OF_REQUEST})
        wanted, takes_others = _wanted(handler)
        self.takes = [name for name in wanted if name not in services and name not in _OF_REQUEST]
        if takes_others:
            names = operation.argument_names.values()
            self.takes += [name for name in names if name not in wanted]
        self._negotiates = "media_type" in wanted
        self._varying = _VARIES if self._negotiates else NO_HEADERS
        self._tells_base_url = "base_url" in wanted
        self._beats_accept = operation.beats_accept
        self._answers = ResponseCheck(operation)
        self._faults = ScriptedFaults(operation, handler)
        self._location = Location.of(operation)
        # No scenario is asked about the server's own operations.
        self._meets_scenario = operation.contract not in OWN_CONTRACTS
        # Operations in `asking` ask by themselves: only they know what rules match on.
        self._asks_first = self._meets_scenario and operation.id not in engine.world.domain.asking
        self._usual = _usual_media_type(operation)
        self._complete = completing(operation)
        self._stand_in = stand_in_of(handler)
        served = {name: services[name] for name in wanted if name in services}
        self._handler = partial(handler, **served) if served else handler
        first = next(iter(signature(handler).parameters), "")
        self._needs_engine = first in _OUTSIDE
        self.blocks = engine.store.blocks and first != _STORELESS
        """Whether its store blocks, so that the event loop must not call `answer`."""

    @cached_property
    def _key(self) -> KeyPlace | None:
        return key_place(self.operation)

    def answer(self, asked: Asked, arguments: dict[str, Any]) -> Result:
        """Answer a request; its `arguments`, parameters and body, are valid. Never raises."""
        call = Call(self.operation, asked, arguments)
        try:
            if self._negotiates:
                arguments["media_type"] = self._negotiated(call)
            if self._tells_base_url:
                arguments["base_url"] = asked.base_url
            if "body" in arguments:
                arguments["body"] = self._complete(arguments["body"])
            key = self._key_of(call)
            if self._needs_engine:
                reply = self._administer(call)
            elif key is None:
                reply = self._engine.run(asked.sandbox, self._call, call)
                reply = begun(reply) if is_streamed(reply) else reply
            else:
                with self._in_flight.claim(asked.sandbox, key):
                    reply = self._engine.run(asked.sandbox, self._call_once, call, key)
        except BaseException as error:  # noqa: BLE001 - see `failure`
            reply = self._undone(call, error)
        return call.result(reply)

    def _key_of(self, call: Call) -> str | None:
        """Return the key under which the response is kept; `None` if it is not kept.

        Our own services share their keys, as one service would; other operations have their own.
        """
        key = None if self._key is None else self._key.value(call.asked, call.arguments)
        return f"{self.operation.id} {key}" if key is not None and self._stand_in else key

    def _negotiated(self, call: Call) -> str | None:
        """Choose the media type that the client prefers. Raises `Refused` if none will do.

        `None` where a parameter chooses it.
        """
        media_type = preferred(self.operation.media_types, call.asked.accept)
        if media_type is None and call.arguments.get(self._beats_accept) is None:
            detail = f"This operation answers with one of: {', '.join(self.operation.media_types)}"
            raise Refused(Refusal(406, "not_acceptable", detail))
        return media_type

    def _undone(self, call: Call, error: BaseException) -> Response:
        """Return the response when nothing was done, or all of it was undone. Never raises."""
        call.is_undone = True
        try:
            match error:
                case Refused():
                    return self._refuse(error.refusal)
                case EngineError() | StoreUnavailable():
                    return self._refuse(refusal_of(error))
                case ContractBroken():
                    return self._broken(error)
                case _NotYetMet():
                    refusal = self._refuse(refusal_of(error.error))
                    # The rules' counters were undone as well, so the scenario is asked again.
                    return self._engine.run(call.asked.sandbox, self._meet, call, refusal)
        except (EngineError, StoreUnavailable) as another:
            return self._undone(call, another)
        except BaseException as another:  # noqa: BLE001 - see `failure`
            error = another
        return failure(error, self.operation)

    def _meet(self, sandbox: Sandbox, call: Call, refusal: Response) -> Response:
        """Apply the scenario's delay and fault to a refusal."""
        sandbox.header, sandbox.sent = call.asked.header_text, call
        try:
            sandbox.meet(Attempt(self.operation.id, at=sandbox))
        except FaultMet:
            return self._faults.instead(sandbox, call.arguments)
        return self._faults.apply_to(ruled(refusal, sandbox.decision.rules), sandbox.decision)

    def not_kept(self, error: StoreUnavailable) -> Response:
        """See `endpoint.Executable`. Never raises."""
        try:
            return self._refuse(refusal_of(error))
        except BaseException as another:  # noqa: BLE001 - see `failure`
            return failure(another, self.operation)

    def refuse(self, refusal: Refusal) -> Response:
        """See `endpoint.Executable`. Never raises."""
        try:
            return refuse(refusal, self.operation)
        except BaseException as error:  # noqa: BLE001 - see `failure`
            return failure(error, self.operation)

    def _refuse(self, refusal: Refusal) -> Response:
        reply = self.refuse(refusal)
        try:
            self._answers.check(reply)
        except ContractBroken as broken:
            if self._stand_in:  # its contract need not know our refusals
                return refuse(refusal._replace(status=reply.status), None)
            return self._broken(broken)
        return reply

    def _broken(self, broken: ContractBroken) -> Response:
        """Log a response that breaks its contract, and return a 500 in its place."""
        _log.error("%s", broken, exc_info=broken)
        return refuse(Refusal(500, "contract_broken", str(broken)), self.operation)

    def _call_once(self, sandbox: Sandbox, call: Call, key: str) -> Response:
        """Replay the response kept under the key, or run the operation and keep its response."""
        call.enter(sandbox)
        given = call.arguments
        if self._tells_base_url:  # a request is the same by whatever host it comes
            given = {**given, "base_url": None}
        request = idempotency.fingerprint(self.operation.id, given)
        kept = idempotency.kept(sandbox, key, request)
        if kept is not None:
            reply = replayed(kept, self.operation, whole=self._stand_in is not None)
            rules = tuple(kept.rule.split(_BETWEEN)) if kept.rule else ()
            return self._checked(call.asked, ruled(reply, rules))
        try:
            reply = self._do(sandbox, call)
        except FaultMet:
            return self._faults.instead(sandbox, call.arguments)
        if self._stand_in is None or reply.status < _ERRORS:
            names = _BETWEEN.join(reply.rules) or None
            body = body_to_keep(reply, whole=self._stand_in is not None)
            answer = KeptAnswer(key, sandbox.now_ms, request, reply.status, names, body)
            idempotency.keep(sandbox, answer)
        return self._faults.apply_to(reply, sandbox.decision)

    def _call(self, sandbox: Sandbox, call: Call) -> Response:
        call.enter(sandbox)
        try:
            reply = self._do(sandbox, call)
        except FaultMet:
            return self._faults.instead(sandbox, call.arguments)
        return self._faults.apply_to(reply, sandbox.decision)

    def _do(self, sandbox: Sandbox, call: Call) -> Response:
        """Call the handler and check its response. Raises `FaultMet` before any work is done."""
        if self._asks_first and not sandbox.is_silent_on(self.operation.id, scripted=False):
            kept = self._stand_in.kept(sandbox, call.arguments) if self._stand_in else None
            sandbox.meet(Attempt(self.operation.id, resource=kept, at=sandbox))
        return self._handled(sandbox, call)

    def _handled(self, sandbox: Sandbox, call: Call) -> Response:
        """Call the handler and check its response."""
        try:
            body, status, *stated = self._handler(sandbox, **call.arguments)
        except EngineError as error:
            if self._meets_scenario and not sandbox.is_silent_on(self.operation.id, scripted=False):
                raise _NotYetMet(error) from error
            raise
        if callable(body):
            body = body(partial(self._engine.run, sandbox.name))
        reply = self._reply(call, body, status, *stated)
        rules = sandbox.decision.rules
        if rules:
            reply = ruled(reply, rules)
        # Checked inside the transaction, so that a broken response is undone as well.
        return self._checked(call.asked, reply)

    def _administer(self, call: Call) -> Response:
        """Call a handler that acts on whole sandboxes, so outside any sandbox's transaction."""
        body, status, *stated = self._handler(self._engine, **call.arguments)
        return self._checked(call.asked, self._reply(call, body, status, *stated))

    def _reply(self, call: Call, body: Any, status: int, *stated: Any) -> Response:
        """Make the response of what a handler returns; `stated` are its media type and headers."""
        media_type = stated[0] if stated else call.arguments.get("media_type", self._usual)
        headers = {**self._varying, **stated[1]} if len(stated) > 1 else self._varying
        return Response(status, media_type, body, headers)

    def _checked(self, asked: Asked, reply: Response) -> Response:
        """Add `Location` to a 201, and check the response against the contract."""
        if self._location is not None and reply.status == CREATED:
            address = self._location.within(asked.prefix, reply.content)
            reply.headers = {**({LOCATION: address} if address else {}), **reply.headers}
        self._answers.check(reply)
        if not is_streamed(reply):
            encode(reply)  # raises for content that cannot be sent
        return reply


def _wanted(handler: Handler) -> tuple[list[str], bool]:
    """List the arguments the handler names besides its first; tell whether `**` takes others."""
    parameters = list(signature(handler).parameters.values())[1:]
    names = [parameter.name for parameter in parameters if parameter.kind != Parameter.VAR_KEYWORD]
    return names, len(names) < len(parameters)


def _usual_media_type(operation: Operation) -> str:
    """Return the media type of a response whose handler names none.

    An operation without content has none, but its errors do.
    """
    for media_type in offers(operation.document, operation.success[1].get("content", {})):
        return media_type
    return PROBLEM_JSON if operation.speaks_problems else JSON
