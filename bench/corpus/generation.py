"""Have Schemathesis make requests for the operations of a contract, valid ones and wrong ones.

`python -m bench.corpus.generation FILE SEED OPERATIONS` prints one line of JSON for each operation,
as soon as it is made: a process of its own, because a schema can keep a generator busy for ever.
"""

import json
import random
import signal
import sys
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import schemathesis
from schemathesis.core import NOT_SET
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation import GenerationMode
from schemathesis.generation.case import Case
from schemathesis.generation.meta import REQUEST_SHAPE_PROBES, CoverageScenario
from schemathesis.specs.openapi.coverage._operation import iter_coverage_cases

from bench.corpus.contract import Contract, Operation, drawn, read
from bench.corpus.forms import FORM, sendable
from bench.corpus.parts import body_schema, parameter_schema, parameters, requires_body
from bench.corpus.preparing import prepared
from bench.corpus.pruning import pruned
from bench.corpus.reduced import reduced
from bench.corpus.wrongness import wrong_body, wrong_text

WRONG = 4
"""How many wrong requests an operation gets at most."""

_OPERATION_S = 8
_CASES = 4_000
_POSITIVES = 60
_SAME_KIND = 3
_BODY = ParameterLocation.BODY
_NOT_WRONG = REQUEST_SHAPE_PROBES | {
    # OpenAPI says nothing of a parameter sent twice, and formats may be annotations.
    CoverageScenario.DUPLICATE_PARAMETER,
    CoverageScenario.INVALID_FORMAT,
}


class TooSlow(BaseException):
    """The time of an operation is over; no `Exception`, which Hypothesis would try again."""


class Maker:
    """Makes requests for operations of one contract."""

    def __init__(self, contract: Contract, operations: list[Operation], seed: int) -> None:
        self._contract = contract
        self._seed = seed
        self._least = _loaded(reduced(contract, operations, required_only=True))
        self._whole = _loaded(reduced(contract, operations, required_only=False))

    def make(self, operation: Operation) -> dict[str, Any]:
        """Return an operation's requests; `error` says why there is none."""
        made: dict[str, Any] = {"path": operation.path, "method": operation.method}
        try:
            with _at_most(_OPERATION_S):
                made["required"] = self._required(operation)
            made |= self._full_and_wrong(operation)
        except (Exception, TooSlow) as error:  # noqa: BLE001 - broken contracts fail in any way
            made["error"] = f"{type(error).__name__}: {error}"[:300]
        return made

    def _required(self, operation: Operation) -> dict[str, Any] | None:
        """Return a valid request with the required parts only."""
        least = self._least[operation.path, operation.method]
        cases = islice(_cases(least, GenerationMode.POSITIVE), _POSITIVES)
        valid = [case for case in cases if self._valid(operation, case)]
        if not valid:
            return None
        case = max(valid, key=_is_usual)
        if case.body is not NOT_SET:
            schema = body_schema(self._contract, operation, case.media_type)
            case.body = pruned(self._contract, schema, case.body)
        return prepared(self._contract, operation, case).written()

    def _full_and_wrong(self, operation: Operation) -> dict[str, Any]:
        """Return the valid request with most in it, and wrong requests of different kinds."""
        whole = self._with_fitting_parameters(operation)
        positive = self._in_time(_cases(whole, GenerationMode.POSITIVE), _POSITIVES)
        valid = [case for case in positive if self._valid(operation, case)]
        wrong: dict[tuple[str, str], list[Case]] = {}
        # Both modes, so that a wrong request is a valid one with something wrong in one place.
        both = _cases(whole, GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
        for case in self._in_time(both, _CASES):
            kind = _kind(case)
            if kind is None or len(wrong.get(kind, ())) >= _SAME_KIND:
                continue
            if self._wrong(operation, case):
                wrong.setdefault(kind, []).append(case)
        full = max(valid, key=lambda case: (_is_usual(case), _extent(case)), default=None)
        return {
            "full": prepared(self._contract, operation, full).written() if full else None,
            "wrong": [
                {
                    "in": kind[0],
                    "scenario": kind[1],
                    "description": case.meta.phase.data.description,
                    "request": prepared(self._contract, operation, case).written(),
                }
                for kind, case in self._drawn(wrong, operation)
            ],
        }

    def _in_time(self, cases: Iterator[Case], limit: int) -> list[Case]:
        """Return cases until the time is over: those that were made are good."""
        made: list[Case] = []
        try:
            with _at_most(_OPERATION_S):
                for case in islice(cases, limit):
                    made.append(case)  # noqa: PERF402 - what is there counts when time is over
        except TooSlow:
            pass
        return made

    def _drawn(
        self, wrong: Mapping[tuple[str, str], list[Case]], operation: Operation
    ) -> list[tuple[tuple[str, str], Case]]:
        """Draw wrong requests by seed: each place first, then each kind."""
        chance = random.Random(f"{self._seed} {operation.label}")  # noqa: S311 - seeded on purpose
        kinds = sorted(wrong)
        chance.shuffle(kinds)
        seen: set[str] = set()
        first = [kind for kind in kinds if not (kind[0] in seen or seen.add(kind[0]))]
        ordered = first + [kind for kind in kinds if kind not in first]
        return [(kind, chance.choice(wrong[kind])) for kind in ordered[:WRONG]]

    def _with_fitting_parameters(self, operation: Operation) -> Any:
        """Return Schemathesis's operation without optional parameters that no value fits."""
        key = operation.path, operation.method
        first = next(_cases(self._whole[key], GenerationMode.POSITIVE), None)
        unfit = self._unfit(operation, first) if first else set()
        if not unfit:
            return self._whole[key]
        document = reduced(self._contract, [operation], required_only=False, without=unfit)
        return _loaded(document)[key]

    def _unfit(self, operation: Operation, case: Case) -> set[tuple[str, str]]:
        """Return place and name of the parameters whose value in this case is wrong."""
        return {
            (str(each.get("in")), str(each.get("name")))
            for each in parameters(operation)
            if self._wrong_parameter(each, case) or self._lacks(each, case)
        }

    def _valid(self, operation: Operation, case: Case) -> bool:
        """Return whether the judge agrees that parameters and body are valid."""
        if self._unfit(operation, case):
            return False
        if case.media_type == FORM and isinstance(case.body, dict):
            case.body = sendable(self._contract, operation, case.body)
        schema = body_schema(self._contract, operation, case.media_type)
        return case.body is NOT_SET or not wrong_body(
            self._contract, schema, case.media_type or "", case.body, strict=True
        )

    def _wrong(self, operation: Operation, case: Case) -> bool:
        """Return whether the judge agrees that the request is wrong in the place that is named."""
        data = case.meta.phase.data
        missing = data.scenario == CoverageScenario.MISSING_PARAMETER
        if case.media_type == FORM and isinstance(case.body, dict):
            case.body = sendable(self._contract, operation, case.body)
        if data.parameter_location == _BODY:
            if missing:
                return requires_body(self._contract, operation)
            schema = body_schema(self._contract, operation, case.media_type)
            return wrong_body(self._contract, schema, case.media_type or "", case.body)
        place = str(data.parameter_location.value)
        for parameter in parameters(operation):
            if parameter.get("in") == place and parameter.get("name") == data.parameter:
                if missing:
                    return parameter.get("required") is True
                return self._wrong_parameter(parameter, case)
        return False

    def _wrong_parameter(self, parameter: Mapping[str, Any], case: Case) -> bool:
        value = _value(parameter, case)
        schema = parameter_schema(parameter)
        return value is not NOT_SET and wrong_text(self._contract, schema, value)

    def _lacks(self, parameter: Mapping[str, Any], case: Case) -> bool:
        """Return whether a required parameter is empty, so that nothing is sent."""
        return parameter.get("required") is True and _value(parameter, case) in ([], {})


def _value(parameter: Mapping[str, Any], case: Case) -> Any:
    """Return the value of a parameter in a case before it was made text, or `NOT_SET`."""
    try:
        place = ParameterLocation(parameter.get("in"))
    except ValueError:
        return NOT_SET
    sent = case.meta.raw_containers.get(place) or {}
    return sent.get(parameter.get("name"), NOT_SET)


def _loaded(document: dict[str, Any]) -> dict[tuple[str, str], Any]:
    """Return the operations that Schemathesis can read, by path and method."""
    found = {}
    for result in schemathesis.openapi.from_dict(document).get_all_operations():
        try:
            operation = result.ok()
        except Exception:  # noqa: BLE001, S112 - it says at each broken operation what is broken
            continue
        found[operation.path, operation.method.lower()] = operation
    return found


def _cases(operation: Any, *modes: GenerationMode) -> Iterator[Case]:
    return iter_coverage_cases(
        operation=operation,
        generation_modes=list(modes),
        generate_duplicate_query_parameters=False,
        unexpected_methods=set(),
        generation_config=operation.schema.config.generation,
    )


def _kind(case: Case) -> tuple[str, str] | None:
    """Return the place and the kind of what is wrong, or `None` where OpenAPI calls it no wrong."""
    data = case.meta.phase.data
    if case.meta.generation.mode.is_positive or data.parameter_location is None:
        return None
    # What is only for responses should not be sent, says OpenAPI: it may be.
    if data.scenario in _NOT_WRONG or data.description.endswith("Value is not allowed"):
        return None
    return str(data.parameter_location.value), str(data.scenario.value)


def _is_usual(case: Case) -> bool:
    """Return whether a body, if any, holds fields: bare scalars are valid where all is."""
    return not isinstance(case.body, str | int | float | None)


def _extent(case: Case) -> int:
    """Return how much a request says: its parameters, and the fields of its body at any depth."""
    parts = (case.query, case.headers, case.cookies, case.path_parameters)
    return sum(len(part or {}) for part in parts) + _leaves(case.body)


def _leaves(value: Any) -> int:
    if isinstance(value, dict):
        return sum(1 + _leaves(each) for each in value.values())
    return sum(map(_leaves, value)) if isinstance(value, list) else 0


@contextmanager
def _at_most(seconds: float) -> Iterator[None]:
    """Raise `TooSlow` inside when so much processor time was used."""

    def over(*_: object) -> None:
        raise TooSlow(f"more than {seconds:g} s")

    before = signal.signal(signal.SIGPROF, over)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def main() -> None:
    """Print the requests of the operations drawn, line by line."""
    warnings.simplefilter("ignore")
    file, seed, limit = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    contract = Contract(read(Path(file)))
    operations = drawn(contract, seed, limit)
    maker = Maker(contract, operations, seed)
    for operation in operations:
        print(json.dumps(maker.make(operation)), flush=True)


if __name__ == "__main__":
    main()
