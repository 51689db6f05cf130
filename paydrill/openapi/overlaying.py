"""Apply an overlay to a contract: its actions one after the other, as far as they can be taken."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from paydrill.openapi.findings import Origin, Report
from paydrill.openapi.overlays import Overlay
from paydrill.openapi.places import Places
from paydrill.openapi.pointers import Step, at, is_at, pointer
from paydrill.openapi.trees import copied
from paydrill.openapi.yaml_core import DEEPEST
from paydrill.values.suggestions import quoted, unknown

Path = tuple[Step, ...]

_VERSION = re.compile(r"1\.0\.\d+")
_FIELDS = ("overlay", "info", "extends", "actions")
_OF_INFO = ("title", "version")
_OF_ACTIONS = ("target", "description", "update", "remove")

_STEPS = 2_000_000
"""Steps that all searches of an overlay may take, together."""

_TOO_LONG = f"the actions of an overlay take up to {_STEPS:,} steps of searching"

_OF_AN_ACTION = 200
"""Steps that an action takes besides its search."""

_MOST_WRITTEN = 200_000
"""Values that an overlay may write, together."""


class _TooMuch(ValueError):
    """An action beyond the bounds; the text says which bound that is."""


def apply(overlay: Overlay, document: dict[str, Any], report: Report) -> list[Path]:
    """Apply an overlay to a document; return the paths at which it has put references.

    What is wrong with it goes into the report, whose origins follow what is changed.
    """
    try:
        content = overlay.content
    except ValueError as error:
        report.at("unreadable-overlay", Origin(str(overlay.file.resolve()), ""), str(error))
        return []
    applying = _Applying(overlay, document, report)
    for path in overlay.twice:
        applying.note("duplicate-key", path, str(path[-1]))
    applying.check_form(content)
    applying.run(content.get("actions"))
    return applying.paths


class _Applying:
    def __init__(self, overlay: Overlay, document: dict[str, Any], report: Report) -> None:
        from paydrill.openapi.jsonpath import Search  # noqa: PLC0415 - slow, and seldom needed

        self._file = str(overlay.file.resolve())
        self._document = document
        self._report = report
        self._places = Places(report.origins)
        self._search = Search(_STEPS)
        self._written = 0
        self.paths: list[Path] = []

    def note(self, code: str, path: Sequence[Step], what: str) -> None:
        """Report what is wrong at a path of the overlay."""
        self._report.at(code, Origin(self._file, pointer(path)), what)

    def check_form(self, content: dict[str, Any]) -> None:
        """Report what the specification wants to be otherwise, outside of the actions."""
        self._known(content, (), "an overlay has no field", _FIELDS)
        if not _VERSION.fullmatch(str(content["overlay"])):
            self.note("unknown-overlay-version", ("overlay",), quoted(str(content["overlay"])))
        info = content.get("info")
        if not isinstance(info, dict):
            self.note("incomplete-overlay", ("info",) if "info" in content else (), "info")
        else:
            self._known(info, ("info",), "info has no field", _OF_INFO)
            for name in _OF_INFO:
                if not isinstance(info.get(name), str):
                    self.note("incomplete-overlay", ("info",), f"info a {name}, as text")
        if not isinstance(content.get("extends", ""), str):
            self.note("wrong-shape", ("extends",), "an address or a path")

    def run(self, actions: Any) -> None:
        """Take the actions in their order, up to one that is beyond the bounds."""
        if not isinstance(actions, list) or not actions:
            self.note("incomplete-overlay", () if actions is None else ("actions",), "actions")
            return
        for number, action in enumerate(actions):
            path = ("actions", number)
            if not isinstance(action, dict):
                self.note("wrong-shape", path, "an object (action)")
                continue
            try:
                self._search.spend(_OF_AN_ACTION)
                self._act(action, path)
            except ValueError as error:
                self.note("overlay-too-large", path, str(error) or _TOO_LONG)
                break
        self._report.origins = self._places.origins()

    def _known(self, node: dict[str, Any], path: Path, what: str, fields: Sequence[str]) -> None:
        for name in node:
            if name not in fields and not name.startswith("x-"):
                self.note("unknown-overlay-field", (*path, name), unknown(what, name, fields))

    def _act(self, action: dict[str, Any], path: Path) -> None:
        """Take one action. Raises `_TooMuch` and `TooManySteps`."""
        self._known(action, path, "an action has no field", _OF_ACTIONS)
        target, removes = action.get("target"), action.get("remove", False)
        if not isinstance(action.get("description", ""), str):
            self.note("wrong-shape", (*path, "description"), "text")
        if not isinstance(removes, bool):
            self.note("wrong-shape", (*path, "remove"), "true or false")
        if not isinstance(target, str):
            at_ = (*path, "target") if "target" in action else path
            self.note("incomplete-action", at_, "a target, which is text")
        elif removes is not True and "update" not in action:
            self.note("incomplete-action", path, "an update, or remove: true")
        elif found := self._find(target, (*path, "target")):
            if removes is True:
                self._remove(found, path)
            else:
                self._update(found, action["update"], path)

    def _find(self, target: str, path: Path) -> dict[Path, Any]:
        """Return what a target selects, by its locations; report a target that selects nothing."""
        from paydrill.openapi.jsonpath import NotJsonPath  # noqa: PLC0415 - as above

        try:
            found = self._search.find(target, self._document)
        except NotJsonPath as error:
            self.note("no-jsonpath", path, f"{quoted(target)} is no JSONPath: {error}")
            return {}
        if not found:
            self.note("target-not-found", path, quoted(target))
        return found

    def _remove(self, found: dict[Path, Any], path: Path) -> None:
        """Take nodes out of what holds them: the deepest first, as lists move what is in them."""
        by_holder: defaultdict[Path, list[Step]] = defaultdict(list)
        for location in found:
            if location:
                by_holder[location[:-1]].append(location[-1])
            else:
                self.note("whole-document-removed", (*path, "target"), "")
        for holder in sorted(by_holder, key=len, reverse=True):
            gone = by_holder[holder]
            node = at(self._document, holder)
            if isinstance(node, list):
                left = sorted(set(range(len(node))) - {int(each) for each in gone})
                node[:] = [node[each] for each in left]
                self._places.close_up(holder, left)
            else:
                for each in gone:
                    del node[each]
                self._places.take_out(holder, gone)

    def _update(self, found: dict[Path, Any], update: Any, path: Path) -> None:
        """Lay an update over all nodes that can take it. Raises `_TooMuch`."""
        at_ = (*path, "update")
        size, depth = _measured(update)
        self._written += size * len(found)
        if self._written > _MOST_WRITTEN:
            raise _TooMuch(f"an overlay writes up to {_MOST_WRITTEN:,} values")
        if any(len(each) + depth > DEEPEST for each in found):
            raise _TooMuch(f"a document has up to {DEEPEST} levels")
        for location, node in found.items():
            if not isinstance(node, dict | list):
                self.note("target-of-one-value", (*path, "target"), _named(location))
            elif isinstance(node, dict) and not isinstance(update, dict):
                self.note("update-of-wrong-type", at_, _named(location))
            elif is_at(self._document, location, node):  # the update has not replaced it
                self._lay(node, update, location, at_)

    def _lay(self, node: Any, update: Any, path: Path, source: Path) -> None:
        """Merge an update into an object, or append it to a list."""
        if isinstance(node, list):
            for each, origin in _items(update, source):
                self._put(node, None, each, (*path, len(node)), origin)
            return
        for key, value in update.items():
            here = node.get(key)
            alike = type(here) is type(value) and isinstance(here, dict | list)
            if alike:
                self._lay(here, value, (*path, key), (*source, key))
            elif value is not None or not isinstance(here, dict | list):
                self._put(node, key, value, (*path, key), (*source, key))

    def _put(self, holder: Any, key: str | None, value: Any, path: Path, source: Path) -> None:
        if key is None:
            holder.append(copied(value))
        else:
            holder[key] = copied(value)
        self._places.put(path, Origin(self._file, pointer(source)))
        if key == "$ref" or _refers(value):
            self.paths.append(path)


def _items(update: Any, source: Path) -> Iterator[tuple[Any, Path]]:
    """Yield what an update appends to a list, and where that is written: its items, or itself."""
    if not isinstance(update, list):
        yield update, source
        return
    for index, each in enumerate(update):
        yield each, (*source, index)


def _refers(value: Any) -> bool:
    """Tell whether there is a reference in a value."""
    if isinstance(value, dict):
        return "$ref" in value or any(map(_refers, value.values()))
    return isinstance(value, list) and any(map(_refers, value))


def _measured(value: Any) -> tuple[int, int]:
    """Count the values in a value, itself included, and its levels."""
    inner = value.values() if isinstance(value, dict) else value
    if not isinstance(value, dict | list):
        return 1, 0
    counts = [_measured(each) for each in inner]
    return 1 + sum(size for size, _ in counts), 1 + max((depth for _, depth in counts), default=0)


def _named(location: Path) -> str:
    """Name a node of the contract by its JSON Pointer."""
    return quoted(pointer(location)) if location else "the document"
