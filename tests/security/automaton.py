"""Regular expressions of Python as automata, whose runs are the ways of an engine that backtracks.

Each character of the expression is a state. What cannot be said so is taken for more than it is:
conditions such as `(?=…)` and `\\b` may hold or not, what is repeated more than a few times may be
repeated for ever, a possessive repetition may go back.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

START = -1
"""The state before the text's first character."""

_FEW = 32
_USUAL = "aZ0_ -\n\t\r\x00\x85\xa0é²\u0661\u2028\ufffd\U0001f600"

_CATEGORIES: dict[str, Callable[[str], bool]] = {
    "DIGIT": str.isdecimal,
    "SPACE": str.isspace,
    "WORD": lambda each: each.isalnum() or each == "_",
}


NOT, AT_START, UNSURELY, SURELY = range(4)
"""Whether a part can be left out: never, at the text's start, by a condition, always."""


class Entry(NamedTuple):
    """A way to begin a part: its first state, and whether it must be the text's start."""

    state: int
    at_start: bool


class Exit(NamedTuple):
    """A way to leave a part: its last state, and whether no condition can forbid it."""

    state: int
    is_sure: bool


class Part(NamedTuple):
    """A part of an expression, with all ways to begin and to leave it."""

    entries: list[Entry]
    exits: list[Exit]
    skips: int
    ways: int
    """In how many ways it can be left out."""


class Automaton:
    """The states of an expression, and which of them can follow which, as often as there are ways.

    `method` is that of `re` by which the expression is used.
    """

    def __init__(self, pattern: re.Pattern[Any], method: str) -> None:
        text = pattern.pattern
        tree: Any = re._parser.parse(text, pattern.flags & ~re.DEBUG)
        self._flags = tree.state.flags
        self._widths = tree.state.groupwidths
        self.accepts: list[frozenset[str]] = []
        self.follows: dict[int, list[int]] = {START: []}
        self._predicates: list[Callable[[str], bool]] = []
        self._tests = list(_predicates(tree, self._flags))
        kinds = {
            self._kind(each): each for each in _characters(tree, is_binary=isinstance(text, bytes))
        }
        self._kinds = kinds
        self._alphabet = frozenset(kinds.values())
        part = self._sequence(tree)
        self.before = frozenset[int]()
        """States before the match, where one is searched."""
        self._link(self._first(tree, part, searches=method not in {"match", "fullmatch"}), part)
        # Whoever is here has matched, and tries nothing that comes before.
        sure = {each.state for each in part.exits if each.is_sure}
        if part.skips == SURELY:
            sure.add(START)
        self.matched = frozenset[int]() if method == "fullmatch" else frozenset(sure)
        self.matches_again = method not in {"match", "fullmatch", "search"}
        """Whether another match is searched where one has ended."""

    def alike(self, letter: str) -> str:
        """The character of the alphabet that the expression takes for another."""
        return self._kinds.get(self._kind(letter), letter)

    def _kind(self, letter: str) -> tuple[bool, ...]:
        """What the expression asks of a character, and what begins a line or a word."""
        return (
            *(test(letter) for test in self._tests),
            letter == "\n",
            _CATEGORIES["WORD"](letter),
        )

    def _first(self, tree: Any, part: Part, *, searches: bool) -> list[int]:
        """Make the states of what comes before a match; return those that a match can follow."""
        if not searches:
            return [START]
        condition = _condition_before(tree, self._flags) or self._boundary(tree, part)
        if condition is None:
            before = [self._state(lambda _: True)]
        else:
            before = [self._state(lambda each, one=one: each == one) for one in self._alphabet]
        for state in (START, *before):
            self.follows[state] += before
        self.before = frozenset(before)
        allowed = [
            state for state in before if condition is None or condition(min(self.accepts[state]))
        ]
        return [START, *allowed]

    def _boundary(self, tree: Any, part: Part) -> Callable[[str], bool] | None:
        """What `\\b` asks of the character before a word."""
        first = {letter for each in part.entries for letter in self.accepts[each.state]}
        is_first = len(tree) and (str(tree[0][0]), str(tree[0][1])) == ("AT", "AT_BOUNDARY")
        is_word = _CATEGORIES["WORD"]
        return (lambda each: not is_word(each)) if is_first and all(map(is_word, first)) else None

    def _state(self, accepts: Callable[[str], bool]) -> int:
        self.accepts.append(frozenset(filter(accepts, self._alphabet)))
        state = len(self.accepts) - 1
        self.follows[state] = []
        return state

    def _link(self, states: list[int], part: Part) -> None:
        for state in states:
            self.follows[state] += [
                each.state for each in part.entries if state == START or not each.at_start
            ]

    def _sequence(self, tree: Any) -> Part:
        return self._joined([self._part(str(operation), value) for operation, value in tree])

    def _joined(self, parts: list[Part]) -> Part:
        entries: list[Entry] = []
        exits: list[Exit] = []
        skips, ways = SURELY, 1
        for part in parts:
            self._link([each.state for each in exits], part)
            entries += [
                Entry(state, at_start or skips == AT_START) for state, at_start in part.entries
            ] * ways
            kept = exits * part.ways if part.skips > AT_START else []
            exits = [Exit(s, sure and part.skips == SURELY) for s, sure in kept] + part.exits
            skips, ways = min(skips, part.skips), ways * part.ways
        return Part(entries, exits, skips, ways)

    def _part(self, operation: str, value: Any) -> Part:
        match operation:
            case "LITERAL" | "NOT_LITERAL" | "ANY" | "IN":
                part = self._one(_predicate(operation, value, self._flags))
            case "SUBPATTERN":
                part = self._sequence(value[-1])
            case "ATOMIC_GROUP":
                part = self._sequence(value)
            case "BRANCH":
                part = self._branch(value[1])
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                part = self._repeat(*value)
            case "ASSERT" | "ASSERT_NOT":
                # What is looked at is tried, and then the rest is, from where one stood.
                tried = self._sequence(value[1]).entries if value[0] > 0 else []
                part = Part(tried, [], UNSURELY, 1)
            case "AT":
                is_start = str(value).startswith("AT_BEGINNING") and not self._flags & re.MULTILINE
                part = Part([], [], AT_START if is_start else UNSURELY, 1)
            case "GROUPREF":
                longest = min(int(self._widths[value][1]), _FEW + 1)
                anything = [(re._constants.ANY, None)]
                part = self._repeat(0, longest, anything)._replace(skips=UNSURELY)
            case _:
                raise NotImplementedError(operation)
        return part

    def _branch(self, branches: list[Any]) -> Part:
        parts = [self._sequence(each) for each in branches]
        entries = [each for part in parts for each in part.entries]
        exits = [each for part in parts for each in part.exits]
        ways = sum(part.ways for part in parts)
        return Part(entries, exits, max(part.skips for part in parts), ways)

    def _one(self, accepts: Callable[[str], bool]) -> Part:
        state = self._state(accepts)
        return Part([Entry(state, False)], [Exit(state, True)], NOT, 0)

    def _repeat(self, least: int, most: Any, tree: Any) -> Part:
        is_bounded = most != re._constants.MAXREPEAT and int(most) <= _FEW
        copies = int(most) if is_bounded else max(1, min(int(least), 2))
        done = Part([], [], SURELY, 1)
        left: list[Exit] = []  # of the copies after which no other has to come
        for number in range(copies):
            copy = self._sequence(tree)
            if not is_bounded and number == copies - 1:
                self._link([each.state for each in copy.exits], copy)
            done = self._joined([done, copy])
            left = left + copy.exits if number + 1 > least else done.exits
        if least == 0:
            return Part(done.entries, left, SURELY, 1)
        return done._replace(exits=left)


def _condition_before(tree: Any, flags: int) -> Callable[[str], bool] | None:
    """What a match's beginning asks of the character before it."""
    if not len(tree):
        return None
    operation, value = str(tree[0][0]), tree[0][1]
    if operation == "SUBPATTERN" and not value[1]:
        return _condition_before(value[-1], flags)
    if operation == "AT" and str(value).startswith("AT_BEGINNING"):
        return (lambda each: each == "\n") if flags & re.MULTILINE else (lambda _: False)
    if operation in {"ASSERT", "ASSERT_NOT"} and value[0] < 0 and len(value[1]) == 1:
        inner = value[1][0]
        if str(inner[0]) in {"LITERAL", "NOT_LITERAL", "ANY", "IN"}:
            holds = _predicate(str(inner[0]), inner[1], flags)
            return holds if operation == "ASSERT" else lambda each: not holds(each)
    return None


def _predicate(operation: str, value: Any, flags: int) -> Callable[[str], bool]:
    test = _exactly(operation, value, flags)
    if not flags & re.IGNORECASE:
        return test
    if operation == "NOT_LITERAL":
        return lambda each: test(each.lower()) and test(each.upper())
    return lambda each: test(each) or test(each.lower()) or test(each.upper()[:1])


def _exactly(operation: str, value: Any, flags: int) -> Callable[[str], bool]:
    match operation:
        case "LITERAL":
            return lambda each: each == chr(value)
        case "NOT_LITERAL":
            return lambda each: each != chr(value)
        case "ANY":
            return lambda each: bool(flags & re.DOTALL) or each != "\n"
        case "RANGE":
            return lambda each: value[0] <= ord(each) <= value[1]
        case "CATEGORY":
            name = str(value).removeprefix("CATEGORY_")
            category = _CATEGORIES[name.removeprefix("NOT_")]
            ascii_only = flags & re.ASCII or not flags & re.UNICODE
            holds = lambda each: category(each) and (each.isascii() or not ascii_only)  # noqa: E731
            return (lambda each: not holds(each)) if name.startswith("NOT_") else holds
    negated = str(value[0][0]) == "NEGATE"
    tests = [_exactly(str(kind), what, flags) for kind, what in value[negated:]]
    return lambda each: any(test(each) for test in tests) is not negated


def _characters(tree: Any, *, is_binary: bool) -> list[str]:
    """The characters of an expression, those beside them, and some others."""
    codes = {ord(each) for each in _USUAL}
    for code in _codes(tree):
        codes |= {code - 1, code, code + 1, *map(ord, chr(code).swapcase())}
    most = 0xFF if is_binary else 0x10FFFF
    return [chr(code) for code in sorted(codes, reverse=True) if 0 <= code <= most]


def _nodes(tree: Any) -> Iterator[tuple[str, Any]]:
    for operation, value in tree:
        name = str(operation)
        yield name, value
        match name:
            case "SUBPATTERN" | "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                yield from _nodes(value[-1])
            case "ASSERT" | "ASSERT_NOT":
                yield from _nodes(value[1])
            case "ATOMIC_GROUP":
                yield from _nodes(value)
            case "BRANCH":
                for each in value[1]:
                    yield from _nodes(each)


def _codes(tree: Any) -> Iterator[int]:
    for operation, value in _nodes(tree):
        for kind, what in value if operation == "IN" else [(operation, value)]:
            if str(kind) in {"LITERAL", "NOT_LITERAL"}:
                yield what
            elif str(kind) == "RANGE":
                yield from what


def _predicates(tree: Any, flags: int) -> Iterator[Callable[[str], bool]]:
    for operation, value in _nodes(tree):
        if operation in {"LITERAL", "NOT_LITERAL", "ANY", "IN"}:
            yield _predicate(operation, value, flags)
