"""Make a sample of a schema: build it, have it judged, and build it anew by what the judge says."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol

from paydrill.responders.samples.building import Builder, Notes, TooLarge
from paydrill.responders.samples.combined import Impossible, References
from paydrill.responders.samples.context import Context
from paydrill.responders.samples.spot import NOTHING, Place, Spot

_ROUNDS = 30
_MOST_ERRORS = 20
_STUBBORN = 3


class NoSample(Exception):
    """A schema for which no valid value was found. `schema` is its pointer, `why` the reason."""

    def __init__(self, schema: str, why: str) -> None:
        """Take the pointer to the schema, and the reason."""
        super().__init__(f"{schema}: {why}")
        self.schema = schema
        self.why = why


class Judge(Protocol):
    """A compiled schema."""

    @property
    def iter_errors(self) -> Any:
        """Iterate over the faults of a value."""


class Sampler:
    """Make samples of the schemas of one document."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        """Resolve references within `document`, whose schemas are of JSON Schema 2020-12."""
        self._references = References(document)

    def sample(self, schema: Any, judge: Judge, context: Context, base: Any = NOTHING) -> Any:
        """Make a value that `judge`, the compiled schema, finds valid; mend `base` if it is given.

        The same key of the context makes the same value. Raises `NoSample`.
        """
        notes = Notes()
        spot = Spot(base=base, is_hard=base is not NOTHING, sent=context.sent or NOTHING)
        why = ""
        for round_ in range(_ROUNDS):
            try:
                value = Builder(self._references, context, notes).build(schema, spot)
            except (Impossible, TooLarge) as error:
                why = str(error)
                if base is not NOTHING:  # the example may ask for what cannot be
                    return self.sample(schema, judge, context)
                raise NoSample(_pointer(schema), why) from None
            errors = list(_first(judge.iter_errors(value)))
            if not errors:
                return value
            why = _sentence(errors[0])
            for each in errors:
                _note(notes, each, round_)
        if base is not NOTHING:
            return self.sample(schema, judge, context)
        raise NoSample(_pointer(schema), f"no valid value was found: {why}")


def _first(errors: Iterable[Any]) -> Iterator[Any]:
    for number, error in enumerate(errors):
        yield error
        if number + 1 == _MOST_ERRORS:
            return


def _note(notes: Notes, error: Any, round_: int) -> None:
    """Note what an error asks for: a field more or less, or another value."""
    at: Place = tuple(error.instance_path)
    kind = error.kind
    if kind.name in {"anyOf", "oneOf"} and round_ % _STUBBORN != _STUBBORN - 1:
        branches = [each for each in kind.context if each]
        if branches and len(branches) == len(kind.context):
            # The alternative that fits best is the one that was meant.
            for nested in max(branches, key=_depth):
                _note(notes, nested, round_)
            return
    if kind.name == "required":
        if kind.property in notes.needed[at]:  # it could not be made so
            notes.attempts[at] += 1
        notes.needed[at].append(kind.property)
    elif kind.name in {"additionalProperties", "unevaluatedProperties"}:
        notes.banned[at].update(kind.unexpected)
    elif kind.name == "falseSchema" and at and isinstance(at[-1], str):
        notes.banned[at[:-1]].add(at[-1])
    else:
        notes.attempts[at] += 1
        if at and notes.attempts[at] % _STUBBORN == 0:
            # Where another value does not help, none may, or another alternative around it.
            if isinstance(at[-1], str):
                notes.banned[at[:-1]].add(at[-1])
            notes.attempts[at[:-1]] += 1


def _depth(branch: list[Any]) -> tuple[int, int]:
    first = branch[0]
    depth = len(first.instance_path) if first.kind.name not in {"type", "required"} else -1
    return depth, -len(branch)


def _pointer(schema: Any) -> str:
    if isinstance(schema, dict) and isinstance(schema.get("$ref"), str):
        return str(schema["$ref"])
    return "the schema"


def _sentence(error: Any) -> str:
    place = "".join(f"/{step}" for step in error.instance_path)
    return f"{place or 'the value'} breaks {error.kind.name}"
