"""Let a team's own function answer an operation, with the stand-in at hand to change its answer."""

from collections.abc import Callable
from functools import partial
from inspect import Parameter, Signature, signature
from typing import Any, NamedTuple

import orjson

from paydrill.openapi.media_types import is_json
from paydrill.responders.preferences import NO_PREFERENCES, preferences_of
from paydrill.responders.stand_in import StandIn
from paydrill.sandbox.sandbox import Sandbox

STAND_IN = "stand_in"
MAY_TAKE = frozenset({STAND_IN, "base_url", "media_type"})
"""Arguments that a function may take besides the input of its operation."""

_SIZES = {2, 3, 4}
"""Body and status, and perhaps media type and headers."""

_POSITIONAL, _KEYWORD = Parameter.POSITIONAL_ONLY, Parameter.KEYWORD_ONLY


class Made(NamedTuple):
    """The answer of a stand-in, of which a handler may change anything, and return it as it is.

    JSON in `body` is a value of Python, other content text or bytes; no content is `b""`.
    """

    body: Any
    status: int
    media_type: str
    headers: dict[str, str]


def takes_stand_in(function: Callable[..., Any]) -> bool:
    """Tell whether a function takes the stand-in of its operation."""
    return STAND_IN in signature(function).parameters


class TeamHandler:
    """Answer one operation by a function, as a handler would."""

    def __init__(self, function: Callable[..., Any], stand_in: StandIn, place: str) -> None:
        """Take the function, written at `place`, and the stand-in that would answer without it."""
        self._function = function
        self.stand_in = stand_in
        self.place = place
        taken = list(signature(function).parameters.values())[1:]
        self._names = {each.name for each in taken}
        self._takes_others = any(each.kind is Parameter.VAR_KEYWORD for each in taken)
        # Everything is asked for, as the stand-in needs all; a media type is only negotiated if
        # the function is to know it.
        asked = ["body", "base_url", *(["media_type"] if "media_type" in self._names else [])]
        self.__signature__ = Signature(
            [
                Parameter("sandbox", _POSITIONAL),
                *(Parameter(each, _KEYWORD, default=None) for each in asked),
                Parameter("parameters", Parameter.VAR_KEYWORD),
            ]
        )

    @property
    def calls_stand_in(self) -> bool:
        """Whether the function takes the stand-in."""
        return takes_stand_in(self._function)

    def __call__(self, sandbox: Sandbox, /, **given: Any) -> Any:
        """Answer a request: by the function, with the arguments that it takes.

        One that prefers a response of the contract's gets that: the function never meets it.
        Raises `TypeError` where the function returns no answer.
        """
        media_type = given.pop("media_type", None)
        if preferences_of(sandbox.header("prefer")) != NO_PREFERENCES:
            return self.stand_in(sandbox, **given)
        named = {name: value for name, value in given.items() if name in self._names}
        if self._takes_others:
            own = {"body", *MAY_TAKE}
            named |= {name: value for name, value in given.items() if name not in own}
        if "media_type" in self._names:
            named["media_type"] = media_type
        if STAND_IN in self._names:
            named[STAND_IN] = partial(self._made, sandbox, given)
        answer = self._function(sandbox, **named)
        if not (isinstance(answer, tuple) and len(answer) in _SIZES and type(answer[1]) is int):
            returned = type(answer).__name__
            raise TypeError(f"{self.place}: returned a {returned} that is no body and status")
        return answer

    def _made(self, sandbox: Sandbox, given: dict[str, Any]) -> Made:
        """Carry out the request as the contract's stand-in would. Raises what that raises."""
        content, status, media_type, headers = self.stand_in(sandbox, **given)
        if content and isinstance(content, bytes) and is_json(media_type):
            content = orjson.loads(content)
        return Made(content, status, media_type, dict(headers))
