"""Explain YAML syntax errors in plain words, and advise what to write instead.

The parser names the token that stopped it. The token's line, the line before, and the brackets
that are still open there show what was probably meant.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from ruamel.yaml.error import MarkedYAMLError

from paydrill.scenarios.files.problems import lines_of
from paydrill.values.suggestions import quoted

_UNSTARTABLE = re.compile(r"found character (['\"])(.{1,12})\1 that cannot start any token")
_FOUND = re.compile(r"(?:but found|but got) (?:\('|')(.{1,32}?)'(?:,\))?$")
_SPECIAL_VALUES = tuple(
    f"while scanning {each}" for each in ("a block scalar", "an alias", "an anchor")
)
_NO_SPACE_AFTER_COLON = re.compile(r"(?<![^\s{,-])([A-Za-z_]\w*):(?=[^\s/])")
_NO_SPACE_AFTER_DASH = re.compile(r"\s*-(?=[A-Za-z_{\[\"'])")
_KEY = re.compile(r"\s*(?:- +)*(?:[^\s:#-][^:#]*|-[^\s:#][^:#]*|\"[^\"]*\"\s*|'[^']*'\s*):(?:\s|$)")
_ABOUT_LINES = re.compile("mapping values are not allowed|could not find expected|<block end>")
_CONFLICT = re.compile(r"(?:<{7} |>{7} |={7}$)")
_OPENERS, _CLOSERS = {"{": "}", "[": "]"}, frozenset("}]")
_END = "<stream end>"


class Spot(NamedTuple):
    """A place in the text; line and column count from 0, as the parser counts them."""

    line: int
    column: int


class Mistake(NamedTuple):
    """A mistake in the text, and the place at which to show it."""

    spot: Spot
    message: str


class _Stumble(NamedTuple):
    """A parser's error, and the lines around its place."""

    lines: Sequence[str]
    spot: Spot
    context: str
    problem: str
    opened: Spot | None
    """The innermost bracket that is open at the place."""

    @property
    def found(self) -> str:
        """The token that cannot stand here, by the parser's name for it."""
        match = _FOUND.search(self.problem)
        return match[1] if match else ""

    @property
    def line(self) -> str:
        """The line of the error."""
        return self.line_at(self.spot.line)

    def line_at(self, number: int) -> str:
        return self.lines[number] if 0 <= number < len(self.lines) else ""

    def character_at(self, spot: Spot) -> str:
        return self.line_at(spot.line)[spot.column : spot.column + 1]

    def before(self) -> int:
        """Return the number of the last line above that is not blank or a comment, or -1."""
        number = self.spot.line - 1
        while number >= 0 and self.line_at(number).strip()[:1] in {"", "#"}:
            number -= 1
        return number

    def text_at(self, spot: Spot) -> str:
        """Return the text at a place, as far as it may be one value without quotes."""
        return value_at(self.line_at(spot.line), spot.column)


def mistake_of(error: MarkedYAMLError, text: str, open_flows: Sequence[Spot]) -> Mistake:
    """Return the mistake behind a parser's error.

    `open_flows` are the places of the brackets that were open before the error.
    """
    context = error.context_mark
    mark = error.problem_mark or context
    if mark is None:  # an error without a place
        return Mistake(Spot(0, 0), str(error.problem))
    stumble = _Stumble(
        lines_of(text),
        Spot(mark.line, mark.column),
        str(error.context or ""),
        str(error.problem or ""),
        open_flows[-1] if open_flows else None,
    )
    begun = stumble.spot if context is None else Spot(context.line, context.column)
    for explain in _EXPLANATIONS:
        found = explain(stumble, begun)
        if found is not None:
            return found
    said = "; ".join(part for part in (stumble.context, stumble.problem) if part)
    return Mistake(stumble.spot, said)


def value_at(line: str, column: int) -> str:
    """Return the unquoted text from a column on: up to a bracket, a comma, or a comment."""
    rest = line[column:].partition(" #")[0]
    in_flow = bool({"{", "["} & set(line[:column]))
    return re.split(r"[,}\]]", rest)[0].strip() if in_flow else rest.strip()


def in_quotes(text: str) -> str:
    """Advise to put a text into quotes."""
    return f"put quotes around it: {quoted(text)}" if text else "put quotes around it"


def with_space(text: str) -> str:
    """Advise to part key and value in a text such as `amount:10`."""
    key, _, value = text.partition(":")
    return f"a space is missing after the colon: write {quoted(f'{key}: {value}')}"


def _indent(line: str, but: str = " ") -> int:
    return len(line) - len(line.lstrip(but))


def _conflict(stumble: _Stumble, _: Spot) -> Mistake | None:
    for number, line in enumerate(stumble.lines[: stumble.spot.line + 1]):
        if _CONFLICT.match(line):
            return Mistake(Spot(number, 0), "a merge conflict was left here: choose one side")
    return None


def _tab(stumble: _Stumble, _: Spot) -> Mistake | None:
    before = stumble.line[: stumble.spot.column]
    if stumble.line[stumble.spot.column :].startswith("\t") and not before.strip(" -\t"):
        spot = Spot(stumble.spot.line, stumble.line.index("\t"))
        return Mistake(spot, "a tab cannot indent: use spaces")
    if "'\\t'" in stumble.problem:
        return Mistake(stumble.spot, "a tab cannot stand before a value: use a space")
    return None


def _quotation(stumble: _Stumble, begun: Spot) -> Mistake | None:
    if "scanning a" not in stumble.context or "quoted scalar" not in stumble.context:
        return None
    if "unexpected end of stream" in stumble.problem:
        opener = re.search("[\"']", stumble.text_at(begun))
        closing = f"put {opener[0] if opener else 'one'} where the text ends"
        return Mistake(begun, f"this quotation mark is never closed: {closing}")
    if "escape" in stumble.problem:
        message = "in double quotes \\ begins an escape: use single quotes, or write \\\\"
        return Mistake(stumble.spot, message)
    return None


def _unstartable(stumble: _Stumble, begun: Spot) -> Mistake | None:
    """Explain a character that has a meaning to YAML at the beginning of a value."""
    spot = stumble.spot
    match = _UNSTARTABLE.search(stumble.problem)
    if match:
        character = match[2]
    elif stumble.context.startswith(_SPECIAL_VALUES):
        spot, character = begun, stumble.character_at(begun)
    elif stumble.context.startswith("while scanning a tag"):
        spot, character = begun, "!"
    elif "sequence entries are not allowed" in stumble.problem:
        character = "-"
    elif stumble.found in {"?", ","} and "node" in stumble.context:
        character = stumble.found
    else:
        return None
    remedy = in_quotes("" if character == "," else stumble.text_at(spot))
    above = re.match(r">=?\s*([0-9.]+)", stumble.text_at(spot))
    if above:
        remedy = f"that amount and more is {{min: {above[1]}}}"
    return Mistake(spot, f"a value cannot begin with {character}: {remedy}")


def _unclosed(stumble: _Stumble, begun: Spot) -> Mistake | None:
    """Explain a bracket that is not closed before the text that follows its content."""
    flow = stumble.context.startswith("while parsing a flow")
    if not flow or ("node" in stumble.context and stumble.found != _END):
        return None
    opened = begun if "node" not in stumble.context else stumble.opened or begun
    opener = stumble.character_at(opened)
    closer = _OPENERS.get(opener)
    if closer is None:
        return None
    if stumble.found in _CLOSERS:
        message = f"{opener} is open here: put {closer} before this, or leave {stumble.found} out"
        return Mistake(stumble.spot, message)
    outside = _indent(stumble.line) <= _indent(stumble.line_at(opened.line))
    below = opened.line < stumble.spot.line
    if stumble.found == _END or (stumble.found == ":" and below and outside):
        message = f"{opener} is never closed: put {closer} where its content ends"
        if " #" in stumble.line_at(opened.line)[opened.column :]:
            message += "; from # on, the line is a comment unless # stands in quotes"
        return Mistake(opened, message)
    return None


def _colon_in_flow(stumble: _Stumble, begun: Spot) -> Mistake | None:
    """Explain a second colon between brackets: a comma is missing, or a text has a colon."""
    if not stumble.context.startswith("while parsing a flow") or stumble.found != ":":
        return None
    above = stumble.before()
    if "//" in stumble.line or "//" in stumble.line_at(above):
        return Mistake(stumble.spot, "a comment begins with #, not with //")
    if above >= begun.line and re.fullmatch(r"\s*[\w\"']+\s*:.*", stumble.line):
        start = Spot(stumble.spot.line, _indent(stumble.line))
        return Mistake(start, f"a comma is missing at the end of line {above + 1}")
    return Mistake(stumble.spot, f"text with a colon and a space in it: {in_quotes('')}")


def _text_in_flow(stumble: _Stumble, begun: Spot) -> Mistake | None:
    """Explain a value between brackets that ended too early."""
    if not stumble.context.startswith("while parsing a flow") or not stumble.found:
        return None
    before = stumble.line[: stumble.spot.column].rstrip()
    if stumble.found == "<scalar>" and before.endswith("'"):
        message = "the text ended at the ' before this: write '' for an apostrophe, or use \""
        return Mistake(stumble.spot, message)
    closer = _OPENERS.get(stumble.character_at(begun), "a bracket")
    return Mistake(stumble.spot, f"a comma is missing before this, or {closer}")


def _no_space(stumble: _Stumble, _: Spot) -> Mistake | None:
    """Explain a colon or a dash that YAML takes for text, as no space follows."""
    if stumble.context.startswith("while parsing a flow") or not _ABOUT_LINES.search(
        stumble.problem
    ):
        return None
    for number in (stumble.spot.line, stumble.before()):
        line = stumble.line_at(number)
        dash = _NO_SPACE_AFTER_DASH.match(line)
        if dash and number >= 0:
            return Mistake(Spot(number, dash.end()), "a space is missing after the dash")
        colon = None if _KEY.match(line) else _NO_SPACE_AFTER_COLON.search(line)
        if colon and number >= 0:
            remedy = with_space(f"{colon[1]}:{value_at(line, colon.end())}")
            return Mistake(Spot(number, colon.start(1)), remedy)
    return None


def _colon(stumble: _Stumble, begun: Spot) -> Mistake | None:
    """Explain a second colon on a line, a line indented too far, or a line without a key."""
    if "could not find expected ':'" in stumble.problem:
        return Mistake(begun, "a colon is missing on this line: write key: value")
    if "mapping values are not allowed" not in stumble.problem:
        return None
    key = _KEY.match(stumble.line)
    if key and key.end() <= stumble.spot.column:
        value = stumble.line[key.end() :].strip()
        start = Spot(stumble.spot.line, stumble.line.index(value, key.end()))
        return Mistake(start, f"text with a colon and a space in it: {in_quotes(value)}")
    above = stumble.before()
    if above >= 0 and not _KEY.match(stumble.line_at(above)):
        indent = _indent(stumble.line_at(above), but=" -")
        return Mistake(Spot(above, indent), "a colon is missing on this line: write key: value")
    indent = _indent(stumble.line)
    message = f"indented too far: the value on line {above + 1} is whole; align this with its key"
    return Mistake(Spot(stumble.spot.line, indent), message)


def _block_end(stumble: _Stumble, _: Spot) -> Mistake | None:
    if "<block end>" not in stumble.problem and "<document start>" not in stumble.problem:
        return None
    found = stumble.found
    if found in {*_CLOSERS, ","}:
        does = "divides" if found == "," else "closes"
        return Mistake(stumble.spot, f"this {found} {does} nothing: leave it out")
    directive = next((n for n, line in enumerate(stumble.lines) if line.startswith("%")), None)
    if directive is not None:
        return Mistake(Spot(directive, 0), f"a line cannot begin with %: {in_quotes('')}")
    if stumble.line[: stumble.spot.column].strip(" -") == "":
        message = "indented unlike the lines above: align it with those that it belongs to"
        return Mistake(stumble.spot, message)
    if "<document start>" in stumble.problem:
        return Mistake(stumble.spot, "something follows what was whole already: leave it out")
    return Mistake(stumble.spot, "text follows what is whole already: put quotes around all of it")


_EXPLANATIONS: tuple[Callable[[_Stumble, Spot], Mistake | None], ...] = (
    _conflict,
    _tab,
    _quotation,
    _unstartable,
    _unclosed,
    _colon_in_flow,
    _text_in_flow,
    _no_space,
    _colon,
    _block_end,
)
