"""Write the JSON Schema of scenario files with the words of a server's contracts, for editors.

Editors complete the names of operations, parameters, examples and webhooks by it, and JSON Pointers
into bodies and resources. What belongs to which operation is checked by the server alone.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from copy import deepcopy
from itertools import islice
from typing import Any

from paydrill.openapi.operation import Operation
from paydrill.openapi.pointers import pointer, resolve
from paydrill.openapi.shapes import Shape
from paydrill.scenarios.files.schema import Schema, schema
from paydrill.scenarios.files.vocabulary import Vocabulary
from paydrill.scenarios.pointed import ANY

_DEEPEST = 4
_MOST_READ = 10_000
_MOST = 1_000
"""Pointers, parameters or examples that are listed; a great contract has very many."""


def schema_with(known: Vocabulary) -> Schema:
    """Return the schema of scenario files with the words of the contracts in it."""
    found = deepcopy(schema())
    defs, served = found["$defs"], list(known.served.values())
    defs["operationId"]["enum"] = sorted(known.operations)
    defs["operation"]["anyOf"] = [{"$ref": "#/$defs/operationId"}, {"type": "array"}]
    stored = [shape for each in served for shape in known.resources.stored(each) or ()]
    sent = [
        Shape(each.document, each.schemas, body)
        for each in served
        for body in each.body_schemas.values()
    ]
    completions = {
        "path": _some(_parameters(served, "path")),
        "query": _some(_parameters(served, "query")),
        "body": _some(_pointers(sent)),
        "resource": _some(_pointers(stored)),
    }
    for conditions in ("when", "conditions"):
        for name, words in completions.items():
            _complete(defs[conditions]["properties"][name], words, {"$ref": "#/$defs/test"})
    _complete(defs["set"], completions["resource"], defs["set"]["additionalProperties"])
    pushed = {name for each in served for name in known.resources.pushed(each) or ()}
    if pushed:
        defs["send"]["items"]["enum"] = sorted(pushed)
        defs["send"]["anyOf"] = [{"$ref": "#/$defs/send/items"}, {"type": "array"}]
    examples = sorted(set(islice(_examples(served), _MOST)))
    if examples:
        defs["respond"]["properties"]["example"]["enum"] = examples
    return found


def _complete(rules: Schema, words: Iterable[str], value: Schema) -> None:
    """Name keys of a mapping, which may have others too."""
    rules["properties"] = dict.fromkeys(words, value)


def _some(words: Iterable[str]) -> list[str]:
    """Return the first words, each once."""
    found: dict[str, None] = {}
    for word in islice(words, _MOST_READ):
        found[word] = None
        if len(found) == _MOST:
            break
    return list(found)


def _parameters(served: Iterable[Operation], place: str) -> Iterator[str]:
    for operation in served:
        yield from (each["name"] for each in operation.parameters if each["in"] == place)


def _pointers(shapes: Iterable[Shape]) -> Iterator[str]:
    """Yield pointers to what schemas describe, those of outer fields first."""
    waiting: deque[tuple[tuple[str, ...], Shape]] = deque(((), each) for each in shapes)
    while waiting:
        steps, shape = waiting.popleft()
        if steps:
            yield pointer(steps)
        if len(steps) < _DEEPEST:
            waiting.extend(((*steps, name), shape.field(name)) for name in sorted(shape.names))
            if shape.is_array:
                waiting.append(((*steps, ANY), shape.item(0)))


def _examples(served: Iterable[Operation]) -> Iterator[str]:
    for operation in served:
        for response in operation.responses.values():
            for media in (response.get("content") or {}).values():
                found: Any = resolve(operation.document, media).get("examples")
                yield from found if isinstance(found, dict) else ()
