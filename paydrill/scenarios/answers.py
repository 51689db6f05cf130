"""Compile the answers that rules give in place of an operation's own, as its contract has them."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from paydrill.openapi.pointers import pointer, steps_of
from paydrill.values.plain import plain

RESPOND = "respond"
"""The key of a `then` that holds such an answer."""

Fields = tuple[tuple[tuple[str, ...], Any], ...]
"""Values, each with the steps of the JSON Pointer at which it stands."""


class Answer(NamedTuple):
    """A documented response; what is `None` is as usual for the operation.

    `fields` are laid over the body, and `headers` over those that are documented.
    """

    status: int | None
    example: str | None
    fields: Fields
    headers: Mapping[str, str]
    media_type: str | None


def answer_of(wanted: Mapping[str, Any]) -> Answer:
    """Compile a rule's `respond`."""
    status = wanted.get("status")
    return Answer(
        None if status is None else int(status),
        wanted.get("example"),
        fields_of(wanted.get("body", {})),
        wanted.get("headers", {}),
        wanted.get("media_type"),
    )


def fields_of(pointed: Mapping[str, Any]) -> Fields:
    """Compile values by JSON Pointers."""
    return tuple((tuple(steps_of(at)), plain(each)) for at, each in pointed.items())


def told(answer: Answer) -> dict[str, Any]:
    """Write an answer as a rule's `respond` does; what it leaves to the contract is left out."""
    said = {
        "status": answer.status,
        "example": answer.example,
        "body": {pointer(steps): each for steps, each in answer.fields},
        "headers": dict(answer.headers),
        "media_type": answer.media_type,
    }
    return {name: each for name, each in said.items() if each not in (None, {})}
