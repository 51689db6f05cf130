"""Test what a request sent and what is stored: parameters by name, the rest by JSON Pointer.

A test is a value, a list of values, or a mapping of `TESTS`, all of which hold. In a pointer
(RFC 6901) the step `*` stands for any item of a list, and any field of an object.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from paydrill.openapi.pointers import steps_of
from paydrill.scenarios.attempt import Attempt, Place
from paydrill.values.patterns import glob

Wanted = Mapping[str, Any]
Condition = Callable[[Attempt], bool]
Test = Callable[[Any, Place], bool]

ANY = "*"
EXISTS = "exists"

_BY_NAME = frozenset({"path", "query"})

_INDEX = re.compile(r"0|[1-9][0-9]{0,9}")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,63})(\.[0-9]{1,63})?")


def path(wanted: Wanted) -> Condition:
    """Match if every parameter of the path passes its test."""
    return _condition("path", wanted)


def query(wanted: Wanted) -> Condition:
    """Match if every parameter of the query passes its test."""
    return _condition("query", wanted)


def body(wanted: Wanted) -> Condition:
    """Match if the body passes the test at every pointer."""
    return _condition("body", wanted)


def resource(wanted: Wanted) -> Condition:
    """Match if what is stored passes the test at every pointer."""
    return _condition("resource", wanted)


POINTED: dict[str, Callable[[Wanted], Condition]] = {
    "path": path,
    "query": query,
    "body": body,
    "resource": resource,
}
"""The conditions that have a test for each of several places."""

_SOURCES: dict[str, Callable[[Attempt], Any]] = {
    "path": lambda attempt: attempt.at.sent.path,
    "query": lambda attempt: attempt.at.sent.query,
    "body": lambda attempt: attempt.at.sent.body,
    "resource": lambda attempt: attempt.resource,
}


def steps(condition: str, place: str) -> list[str]:
    """Return the steps to a place: a parameter's name is one, a pointer has several."""
    return [place] if condition in _BY_NAME else steps_of(place)


def found_at(condition: str, way: Sequence[str], attempt: Attempt) -> list[Any]:
    """List the values that an attempt has where the steps of a condition's place lead.

    Of a parameter that is a list, these are its items.
    """
    found = list(_found(_SOURCES[condition](attempt), way))
    if condition in _BY_NAME and any(isinstance(each, list) for each in found):
        return [item for each in found for item in _below(each, ANY)]
    return found


def _condition(name: str, wanted: Wanted) -> Condition:
    tests = [(steps(name, place), _test(test)) for place, test in wanted.items()]
    return lambda attempt: all(
        passes(found_at(name, way, attempt), attempt.at) for way, passes in tests
    )


def _found(value: Any, way: Sequence[str]) -> Iterator[Any]:
    if not way:
        yield value
        return
    for each in _below(value, way[0]):
        yield from _found(each, way[1:])


def _below(value: Any, step: str) -> Iterable[Any]:
    if isinstance(value, Mapping):
        if step == ANY:
            return value.values()
        return [value[step]] if step in value else []
    if isinstance(value, list):
        if step == ANY:
            return value
        number = int(step) if _INDEX.fullmatch(step) else len(value)
        return value[number : number + 1]
    return []


def _test(wanted: Any) -> Callable[[Sequence[Any], Place], bool]:
    """Compile a test of all values that are found at a place: one of them has to pass it."""
    if isinstance(wanted, Mapping) and EXISTS in wanted:
        return lambda found, _: bool(found) is wanted[EXISTS]
    if isinstance(wanted, Mapping):
        tests = [TESTS[name](each) for name, each in wanted.items()]
        return lambda found, place: any(
            all(passes(each, place) for passes in tests) for each in found
        )
    equals = [_equal(each) for each in (wanted if isinstance(wanted, list) else [wanted])]
    return lambda found, _: any(equal(each) for each in found for equal in equals)


def _equal(wanted: Any) -> Callable[[Any], bool]:
    """Compile a comparison by type and value; in a text, `*` stands for any characters."""
    if isinstance(wanted, str):
        fits = glob(wanted)
        return lambda found: isinstance(found, str) and fits(found)
    if wanted is None or isinstance(wanted, bool):
        return lambda found: found is wanted
    return lambda found: not isinstance(found, str) and number_in(found) == wanted


def number_in(found: Any) -> Decimal | int | None:
    """Return a number, or the number that a text is; `None` for anything else."""
    match found:
        case bool():
            return None
        case int() | Decimal():
            return found
        case float():
            return Decimal(repr(found))
        case str() if _NUMBER.fullmatch(found):
            return Decimal(found)
    return None


def at_least(wanted: Decimal | int) -> Test:
    """Pass numbers from this one on."""
    return lambda found, _: (number := number_in(found)) is not None and number >= wanted


def at_most(wanted: Decimal | int) -> Test:
    """Pass numbers up to this one."""
    return lambda found, _: (number := number_in(found)) is not None and number <= wanted


def like(wanted: str) -> Test:
    """Pass texts that fit, with `*` for any characters."""
    fits = glob(wanted)
    return lambda found, _: isinstance(found, str) and fits(found)


def matches(wanted: str) -> Test:
    """Pass texts in which the regular expression finds something."""
    return lambda found, place: isinstance(found, str) and place.matches(wanted, found)


TESTS: dict[str, Callable[[Any], Test]] = {
    "min": at_least,
    "max": at_most,
    "like": like,
    "matches": matches,
}
"""The tests of one value by name. `EXISTS` stands beside them: it is about what is not there."""
