"""Load a scenario file and the files it includes, as one ordered list of rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from paydrill.scenarios.files.checks import reach
from paydrill.scenarios.files.fingerprints import Stamps
from paydrill.scenarios.files.problems import Position, Problem, ScenarioFileError, with_sources
from paydrill.scenarios.files.sources import Reading, Source
from paydrill.scenarios.files.vocabulary import Vocabulary
from paydrill.scenarios.files.yaml_tree import Node
from paydrill.scenarios.scenario import Sections
from paydrill.values.plain import plain
from paydrill.values.suggestions import quoted, suggestion

MAX_RULES = 5000

# Keys of numbers that are compared or drawn exactly; all other numbers are counts.
_DECIMAL_KEYS = frozenset(
    {"amount", "min", "max", "chance", "sigma", "percent", "fixed", "dispute_fee"}
)
# Keys of values of contracts, which keep their types.
_AS_WRITTEN = frozenset({"path", "query", "body", "resource", "set"})


@dataclass(frozen=True)
class ScenarioFile:
    """A scenario as plain data: str, bool, list, dict, int for counts, `Decimal` for the rest.

    `rules` are in evaluation order: the file's own, then the included ones. `examples` are the
    file's own only: those of an included file hold for that file by itself. `seed` is the file's
    own; the `sections` too, each or else that of the first included file that has it.
    `stamps` has all files that were read, as they were then, this file first.
    """

    name: str
    description: str
    seed: int | None
    rules: tuple[dict[str, Any], ...]
    sections: Sections
    examples: tuple[dict[str, Any], ...]
    stamps: Stamps
    _root: Node = field(repr=False, compare=False)
    _rule_nodes: tuple[Node, ...] = field(repr=False, compare=False)

    @property
    def files(self) -> tuple[Path, ...]:
        """All files that were read, the scenario's own first."""
        return tuple(self.stamps)

    @property
    def name_at(self) -> Position:
        """The position of the scenario's name."""
        return self._root.nearest("name").position

    def where(self, rule_index: int, *keys: str | int) -> Position:
        """Return the position of the value at `keys` of a rule, or of the nearest value around."""
        return self._rule_nodes[rule_index].nearest(*keys).position

    def where_example(self, example_index: int, *keys: str | int) -> Position:
        """Return the position of the value at `keys` of an example, or of the nearest around."""
        return self._root.nearest("examples", example_index, *keys).position


def load_scenario(path: Path, *, known: Vocabulary) -> ScenarioFile:
    """Load the scenario in the file at `path`, complete and checked.

    Raises `ScenarioFileError` with every problem of the file and of those it includes, and no
    other exception for any content of the files.
    """
    reading = Reading(known)
    return _complete(reading, reading.open(path), known)


def parse_scenario(text: str, *, label: Path, folder: Path, known: Vocabulary) -> ScenarioFile:
    """Load the scenario in a text without a file; the text may include files of `folder`.

    Raises `ScenarioFileError` like `load_scenario`; `label` stands for the text's file.
    """
    reading = Reading(known)
    return _complete(reading, reading.take(text, label, folder), known)


def _complete(reading: Reading, top: Source | None, known: Vocabulary) -> ScenarioFile:
    """Make one scenario of all files read. Raises `ScenarioFileError` for all problems."""
    problems = list(reading.problems)
    order: list[Node] = []
    if top is not None:
        order, clashes = _evaluation_order(top)
        problems += clashes
        sound = {rule for source in reading.sources for rule in source.sound("rules")}
        if len(order) > MAX_RULES:
            message = f"more than {MAX_RULES} rules, with those of included files"
            problems.append(top.root.position.problem(message))
        else:
            problems += reach.check_reach([rule for rule in order if rule in sound], known)
        if reading.complete:
            problems += _missing_rules(reading.sources)
    if problems or top is None:
        raise ScenarioFileError(with_sources(problems, reading.texts), reading.stamps)
    content = top.root.data
    return ScenarioFile(
        name=content["name"],
        description=content.get("description", ""),
        seed=int(content["seed"]) if "seed" in content else None,
        rules=tuple(_plain(rule.data) for rule in order),
        sections=Sections(
            _plain(_section(top, "settlement", {})),
            _plain(_section(top, "webhooks", [])),
            plain(_section(top, "resources", {})),
            _section(top, "callbacks", ""),
        ),
        examples=tuple(_plain(example) for example in content.get("examples", ())),
        stamps=reading.stamps,
        _root=top.root,
        _rule_nodes=tuple(order),
    )


def _plain(value: Any, key: str = "") -> Any:
    """Return a deep copy, with the numbers at `_DECIMAL_KEYS` as `Decimal`, others as int."""
    if key in _AS_WRITTEN:
        return deepcopy(value)
    match value:
        case dict():
            return {name: _plain(item, name) for name, item in value.items()}
        case list():
            return [_plain(item, key) for item in value]
        case bool() | str():
            return value
    return Decimal(value) if key in _DECIMAL_KEYS else int(value)


def _section(top: Source, name: str, nothing: Any) -> Any:
    """Return a top-level section of the file, or of the first included file that has it."""
    contents = (source.root.data for source in top.with_included)
    return next((content[name] for content in contents if name in content), nothing)


def _evaluation_order(top: Source) -> tuple[list[Node], list[Problem]]:
    """Return all rules but those that an including file replaces by id, and the clashes of ids."""
    sources = top.with_included
    defined: dict[str, dict[Source, Node]] = {}
    for source in sources:
        for rule_id, rule in source.rules_by_id():
            defined.setdefault(rule_id, {}).setdefault(source, rule)
    kept: set[Node] = set()
    problems: list[Problem] = []
    for rule_id, rules in defined.items():
        # The file that includes all the others replaces their rules.
        winner = next((s for s in rules if set(rules) <= set(s.with_included)), None)
        if winner is None:
            problems.append(_clash(rule_id, rules.values()))
        else:
            kept.add(rules[winner])
    every_rule = (rule for source in sources for rule in source.items("rules"))
    return [rule for rule in dict.fromkeys(every_rule) if rule in kept], problems


def _clash(rule_id: str, rules: Iterable[Node]) -> Problem:
    first, second, *_ = rules
    message = f"{first.position.file} has a rule {quoted(rule_id)} too, and neither includes the"
    return second.nearest("id").position.problem(f"{message} other: it is unclear which counts")


def _missing_rules(sources: Iterable[Source]) -> Iterator[Problem]:
    """Report examples that name a rule which is neither in their file nor included."""
    for source in sources:
        ids = {rule_id for each in source.with_included for rule_id, _ in each.rules_by_id()}
        for example in source.items("examples"):
            node = example.find("expect", "rule")
            if node is not None and isinstance(node.data, str) and node.data not in ids:
                instead = suggestion(node.data, ids)
                yield node.position.problem(f"no rule is called {quoted(node.data)}; {instead}")
