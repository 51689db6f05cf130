"""Compile schemas of a raised document, and list the faults they find in a value.

Schemas that refer to much are compiled together, as a compiled schema holds all that it refers to.
Nothing is compiled before a value has to be judged.
"""

import json
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, Protocol

import orjson
from jsonschema_rs import Draft202012Validator, ValidationError

from paydrill.errors import FieldError
from paydrill.openapi.closures import AnySchema, Closures, Schema
from paydrill.openapi.directions import Direction, needs_fitting
from paydrill.openapi.discriminators import chosen_branch, fit
from paydrill.openapi.growth import Growth, TooManyAlternatives
from paydrill.openapi.kinds import every
from paydrill.openapi.patterns import KEYWORDS
from paydrill.openapi.pointers import pointer, resolve
from paydrill.openapi.wording import helpfulness, keyword_with_value, sentence, unknown_field

_log = logging.getLogger("paydrill")

_MOST = 100  # a list of more faults would help no reader


class _Compiled(Protocol):
    def is_valid(self, instance: Any) -> bool: ...
    def iter_errors(self, instance: Any) -> Iterator[ValidationError]: ...


class Validator:
    """A schema that is compiled when it is first used."""

    __slots__ = ("_build", "_root", "_skip", "is_valid", "iter_errors")

    def __init__(self, build: Callable[[], tuple[_Compiled, Any, int]]) -> None:
        """Take what compiles it.

        `build` gives the compiled schema, the whole that paths in its errors begin at, and how
        many steps of the paths of values are not the value's own.
        """
        self._build = build
        self._root: Any = None
        self._skip = 0
        self.is_valid: Callable[[Any], bool] = self._first_is_valid
        self.iter_errors: Callable[[Any], Iterator[ValidationError]] = self._first_iter_errors

    def _first_is_valid(self, value: Any) -> bool:
        self._compile()
        return self.is_valid(value)

    def _first_iter_errors(self, value: Any) -> Iterator[ValidationError]:
        self._compile()
        return self.iter_errors(value)

    def _compile(self) -> None:
        compiled, self._root, self._skip = self._build()
        self.is_valid, self.iter_errors = compiled.is_valid, compiled.iter_errors

    def instance_path(self, error: ValidationError) -> list[str | int]:
        """Return where in the value an error is."""
        return error.instance_path[self._skip :]

    def keywords_of(self, error: ValidationError) -> Schema:
        """Find the part of the schema that an error is about; empty if it cannot be found."""
        node: Any = self._root
        try:
            for step in error.schema_path[:-1]:
                node = node[step]
        except (LookupError, TypeError):
            return {}
        return node if isinstance(node, dict) else {}

    def resolved(self, schema: Schema) -> Schema:
        """Return the schema that a reference leads to; empty if it cannot be found."""
        try:
            return resolve(self._root, schema)
        except (LookupError, TypeError):
            return {}


class Schemas:
    """The schemas of one raised document, each compiled once."""

    def __init__(self, document: Mapping[str, Any], direction: Direction | None = None) -> None:
        """Look up references in the document; a direction fits all schemas to it."""
        self._document = dict(document) if direction is None else direction.document
        self._direction = direction
        self._directed: dict[str, Schemas] = {}
        self._closures = Closures(self._document)
        self._growth = Growth(self._document)
        self._validators: dict[bytes, Validator] = {}
        self._joint: tuple[_Compiled, Schema, dict[bytes, str]] | None = None

    def of(self, keyword: str) -> "Schemas":
        """Return the schemas of values that are sent one way: `directions.REQUEST`, for one."""
        if not self._needs_fitting:
            return self
        if keyword not in self._directed:
            self._directed[keyword] = Schemas(self._document, Direction(self._document, keyword))
        return self._directed[keyword]

    @cached_property
    def _needs_fitting(self) -> bool:
        return needs_fitting(self._document)

    def compile(self, schema: AnySchema) -> Validator:
        """Return the validator of one schema. One that cannot be compiled accepts any value."""
        written = _key(schema)
        if written not in self._validators:
            fitted = schema if self._direction is None else self._direction.fitted(schema)
            key = _key(fitted)
            self._validators[written] = Validator(lambda: self._build(fitted, key))
        return self._validators[written]

    def fault_of(self, schema: AnySchema) -> str | None:
        """Return why a schema cannot be compiled; `None` if it can."""
        key = _key(schema)
        if self._closures.is_large(schema) and key in self._joined()[2]:
            return None
        try:
            self._compile(schema)
        except ValueError as error:
            return str(error).splitlines()[0]
        return None

    def _compile(self, schema: AnySchema) -> tuple[_Compiled, Any, int]:
        """Compile a schema with what it refers to, and no other. Raises `ValueError`."""
        if self._closures.multiplies(schema):
            raise ValueError("its alternatives have alternatives that are too many to try")
        whole = self._closures.complete(schema)
        return _compile(whole), whole, 0

    def _build(self, schema: AnySchema, key: bytes) -> tuple[_Compiled, Any, int]:
        compiled, root, skip = self._unbounded(schema, key)
        if self._growth.grows(schema):
            compiled = _Bounded(compiled, lambda value: self._growth.exceeds(schema, value))
        return compiled, root, skip

    def _unbounded(self, schema: AnySchema, key: bytes) -> tuple[_Compiled, Any, int]:
        if not self._closures.is_large(schema):
            return self._alone(schema)
        compiled, root, names = self._joined()
        if key not in names:
            return self._alone(schema)
        return _Member(compiled, names[key]), root, 1

    def _alone(self, schema: AnySchema) -> tuple[_Compiled, Any, int]:
        try:
            return self._compile(schema)
        except ValueError as error:
            _log.warning("a schema cannot be used: %s", str(error).splitlines()[0])
            return _compile({}), {}, 0

    def _joined(self) -> tuple[_Compiled, Schema, dict[bytes, str]]:
        if self._joint is None:
            self._joint = self._join()
        return self._joint

    def _join(self) -> tuple[_Compiled, Schema, dict[bytes, str]]:
        """Compile all schemas that operations use and that refer to much, as one."""
        found: dict[bytes, Any] = {}
        for written, kind, path in every(dict(self._document), "document"):
            if kind != "schema" or path[-1] not in ("schema", "itemSchema"):
                continue
            node = written if self._direction is None else self._direction.fitted(written)
            if self._closures.is_large(node) and not self._closures.multiplies(node):
                found[_key(node)] = node
        names = {key: str(number) for number, key in enumerate(found)}
        root = self._closures.complete_all({names[key]: node for key, node in found.items()})
        try:
            return _compile(root), root, names
        except ValueError:
            return _compile({}), root, {}


class _Member:
    """One schema of those that are compiled together."""

    __slots__ = ("_joint", "_name")

    def __init__(self, joint: _Compiled, name: str) -> None:
        self._joint = joint
        self._name = name

    def is_valid(self, instance: Any) -> bool:
        return self._joint.is_valid({self._name: instance})

    def iter_errors(self, instance: Any) -> Iterator[ValidationError]:
        return self._joint.iter_errors({self._name: instance})


class _Bounded:
    """A schema that is not held against values that it would judge for ever."""

    __slots__ = ("_compiled", "_exceeds")

    def __init__(self, compiled: _Compiled, exceeds: Callable[[Any], bool]) -> None:
        self._compiled = compiled
        self._exceeds = exceeds

    def is_valid(self, instance: Any) -> bool:
        return not self._exceeds(instance) and self._compiled.is_valid(instance)

    def iter_errors(self, instance: Any) -> Iterator[ValidationError]:
        """Yield the faults of a value. Raises `TooManyAlternatives`."""
        if self._exceeds(instance):
            raise TooManyAlternatives("it is nested deeper than its alternatives can be tried")
        return self._compiled.iter_errors(instance)


def _key(schema: AnySchema) -> bytes:
    """Return a text that alike schemas have in common."""
    try:
        return orjson.dumps(schema, option=orjson.OPT_SORT_KEYS)
    except TypeError:  # integers beyond 64 bits, deep nesting, halves of surrogate pairs
        return json.dumps(schema, sort_keys=True).encode()


def _compile(schema: AnySchema) -> _Compiled:
    return Draft202012Validator(schema, validate_formats=True, keywords=KEYWORDS, offline=True)


def faults(validator: Validator, value: Any) -> list[FieldError]:
    """List the faults of a value, one sentence a field; empty when it is valid."""
    found: dict[str, tuple[int, FieldError]] = {}
    try:
        problems = validator.iter_errors(value)
    except TooManyAlternatives:
        return [FieldError("", "is nested deeper than its alternatives can be tried.")]
    for problem in problems:
        for helps, error in _faults(validator, problem):
            if helps > found.get(error.pointer, (-1, error))[0]:
                found[error.pointer] = (helps, error)
        if len(found) >= _MOST:
            break
    above = set(_above(found))
    return [error for at, (helps, error) in found.items() if helps or at not in above]


def _above(pointers: Iterable[str]) -> Iterator[str]:
    """Yield the pointers to all that holds what one of the pointers leads to."""
    for each in pointers:
        above = each
        while above:
            above = above.rpartition("/")[0]
            yield above


def _faults(validator: Validator, problem: ValidationError) -> Iterator[tuple[int, FieldError]]:
    """Yield a problem's faults: mostly one, but unknown fields may be several."""
    at = pointer(validator.instance_path(problem))
    kind: Any = problem.kind
    keywords = validator.keywords_of(problem)
    if kind.name in {"anyOf", "oneOf"} and kind.context and all(kind.context):
        yield from _faults_of_branches(validator, problem, keywords)
    elif kind.name in {"additionalProperties", "unevaluatedProperties"}:
        for name in kind.unexpected:
            said = unknown_field(name, keywords, len(kind.unexpected))
            yield 0, FieldError(f"{at}{pointer([name])}", said, kind.name)
    elif kind.name == "required":
        yield 1, FieldError(f"{at}{pointer([kind.property])}", "is required.", kind.name)
    else:
        limit = getattr(kind, "value", None)
        said = sentence(kind.name, limit, keywords, problem.instance)
        error = FieldError(at, said, keyword_with_value(kind.name, limit))
        yield helpfulness(kind.name, keywords, problem.instance), error


def _faults_of_branches(
    validator: Validator, problem: ValidationError, keywords: Schema
) -> Iterator[tuple[int, FieldError]]:
    """Yield the faults of the alternative that was meant: by the discriminator, or the best fit."""
    kind: Any = problem.kind
    choice = chosen_branch(keywords, problem.instance, validator.resolved)
    if isinstance(choice, FieldError):
        at = pointer(validator.instance_path(problem))
        yield 1, choice._replace(pointer=at + choice.pointer)
        return
    meant = max(kind.context, key=fit) if choice is None else kind.context[choice]  # null last
    for nested in meant:
        yield from _faults(validator, nested)
