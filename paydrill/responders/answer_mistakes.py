"""Say which answers of rules cannot be made, before any request."""

from collections.abc import Iterator, Mapping
from typing import Any

from paydrill.errors import EngineError
from paydrill.openapi.directions import RESPONSE
from paydrill.openapi.leading import astray
from paydrill.openapi.operation import Operation
from paydrill.openapi.pointers import steps_of
from paydrill.openapi.shapes import Shape
from paydrill.responders.answering import Documented
from paydrill.responders.examples import fitting
from paydrill.responders.laying_over import BreaksSchema
from paydrill.responders.media import is_file, offers
from paydrill.responders.response_headers import OF_THE_SERVER, documented_headers
from paydrill.responders.samples.spot import NOTHING
from paydrill.responders.scripted_answer import (
    names_of_examples,
    status_of,
    unasked,
    wishes_for,
)
from paydrill.scenarios.answers import Answer, answer_of
from paydrill.scenarios.files.vocabulary import Mistake
from paydrill.values.accept import preferred
from paydrill.values.suggestions import listed, quoted, suggestion


def mistakes(operation: Operation, respond: Mapping[str, Any]) -> Iterator[Mistake]:
    """Yield the reasons why the answer of a rule's `respond` cannot be made."""
    wanted = answer_of(respond)
    found = list(_of_words(operation, wanted))
    if not found:
        found = list(_of_values(operation, wanted, respond))
    yield from found


def _of_words(operation: Operation, wanted: Answer) -> Iterator[Mistake]:
    """Yield statuses, examples and media types that are not documented."""
    if wanted.status is not None and operation.documents(wanted.status) is None:
        known = listed(operation.responses)
        message = f"the contract documents no {wanted.status} for {operation.id}, but {known}"
        yield Mistake(("status",), message)
        return
    status = status_of(operation, wanted)
    if status is None:
        yield _of_no_status(operation, wanted.example)
        return
    key = operation.documents(status) or ""
    names = _examples(operation, [key])
    if wanted.example is not None and wanted.example not in names:
        yield _unknown_example(operation, wanted.example, names, f" of its {key}")
    types = offers(operation.document, operation.responses[key].get("content") or {})
    if wanted.media_type is not None and wanted.media_type not in types:
        instead = suggestion(wanted.media_type, types)
        message = f"the {key} of {operation.id} is never {quoted(wanted.media_type)}; {instead}"
        yield Mistake(("media_type",), message)


def _of_no_status(operation: Operation, example: str | None) -> Mistake:
    if example is None:
        return Mistake((), f"the contract documents no response of {operation.id}")
    names = _examples(operation, list(operation.responses))
    if example in names:
        message = f"{quoted(example)} is an example of every status: write status beside it"
        return Mistake(("example",), message)
    return _unknown_example(operation, example, names, "")


def _unknown_example(operation: Operation, name: str, names: set[str], where: str) -> Mistake:
    message = f"the contract has no example {quoted(name)} of {operation.id}{where}"
    instead = suggestion(name, names) if names else "it names none"
    return Mistake(("example",), f"{message}; {instead}")


def _of_values(
    operation: Operation, wanted: Answer, respond: Mapping[str, Any]
) -> Iterator[Mistake]:
    """Yield places that the body does not have, and values that its schema refuses."""
    status = status_of(operation, wanted) or 0
    response = operation.responses[operation.documents(status) or ""]
    content = response.get("content") or {}
    pointers = list(respond.get("body", {}))
    found = [
        *_of_headers(operation, response, wanted.headers),
        *_of_places(operation, content, wanted, pointers),
    ]
    yield from found
    if found:
        return
    try:
        wishes = wishes_for(operation, wanted)
        made = Documented(operation).answer(unasked(operation), wishes, wanted.media_type or "")
        if pointers and made[0] == b"":
            yield Mistake(("body",), f"this response of {operation.id} has no body")
    except EngineError as error:
        yield Mistake((), error.detail)
    except BreaksSchema as broken:
        for fault in broken.faults:
            near = nearest(fault.pointer, pointers)
            keys = ("body",) if near is None else ("body", near)
            said = f"{fault.pointer} {fault.message}".rstrip(".")
            yield Mistake(keys, f"the body would break its schema: {said}")


def _of_places(
    operation: Operation, content: Mapping[str, Any], wanted: Answer, pointers: list[str]
) -> Iterator[Mistake]:
    types = offers(operation.document, content) if pointers else {}
    name = preferred(tuple(types), wanted.media_type or "") if types else None
    if name is None or is_file(name):
        if pointers:
            what = "has no body" if name is None else f"is a file: {name}"
            yield Mistake(("body",), f"this response of {operation.id} {what}")
        return
    schema = content[types[name]].get("schema", {})
    shape = Shape(operation.document, operation.schemas, schema)
    for at in pointers:
        message = astray(shape, steps_of(at))
        if message:
            yield Mistake(("body", at), f"no schema of this response {message}")


def _of_headers(
    operation: Operation, response: Mapping[str, Any], headers: Mapping[str, str]
) -> Iterator[Mistake]:
    documented = {each.name.lower(): each for each in documented_headers(operation, response)}
    for name, value in headers.items():
        if name.lower() in OF_THE_SERVER or name.lower().startswith("paydrill-"):
            yield Mistake(("headers", name), f"the header {name} is the server's own")
        elif name.lower() in documented:
            schema = documented[name.lower()].schema
            judge = operation.schemas.of(RESPONSE).compile(schema)
            if fitting(value, judge) is NOTHING:
                message = f"the contract does not allow this value of {name}"
                yield Mistake(("headers", name), message)


def _examples(operation: Operation, keys: list[str]) -> set[str]:
    return {name for key in keys for name in names_of_examples(operation, key)}


def nearest(pointer: str, pointers: list[str]) -> str | None:
    """Return the pointer of a rule that a fault is about: at it, above it, or below it."""
    related = [each for each in pointers if f"{pointer}/".startswith(f"{each}/")]
    related += [each for each in pointers if f"{each}/".startswith(f"{pointer}/")]
    return next(iter(related), None)
