"""Make the bodies of errors that a contract documents, with a sentence of ours in them."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import replace
from http import HTTPStatus
from itertools import chain, islice, product
from types import MappingProxyType
from typing import Any, NamedTuple

from paydrill.openapi.directions import RESPONSE
from paydrill.openapi.media_types import is_json
from paydrill.openapi.operation import Operation
from paydrill.openapi.pointers import at
from paydrill.openapi.shapes import Shape
from paydrill.openapi.types import BRANCHES, parts_of, types_of
from paydrill.responders.examples import example_of, showable
from paydrill.responders.media import offers, written_as
from paydrill.responders.response_headers import Headers, documented_headers, headers_of
from paydrill.responders.samples.combined import References
from paydrill.responders.samples.context import Context
from paydrill.responders.samples.sample import NoSample, Sampler
from paydrill.responders.samples.spot import NOTHING

_SENTENCES = (
    "message",
    "detail",
    "error_description",
    "errorMessage",
    "error_message",
    "description",
    "reason",
    "title",
    "error",
    "msg",
    "text",
)
"""Names of fields that say what went wrong, the likeliest first."""

_MOST_PLACES = 20

Place = tuple[str | int, ...]

_STATUSES = ("status", "statusCode", "status_code", "httpStatusCode", "httpStatus")
_WORDS: Mapping[int, tuple[str, ...]] = {
    400: ("invalid_request", "invalid", "bad", "malformed"),
    401: ("auth", "invalid_request", "invalid"),
    403: ("permission", "forbidden", "auth", "invalid"),
    404: ("not_found", "notfound", "missing", "invalid_request", "invalid"),
    409: ("conflict", "idempotency", "invalid"),
    429: ("rate", "too_many", "throttl", "api"),
    500: ("api", "internal", "server"),
}
"""Parts of the words that suit a status, or its class, the likeliest first."""

_FIELDS = ("field", "fieldName", "field_name", "param", "parameter", "property")

_CODES = frozenset({"code", "errorCode", "error_code", "errorType", "error_type", "name", "type"})
"""Names of fields that say by a word what went wrong."""
_OF_FIELDS = frozenset({"name"})
"""Those that name a field instead, in the items of a list."""
_BOUND = {"enum", "const", "format", "pattern", "default", "example", "examples"}
"""Keywords of schemas that allow some texts, and not any."""


class Fault(NamedTuple):
    """The status of an error, our sentence, and the name of the field at fault.

    `names` are those that an example of just this error may have, the most exact first. Where a
    field breaks the contract, all but the last name a keyword: their examples have the sentence.
    """

    status: int
    sentence: str
    field: str = ""
    names: tuple[str, ...] = ()
    beside: Mapping[str, Any] = MappingProxyType({})
    more: str = ""
    """Sentences on other fields."""
    suggestion: str = ""
    """The suggestion that our sentence has in brackets, as a sentence of its own."""
    is_of_contract: bool = False

    @property
    def text(self) -> str:
        """All that is said."""
        stop = "." if self.more and self.sentence[-1:] not in {".", "?", "!", "…"} else ""
        return f"{self.sentence}{stop} {self.more}".strip()

    def as_said_by(self, example: Any, name: str) -> "Fault":
        """Say it as the example of that `name` does, with the field at fault for the one in it."""
        place = next(_places(example), ())
        if not place or not self.is_of_contract or name not in self.names[:-1]:
            return self
        fields = at(example, place[:-1])
        named = next((fields[each] for each in _FIELDS if isinstance(fields.get(each), str)), "")
        said = fields[place[-1]]
        said = said.replace(named, self.field) if named else said
        more = f"{self.suggestion} {self.more}".strip()
        return self._replace(sentence=said, more=more)


class ErrorBody(NamedTuple):
    """The content of an error, its media type, and the headers that are documented for it."""

    content: Any
    media_type: str
    headers: dict[str, str]


def error_body(operation: Operation, key: str, fault: Fault) -> ErrorBody | None:
    """Make the body of the response that a contract documents under `key`, such as `4XX`.

    What the fault says stands in the fields that are meant for it. `None` where no body is
    documented, or no valid one can be made.
    """
    response = operation.responses[key]
    offered = offers(operation.document, response.get("content") or {})
    media_type = next(iter(sorted(offered, key=lambda each: not is_json(each))), None)
    if media_type is None:
        return None
    media = response["content"][offered[media_type]]
    schema = media.get("schema", {})
    # More items of a list would tell of faults that there are not.
    context = Context(f"{operation.id}/{key}", most_items=1)
    sampler = Sampler(operation.document)
    try:
        value = _value(operation, media, (sampler, context), fault)
        headers = headers_of(Headers(operation, response), sampler, context)
    except (NoSample, ValueError):
        return None
    content, media_type = written_as(value, media_type, schema, References(operation.document))
    return ErrorBody(content, media_type, headers)


def required_headers(operation: Operation, key: str) -> dict[str, str]:
    """Make the headers that every response must have that a contract documents under `key`.

    Empty where one of them cannot be made.
    """
    response = operation.responses[key]
    documented = documented_headers(operation, response)
    named = {each.name for each in documented if each.is_required}
    needed = {name: node for name, node in (response.get("headers") or {}).items() if name in named}
    if not needed:
        return {}
    context = Context(f"{operation.id}/{key}")
    try:
        headers = Headers(operation, {"headers": needed})
        return headers_of(headers, Sampler(operation.document), context)
    except (NoSample, ValueError):
        return {}


def _value(
    operation: Operation,
    media: Mapping[str, Any],
    making: tuple[Sampler, Context],
    fault: Fault,
) -> Any:
    """Make a value of the schema that says what went wrong, if it has a field for that.

    The contract's example comes first; then what says nothing else, if that is valid, then a sample
    of the required fields, with the sentence in a field more if need be.
    """
    schema = media.get("schema", {})
    judge = operation.schemas.of(RESPONSE).compile(schema)
    named = ((example_of(operation.document, media, each), each) for each in (*fault.names, ""))
    example, name = next((each for each in named if each[0] is not NOTHING), (NOTHING, ""))
    fault = fault if example is NOTHING else fault.as_said_by(example, name)
    found = NOTHING if example is NOTHING else showable(operation, schema, example, judge)
    sparse: list[Any] = [{}] if example is NOTHING else []
    shape = Shape(operation.document, operation.schemas, schema)
    if found is NOTHING:
        found = _sample(operation, shape, making, fault.status)
    whole = _sample(operation, shape, (making[0], replace(making[1], full=True)), fault.status)
    places = list(islice(chain(_places(found), _places(whole)), _MOST_PLACES))
    for value, place in product([*sparse, found, whole], places):
        for beside in (_beside(whole, place, fault), {}):
            telling = _told(value, place, fault, beside)
            if telling is not NOTHING and judge.is_valid(telling):
                return telling
    return found


def _sample(
    operation: Operation, shape: Shape, making: tuple[Sampler, Context], status: int
) -> Any:
    """Make a sample with words that suit the status, once: it takes a hundred times the rest."""
    sampler, context = making
    kept = ("error", context.key, context.full, status)
    if kept not in operation.kept:
        judge = operation.schemas.of(RESPONSE).compile(shape.schema)
        made = sampler.sample(shape.schema, judge, context)
        operation.kept[kept] = _apt(operation, shape, made, status)
    return operation.kept[kept]


def _apt(
    operation: Operation, shape: Shape, value: Any, status: int, codes: frozenset[str] = _CODES
) -> Any:
    """Copy a sample, with words that suit the status, such as its `type`.

    They are those of enumerations; where any text will do, the name of the status is a code.
    """
    if isinstance(value, list):
        inner = codes - _OF_FIELDS
        items = enumerate(value)
        return [_apt(operation, shape.item(number), each, status, inner) for number, each in items]
    if isinstance(value, dict):
        fields = value.items()
        apt = {
            name: _apt(operation, shape.field(name), each, status, codes) for name, each in fields
        }
        word = _code(status)
        free = [name for name in codes & apt.keys() if _takes(operation, shape.field(name), word)]
        return apt | dict.fromkeys(free, word)
    if not isinstance(value, str):
        return value
    parts = parts_of(operation.document, shape.schema, BRANCHES)
    known = [each for part in parts for each in part.get("enum", ()) if isinstance(each, str)]
    wanted = _WORDS.get(status) or _WORDS[status // 100 * 100]
    return next((each for word in wanted for each in known if word in each.lower()), value)


def _takes(operation: Operation, shape: Shape, word: str) -> bool:
    """Tell whether a word will do, as any other would."""
    is_text = types_of(operation.document, shape.schema) == {"string"}
    return is_text and all(
        _BOUND.isdisjoint(part)
        and part.get("minLength", 0) <= len(word) <= part.get("maxLength", len(word))
        for part in parts_of(operation.document, shape.schema, BRANCHES)
    )


def _code(status: int) -> str:
    """Name a status as a code, such as `not_found`."""
    return next((each.name.lower() for each in HTTPStatus if each == status), "error")


def _beside(whole: Any, place: Place, fault: Fault) -> dict[str, Any]:
    """Return what is known of the fields beside a place, of which `whole` has every one."""
    try:
        found = at(whole, place[:-1])
    except LookupError:
        return {}
    fields = found if isinstance(found, dict) else {}
    known: dict[str, Any] = {
        name: fault.status for name in _STATUSES if type(fields.get(name)) is int
    }
    if fault.field:
        known |= {name: fault.field for name in _FIELDS if isinstance(fields.get(name), str)}
    return {**known, **fault.beside}


def _places(value: Any) -> Iterator[Place]:
    """Yield the places of texts that say what went wrong: those outside before those within."""
    if isinstance(value, str):
        yield ()
    waiting: list[tuple[Place, Any]] = [((), value)]
    while waiting:
        at, node = waiting.pop(0)
        if isinstance(node, dict):
            yield from ((*at, name) for name in _SENTENCES if isinstance(node.get(name), str))
            waiting += [((*at, name), each) for name, each in node.items()]
        elif isinstance(node, list):
            waiting += [((*at, number), each) for number, each in enumerate(node)]


def _told(value: Any, place: Place, fault: Fault, beside: Mapping[str, Any]) -> Any:
    """Copy a value, with the sentence at a place, and with status and field beside it.

    `NOTHING` where the value has another shape, in which there is no such place.
    """
    if not place:
        return fault.text
    told = deepcopy(value)
    node = told
    for step in place[:-1]:
        if isinstance(node, dict) and isinstance(step, str):
            node = node.setdefault(step, {})
        elif isinstance(node, list) and isinstance(step, int) and step < len(node):
            node = node[step]
        else:
            return NOTHING
    if not isinstance(node, dict):
        return NOTHING
    own = [name for name in (*_STATUSES, "code") if type(node.get(name)) is int]
    node.update(dict.fromkeys(own, fault.status), **beside)
    node[place[-1]] = fault.text
    return told
