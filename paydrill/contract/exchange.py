"""One operation, asked and answered: the way from checked input to a reply, and nothing of HTTP.

Both pipelines end here. An exchange opens the sandbox, replays what was answered before under the
same idempotency key, calls the handler, and puts what it returns, or what it refused, into bytes.
"""

import json
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from decimal import Decimal
from hashlib import sha256
from inspect import Parameter, signature
from typing import Any, NamedTuple

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from paydrill.contract.operations import JSON, Operation
from paydrill.contract.replies import Refusal, Reply, refusal_of, refuse, to_json
from paydrill.engine import idempotency
from paydrill.engine.core import Engine
from paydrill.engine.errors import EngineError
from paydrill.engine.idempotency import InFlight, KeptAnswer
from paydrill.engine.sandbox import Sandbox

Handler = Callable[..., Any]
"""Takes the sandbox, then by name what it asks for: body, parameters, services, and `media_type`,
the one of several that the client would rather have. Returns `(body, status)` or `(body, status,
media type)`; a body that is not to be JSON is `str` or `bytes`."""

_REPLAYED = {"Idempotency-Replayed": "true"}


class Asked(NamedTuple):
    """What a request says besides its parameters and body."""

    sandbox: str
    accept: str = ""
    idempotency_key: str | None = None


class Exchange:
    """One operation with its handler. Safe to call from any thread."""

    def __init__(
        self,
        operation: Operation,
        handler: Handler,
        engine: Engine,
        in_flight: InFlight,
        services: Mapping[str, object],
    ) -> None:
        """`services` are what handlers may ask for by name besides their operation's input."""
        self.operation = operation
        self._handler = handler
        self._engine = engine
        self._in_flight = in_flight
        wanted = _wanted(handler, operation)
        self.takes = [name for name in wanted if name not in services and name != "media_type"]
        self._negotiates = "media_type" in wanted
        self._services = {name: services[name] for name in wanted if name in services}

    def answer(self, asked: Asked, arguments: dict[str, Any]) -> Reply:
        """The reply to a request whose `arguments`, parameters and body, keep the contract."""
        if self._negotiates:
            arguments["media_type"] = media_type = self._negotiate(asked.accept)
            if media_type is None:
                return refuse(_not_acceptable(self.operation), self.operation)
        if "body" in arguments:
            arguments["body"] = self.operation.body_defaults | (arguments["body"] or {})
        key = asked.idempotency_key
        claim = self._in_flight.claim(asked.sandbox, key) if key else nullcontext()
        try:
            with claim:
                return self._engine.run(
                    asked.sandbox, lambda sandbox: self._reply(sandbox, key, arguments)
                )
        except EngineError as error:
            return refuse(refusal_of(error), self.operation)

    def _reply(self, sandbox: Sandbox, key: str | None, arguments: dict[str, Any]) -> Reply:
        if key is None:
            return self._call(sandbox, arguments)
        request = _hash_of(self.operation.id, arguments)
        kept = idempotency.kept(sandbox, key, request)
        if kept is not None:
            headers = _REPLAYED | _rule_header(kept.rule)
            return Reply(kept.status, JSON, kept.body.encode(), headers)
        reply = self._call(sandbox, arguments)
        answer = KeptAnswer(
            key, sandbox.now_ms, request, reply.status, sandbox.decided_by, reply.body.decode()
        )
        idempotency.keep(sandbox, answer)
        return reply

    def _call(self, sandbox: Sandbox, arguments: dict[str, Any]) -> Reply:
        body, status, *stated = self._handler(sandbox, **arguments, **self._services)
        media_type = stated[0] if stated else arguments.get("media_type", self._usual)
        if media_type == JSON:
            body = to_json(body)
        elif isinstance(body, str):
            body = body.encode()
        return Reply(status, media_type, body, _rule_header(sandbox.decided_by))

    @property
    def _usual(self) -> str:
        """The first documented media type."""
        return self.operation.media_types[0] if self.operation.media_types else JSON

    def _negotiate(self, accept: str) -> str | None:
        """The documented media type that suits `Accept` best; `None` when none does."""
        offered = self.operation.media_types
        best: str | None = parse_accept_header(accept or "*/*", MIMEAccept).best_match(offered)
        return best


def _wanted(handler: Handler, operation: Operation) -> list[str]:
    """Names of what the handler takes besides the sandbox; `**` takes every parameter."""
    parameters = list(signature(handler).parameters.values())[1:]
    names = [parameter.name for parameter in parameters if parameter.kind != Parameter.VAR_KEYWORD]
    if len(names) < len(parameters):
        names += [name for name in operation.parameter_names if name not in names]
    return names


def _rule_header(rule: str | None) -> dict[str, str]:
    return {"Paydrill-Rule": rule} if rule else {}


def _not_acceptable(operation: Operation) -> Refusal:
    offered = ", ".join(operation.media_types)
    return Refusal(406, "not_acceptable", f"This operation answers with one of: {offered}")


def _hash_of(operation: str, arguments: dict[str, Any]) -> str:
    """Two requests are the same when they mean the same, however they are written."""
    text = json.dumps([operation, arguments], sort_keys=True, default=_plain)
    return sha256(text.encode()).hexdigest()


def _plain(value: object) -> str:
    return str(value.normalize() if isinstance(value, Decimal) else value)
