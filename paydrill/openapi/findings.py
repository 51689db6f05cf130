"""List what can be wrong with a contract, and what is done about each: the one table."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from paydrill.openapi.pointers import pointer
from paydrill.openapi.positions import Position, locate


class Entry(NamedTuple):
    """A kind of fault: its sentence, which names `{what}`, and what is done about it."""

    sentence: str
    remedy: str


FINDINGS: Mapping[str, Entry] = {
    # the file
    "duplicate-key": Entry("the key {what} stands twice", "the last one counts"),
    "unknown-version": Entry("{what} is no version that is known", "it is read as OpenAPI 3.1"),
    "no-info": Entry("there is no usable `info`", "the file's name is the title"),
    "wrong-shape": Entry("must be {what}", "it is ignored"),
    "wrong-type": Entry("must be {what}", "it is taken as that"),
    "not-as-specified": Entry("{what}", "nothing is done; the rest of the file counts"),
    # references
    "missing-reference": Entry(
        "$ref {what} points at nothing",
        "the operations that need it answer 501; the rest is served",
    ),
    "reference-outside": Entry(
        "$ref {what} leads out of the contract's folder",
        "the operations that need it answer 501; the rest is served",
    ),
    "remote-reference": Entry(
        "$ref {what} leads to the network",
        "the operations that need it answer 501; --allow-remote-refs reads it",
    ),
    "unreadable-reference": Entry(
        "$ref {what}", "the operations that need it answer 501; the rest is served"
    ),
    "circular-reference": Entry(
        "$ref {what} leads back to itself",
        "the operations that need it answer 501; the rest is served",
    ),
    # paths and operations
    "no-operation": Entry("it has no operation{what}", "nothing is answered for it"),
    "path-without-slash": Entry("the path {what} does not begin with /", "a / is put before it"),
    "path-with-query": Entry("the path {what} has a query", "it is served without it"),
    "path-unreachable": Entry(
        "clients cannot ask for the path {what}: it has a # or a parameter without a name",
        "it is served for those that write it percent-encoded",
    ),
    "duplicate-path": Entry(
        "{what} is the same path to a client, who sees no names", "the first one is served"
    ),
    "method-not-served": Entry("the method {what} is not served", "the operation is left out"),
    "name-taken": Entry("another contract is called {what}", "a number is added to the name"),
    "path-taken": Entry("{what} has this path too", "this contract is mounted below its name"),
    "no-operation-id": Entry(
        "no operationId for {what}", "they are called after the contract, their method and path"
    ),
    "duplicate-operation-id": Entry("another operation is called {what}", "a name is made for it"),
    "unknown-role": Entry("there is no role {what}", "it is ignored: paths and shapes decide"),
    "no-responses": Entry("no response is documented", "it answers 200 without content"),
    "unknown-status": Entry("{what} is no status", "the response is ignored"),
    # parameters
    "unusable-parameter": Entry("a parameter needs {what}", "it is ignored"),
    "unusable-header": Entry("{what} is no name that a header can have", "it is ignored"),
    "parameter-without-schema": Entry("{what} has no schema", "it is taken as a string"),
    "duplicate-parameter": Entry("{what} is declared twice", "the last one counts"),
    "path-parameter-undeclared": Entry(
        "the parameter {what} of the path is not declared", "it is taken as a string"
    ),
    "path-parameter-unused": Entry("the path has no {{{what}}}", "the parameter is ignored"),
    "path-parameter-optional": Entry("{what} is in the path, so it is required", "it is required"),
    "unknown-collection-format": Entry("{what} is no collectionFormat", "csv is taken"),
    # security
    "undefined-security-scheme": Entry(
        "the security scheme {what} is not defined", "it is ignored"
    ),
    "unusable-security-scheme": Entry("a security scheme needs {what}", "it is ignored"),
    # schemas
    "keyword-of-wrong-type": Entry("{what}", "the keyword is ignored"),
    "keyword-mended": Entry("{what}", "it is taken as that"),
    "default-of-wrong-type": Entry("the default {what}", "the default is ignored"),
    "pattern-in-slashes": Entry(
        "the pattern {what} fits no text, as the slashes are part of it",
        "a request is held to what stands between the slashes",
    ),
    "unusable-pattern": Entry("{what} is no regular expression of ECMA-262", "it is not checked"),
    "slow-pattern": Entry(
        "{what} can take very long", "it is checked in texts of up to {most} characters"
    ),
    "unusable-schema": Entry("the schema cannot be used: {what}", "any value is accepted"),
    "invalid-example": Entry("the example {what}", "another one is made where it is needed"),
    # overlays
    "unreadable-overlay": Entry("{what}", "the overlay is left out"),
    "unknown-overlay-version": Entry(
        "{what} is no version of overlays that is known", "it is read as 1.0.0"
    ),
    "unknown-overlay-field": Entry("{what}", "it is ignored"),
    "incomplete-overlay": Entry("an overlay needs {what}", "what it has counts"),
    "incomplete-action": Entry("an action needs {what}", "the action is left out"),
    "no-jsonpath": Entry("{what}", "the action is left out"),
    "target-not-found": Entry("the target {what} matches nothing", "the action changes nothing"),
    "target-of-one-value": Entry(
        "the target has {what}, a single value, which no update can be laid over",
        "it stays as it is; an update of the object that holds it changes it",
    ),
    "update-of-wrong-type": Entry(
        "must be an object, as {what} is one", "the action does nothing there"
    ),
    "whole-document-removed": Entry(
        "the target has the whole document", "it stays; what is in it can be removed"
    ),
    "overlay-too-large": Entry("{what}", "this action, and those after it, are left out"),
}


class Origin(NamedTuple):
    """The place in a file that a node of the document comes from."""

    file: str
    pointer: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault of a contract: its code, its place, and the words for its sentence."""

    code: str
    file: str
    pointer: str
    words: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @property
    def sentence(self) -> str:
        """The fault, in words."""
        return FINDINGS[self.code].sentence.format_map(self.words)

    @property
    def remedy(self) -> str:
        """The way the fault is dealt with, in words."""
        return FINDINGS[self.code].remedy.format_map(self.words)


class Report:
    """Collect the findings of one contract file."""

    def __init__(self, file: str) -> None:
        """Start without findings; nodes stand in `file` where `origins` say nothing else."""
        self.findings: list[Finding] = []
        self.origins: dict[str, Origin] = {"": Origin(file, "")}
        self._suspects: dict[Origin, tuple[str, str]] = {}
        self._seen: set[tuple[str, str, str]] = set()

    def __call__(self, code: str, path: Iterable[str | int], what: str = "", **words: Any) -> None:
        """Add a finding at a path of the document, once."""
        self.at(code, self.origin(pointer(list(path))), what, **words)

    def at(self, code: str, origin: Origin, what: str = "", **words: Any) -> None:
        """Add a finding at a place in a file, once."""
        if (key := (code, *origin)) in self._seen and code != "duplicate-key":
            return
        self._seen.add(key)
        self.findings.append(Finding(code, *origin, {"what": what, **words}))

    def move(self, old: str, new: str) -> None:
        """Note that a node of the document stands elsewhere now, with all that is in it."""
        self.origins[new] = self.origin(old)
        written = self._written
        for at in written[bisect_left(written, f"{old}/") : bisect_left(written, f"{old}0")]:
            self.origins[new + at[len(old) :]] = self.origins[at]

    @cached_property
    def _written(self) -> list[str]:
        """The pointers of known origins before anything was moved, in their order."""
        return sorted(self.origins)

    def suspect(self, code: str, path: Iterable[str | int], what: str) -> None:
        """Note a reference that leads to no file; schemas may have what it says as their `$id`."""
        self._suspects[self.origin(pointer(list(path)))] = (code, what)

    def confirm(self, path: Iterable[str | int], what: str) -> Finding:
        """Add and return the finding for a reference that leads nowhere at all."""
        at = self.origin(pointer(list(path)))
        code, said = self._suspects.get(at, ("missing-reference", what))
        self(code, path, said)
        return Finding(code, *at, {"what": said})

    def origin(self, at: str) -> Origin:
        """Find the place that a node of the document comes from."""
        return origin_of(self.origins, at)


def origin_of(origins: Mapping[str, Origin], at: str) -> Origin:
    """Find the place that a node of a document comes from, by those of the nodes that hold it."""
    above = at
    while above not in origins:
        above = above.rpartition("/")[0]
    origin = origins[above]
    return Origin(origin.file, origin.pointer + at[len(above) :])


def place(findings: Iterable[Finding]) -> list[tuple[Finding, Position]]:
    """Find line and column of each finding, in the order of files and lines."""
    wanted: defaultdict[str, set[str]] = defaultdict(set)
    findings = list(findings)
    for each in findings:
        wanted[each.file].add(each.pointer)
    found = {file: locate(_text_of(file), pointers) for file, pointers in wanted.items()}
    placed = [(each, found[each.file][each.pointer]) for each in findings]
    return sorted(placed, key=lambda each: (each[0].file, each[1]))


def _text_of(file: str) -> str:
    try:
        return Path(file).read_text(encoding="utf-8-sig", errors="replace")
    except OSError:
        return ""
