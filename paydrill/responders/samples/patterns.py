"""Make texts that match an ECMA-262 pattern.

The parser is that of Python's `re`; the walk over its tree is ours. Libraries that draw such texts
either choose from sets, whose order differs from process to process, or do not mind the length.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from string import ascii_letters, digits, punctuation
from typing import Any

from paydrill.values.ids import Random

_USUAL = digits + ascii_letters
_OTHERS = punctuation + " éßλЖ中あ\u00a0\n\t"
_STRETCHES = (0, 2, 4, 8, 1, 16, 32, 64)
_TRIES = 48
_LONGEST = 10_000

# Where JavaScript writes otherwise than Python.
_REWRITES: tuple[tuple[str, str], ...] = (
    (r"\\p\{(?:L|Letter|Alphabetic|Alpha)\}", "a-zA-Z"),
    (r"\\p\{(?:Lu|Uppercase(?:_Letter)?)\}", "A-Z"),
    (r"\\p\{(?:Ll|Lowercase(?:_Letter)?)\}", "a-z"),
    (r"\\p\{(?:N|Nd|Number)\}", "0-9"),
    (r"\\p\{(?:P|Punctuation)\}", "!-/"),
    (r"\\p\{(?:S|Symbol)\}", "+<=>"),
    (r"\\p\{(?:Z|Zs|Separator)\}", " "),
    (r"\\p\{[^}]*\}", "a-zA-Z0-9"),
)
_OUTSIDE = re.compile(r"\\p\{[^{}\\]*\}|\\.|\[|\]", re.DOTALL)


def texts_matching(pattern: str, rng: Random, longest: int) -> Iterator[str]:
    """Yield some texts that should match, none too long; the caller judges them."""
    drawing = _compiled(pattern)
    if drawing is None:
        return
    for number in range(_TRIES):
        text = drawing(_Draw(rng, _STRETCHES[number % len(_STRETCHES)], number))
        if len(text) <= longest:
            yield text


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> "_Node | None":
    """Compile a pattern of JavaScript; `None` where it cannot be read."""
    try:
        tree = re._parser.parse(_in_python(pattern))  # noqa: SLF001 - the parser has no other name
        return _sequence(tree)
    except (re.error, OverflowError, RecursionError, ValueError):
        return None


def _in_python(pattern: str) -> str:
    pattern = pattern.replace("(?<", "(?P<").replace("(?P<=", "(?<=").replace("(?P<!", "(?<!")
    pattern = re.sub(r"\\k<(\w+)>", r"(?P=\1)", pattern).replace("[^]", r"[\s\S]")
    pattern = re.sub(r"\\u\{([0-9a-fA-F]+)\}", lambda found: _code(found[1]), pattern)
    inside, out, at = False, [], 0
    for found in _OUTSIDE.finditer(pattern):
        out.append(pattern[at : found.start()])
        at = found.end()
        text = found[0]
        if text in "[]":
            out.append(r"\[" if text == "[" and inside else text)
            inside = text == "["
            continue
        out.append(_rewritten(text, inside=inside))
    return "".join([*out, pattern[at:]])


def _rewritten(text: str, *, inside: bool) -> str:
    for written, range_ in _REWRITES:
        if re.fullmatch(written, text):
            return range_ if inside else f"[{range_}]"
    # Letters that Python knows no escape for stand for themselves.
    return text[1:] if text[1:].isalpha() and text[1:] not in "abBdDfnrsStuUvwWxNAZ" else text


def _code(number: str) -> str:
    return re.escape(chr(int(number, 16))) if int(number, 16) < 0x110000 else ""  # noqa: PLR2004


class _Draw:
    """One text in the making."""

    def __init__(self, rng: Random, stretch: int, number: int) -> None:
        """Repeat at most `stretch` times more than asked; some draw what lookaheads ask."""
        self.rng = rng
        self.stretch = stretch
        self.heeds_lookahead = number % 4 > 1
        self.is_wild = number > _TRIES // 2
        self.groups: dict[int, str] = {}
        self.length = 0


_Node = Callable[[_Draw], str]


def _sequence(tree: Any) -> _Node:
    nodes = [_NODES[str(operation)](value) for operation, value in tree if str(operation) in _NODES]
    return nodes[0] if len(nodes) == 1 else lambda draw: "".join([node(draw) for node in nodes])


def _branch(value: Any) -> _Node:
    branches = [_sequence(each) for each in value[1]]
    return lambda draw: draw.rng.choice(branches)(draw)


def _group(value: Any) -> _Node:
    number, *_, tree = value
    inner = _sequence(tree)

    def draw_group(draw: _Draw) -> str:
        text = inner(draw)
        if number:
            draw.groups[number] = text
        return text

    return draw_group


def _repeat(value: Any) -> _Node:
    least, most, tree = value
    inner = _sequence(tree)

    def draw_repeat(draw: _Draw) -> str:
        texts: list[str] = []
        for _ in range(draw.rng.randint(least, min(most, least + draw.stretch))):
            texts.append(inner(draw))
            draw.length += len(texts[-1])
            if draw.length > _LONGEST:
                break
        return "".join(texts)

    return draw_repeat


def _lookahead(value: Any) -> _Node:
    direction, tree = value
    inner = _sequence(tree)
    return lambda draw: inner(draw) if draw.heeds_lookahead and direction > 0 else ""


def _set(items: Any) -> _Node:
    negated = str(items[0][0]) == "NEGATE"
    tests = [_test(str(operation), value) for operation, value in items[negated:]]
    allowed = _characters(lambda each: any(test(each) for test in tests) is not negated)
    ranges = [each for each in items if str(each[0]) in {"LITERAL", "RANGE"}]
    if not any(allowed) and not negated and ranges:  # none of the usual characters
        return lambda draw: _of_range(draw.rng.choice(ranges), draw.rng)
    return _one_of(allowed)


def _of_range(item: tuple[object, Any], rng: Random) -> str:
    operation, value = item
    return chr(rng.randint(*value) if str(operation) == "RANGE" else value)


def _one_of(allowed: tuple[str, str]) -> _Node:
    """Draw one of the allowed characters: letters and digits first, for they read best."""
    usual, others = allowed

    def draw_one(draw: _Draw) -> str:
        among = usual + others if draw.is_wild else usual or others
        return draw.rng.choice(among) if among else ""

    return draw_one


def _characters(test: Callable[[str], bool]) -> tuple[str, str]:
    """Select the characters that pass, the usual ones and the others."""
    return "".join(filter(test, _USUAL)), "".join(filter(test, _OTHERS))


_CATEGORIES: dict[str, Callable[[str], bool]] = {
    "DIGIT": lambda each: each in digits,
    "SPACE": str.isspace,
    "WORD": lambda each: each in _USUAL + "_",
}


def _test(operation: str, value: Any) -> Callable[[str], bool]:
    match operation:
        case "LITERAL":
            return lambda each: ord(each) == value
        case "RANGE":
            return lambda each: value[0] <= ord(each) <= value[1]
        case "CATEGORY":
            name = str(value).removeprefix("CATEGORY_")
            test = _CATEGORIES[name.removeprefix("NOT_")]
            return (lambda each: not test(each)) if name.startswith("NOT_") else test
    return lambda _: False


# The nodes that add characters; anchors and the like add none.
_NODES: dict[str, Callable[[Any], _Node]] = {
    "LITERAL": lambda code: lambda _: chr(code),
    "NOT_LITERAL": lambda code: _one_of(_characters(lambda each: ord(each) != code)),
    "ANY": lambda _: _one_of(_characters(lambda each: each != "\n")),
    "IN": _set,
    "BRANCH": _branch,
    "SUBPATTERN": _group,
    "GROUPREF": lambda number: lambda draw: draw.groups.get(number, ""),
    "MAX_REPEAT": _repeat,
    "MIN_REPEAT": _repeat,
    "POSSESSIVE_REPEAT": _repeat,
    "ATOMIC_GROUP": _sequence,
    "ASSERT": _lookahead,
}
