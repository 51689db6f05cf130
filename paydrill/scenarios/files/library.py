"""The scenarios of a server by name: read from files, and read again when these change."""

import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

from paydrill.errors import FieldError, InvalidScenario
from paydrill.scenarios.files.cached import Kept, keep
from paydrill.scenarios.files.loader import ScenarioFile, load_scenario, parse_scenario
from paydrill.scenarios.files.problems import Problem, ScenarioFileError
from paydrill.scenarios.files.reports import Reading, report
from paydrill.scenarios.files.sources import MAX_BYTES
from paydrill.scenarios.files.vocabulary import Vocabulary
from paydrill.scenarios.rules import Rule, compile_rule
from paydrill.scenarios.scenario import Scenario
from paydrill.values.suggestions import quoted

# What a text is called that came without a file.
SOURCE = Path("source")
MOST_TEXTS = 512
# A rule by itself, as a scenario of one rule; what was described stands on lines of its own.
_ONE_RULE = '{{"scenario": 1, "name": "one-shot", "rules": [{{"id": "one-shot",\n{rest}}}]}}'


class Shelved(NamedTuple):
    """A file of the library. `content` is its last version without mistakes, if there was one."""

    name: str
    content: ScenarioFile | None
    problems: tuple[Problem, ...]
    """What is wrong with the file as it is now."""
    file: Path


class _Shelf(NamedTuple):
    """What is known at a time. It never changes: another is put in its place."""

    default: Scenario
    files: Mapping[Path, Kept]
    names: Mapping[str, Path]
    texts: Mapping[str, Kept]
    is_complete: bool
    """Whether the folder was looked through; before that there is the default only."""


class Library:
    """All scenario files of a folder, and the default one wherever it is.

    The default is read at once, the others when one is first asked for, or all are read again.
    What is taken from the shelf never changes. Safe to use from any thread; requests do not wait
    while files are read again.
    """

    def __init__(self, folder: Path, default: Path, known: Vocabulary) -> None:
        """Read the default. Raises `ScenarioFileError` when that cannot be used."""
        self._folder = folder
        self._known = known
        self._default = _place(default)
        self._changing = Lock()
        kept = self._keep_file(default)
        if kept.content is None:
            raise ScenarioFileError(kept.problems, kept.stamps)
        self._shelf = self._stock({self._default: kept}, {}, is_complete=False)
        self.compile_rule = lru_cache(maxsize=MOST_TEXTS)(self._compile_rule)

    @property
    def default(self) -> Scenario:
        """See `Scenarios.default`."""
        return self._shelf.default

    @property
    def default_content(self) -> ScenarioFile:
        """What the default's file says."""
        content = self._shelf.files[self._default].content
        assert content is not None  # noqa: S101 - without one there is no library
        return content

    def find(self, name: str) -> Scenario | None:
        """See `Scenarios.find`."""
        shelf = self._shelf_with(name)
        return shelf.files[shelf.names[name]].scenario if name in shelf.names else None

    def names(self) -> Collection[str]:
        """See `Scenarios.names`."""
        return self._whole_shelf().names.keys()

    def text(self, name: str) -> str | None:
        """What the file of that scenario says now; `None` when there is no such scenario."""
        shelf = self._shelf_with(name)
        return _beginning_of(shelf.names[name]) if name in shelf.names else None

    def listing(self) -> Sequence[Shelved]:
        """Every file, by name."""
        return _by_name(self._whole_shelf())

    def own(self, text: str) -> Kept:
        """The scenario that a text describes; it may include files of the folder."""
        kept = self._shelf.texts.get(text)
        if kept is None:
            kept = keep(partial(self._parse, text))
            if kept.scenario is not None:
                self._remember(text, kept)
        return kept

    def compile(self, text: str) -> Scenario:
        """See `Scenarios.compile`."""
        kept = self.own(text)
        if kept.scenario is None:
            raise _refusal(kept.problems, lambda p: f"/{p.file}/{p.line}:{p.column}")
        return kept.scenario

    def check(self, text: str) -> tuple[Problem, ...]:
        """Everything that is wrong with the text of a scenario file."""
        return keep(partial(self._parse, text)).problems

    @property
    def folders(self) -> frozenset[Path]:
        """Where files are whose change would matter."""
        kept = [*self._shelf.files.values(), *self._shelf.texts.values()]
        read = {_place(file).parent for each in kept for file in each.stamps}
        return frozenset(folder for folder in (*read, _place(self._folder)) if folder.is_dir())

    def refresh(self) -> Sequence[Shelved]:
        """Read again what has changed, and what is new; returns every file, by name.

        It is in force on return. A version with mistakes is reported, and changes nothing.
        """
        with self._changing:
            shelf = self._shelf
            files = {place: _refreshed(kept) for place, kept in shelf.files.items()}
            files |= self._new_files(files)
            texts = {text: _refreshed(kept) for text, kept in shelf.texts.items()}
            self._shelf = self._stock(files, texts, is_complete=True)
            readings = [*_readings(shelf.files, files), *_readings(shelf.texts, texts)]
            report(readings, self._shelf.files.values(), is_first=not shelf.is_complete)
            return _by_name(self._shelf)

    def _shelf_with(self, name: str) -> _Shelf:
        """The shelf, whole unless it is the default that is asked for."""
        return self._shelf if name == self.default.name else self._whole_shelf()

    def _whole_shelf(self) -> _Shelf:
        if not self._shelf.is_complete:
            self.refresh()
        return self._shelf

    def _stock(
        self, files: Mapping[Path, Kept], texts: Mapping[str, Kept], *, is_complete: bool
    ) -> _Shelf:
        """Where two files have one name, the first of them has it; the default comes before all.

        A file that is gone leaves its name to one that is there, as when it was renamed.
        """
        names: dict[str, Path] = {}
        for place in sorted(files, key=lambda each: each != self._default and files[each].is_gone):
            names.setdefault(_name_of(place, files[place]), place)
        default = files[self._default].scenario
        assert default is not None  # noqa: S101 - without one there is no library
        # A file that is gone is forgotten if it was never right, or has another name by now.
        files = {
            place: kept
            for place, kept in files.items()
            if not kept.is_gone or (kept.content and names[kept.content.name] == place)
        }
        return _Shelf(default, files, names, texts, is_complete)

    def _new_files(self, known: Mapping[Path, Kept]) -> dict[Path, Kept]:
        new = [file for file in _scenario_files(self._folder) if _place(file) not in known]
        return {_place(file): self._keep_file(file) for file in new}

    def _keep_file(self, file: Path) -> Kept:
        return keep(partial(load_scenario, file, known=self._known), file)

    def _parse(self, text: str) -> ScenarioFile:
        return parse_scenario(text, label=SOURCE, folder=self._folder, known=self._known)

    def _remember(self, text: str, kept: Kept) -> None:
        with self._changing:
            texts = {**self._shelf.texts, text: kept}
            if len(texts) > MOST_TEXTS:
                del texts[next(iter(texts))]
            self._shelf = self._shelf._replace(texts=texts)

    def _compile_rule(self, text: str, name: str) -> Rule:
        """See `Scenarios.compile_rule`; `text` has each of its keys on a line of its own."""
        described = text.strip()[1:-1].strip()
        first = [line.split('"')[1] for line in described.split("\n")]
        kept = keep(partial(self._parse, _ONE_RULE.format(rest=described)))
        if kept.content is None:
            raise _refusal(kept.problems, lambda p: f"/{first[max(p.line - 2, 0)]}")
        return compile_rule(kept.content.rules[0], name)


def _by_name(shelf: _Shelf) -> Sequence[Shelved]:
    return sorted(_listed(shelf), key=lambda each: each.name)


def _listed(shelf: _Shelf) -> Iterator[Shelved]:
    for place, kept in shelf.files.items():
        name, problems = _name_of(place, kept), kept.problems
        owner = shelf.names[name]
        if owner != place and kept.content is not None:
            message = f"the name {quoted(name)} is taken by {owner}"
            problems = (*problems, kept.content.name_at.problem(message))
        yield Shelved(name, kept.content, problems, kept.file or place)


def _name_of(place: Path, kept: Kept) -> str:
    """The scenario's name; one made of the file's, as long as it was never right."""
    if kept.content is not None:
        return kept.content.name
    return re.sub("[^a-z0-9]+", "-", place.stem.lower())[:63].strip("-") or "unnamed"


def _place(file: Path) -> Path:
    """The same for every way to write the path. Links are not followed: they may be changed."""
    return Path(os.path.abspath(file))  # noqa: PTH100 - Path.absolute() leaves `..` in


def _scenario_files(folder: Path) -> Iterable[Path]:
    """In order of name; without hidden ones, which editors and file systems leave."""
    files = sorted(folder.iterdir()) if folder.is_dir() else []
    return (
        file
        for file in files
        if file.suffix in {".yaml", ".yml"} and not file.name.startswith(".") and file.is_file()
    )


def _beginning_of(file: Path) -> str | None:
    """As much of a file as a scenario may have; `None` if it is gone."""
    try:
        with file.open("rb") as stream:
            return stream.read(MAX_BYTES).decode("utf-8", "replace")
    except OSError:
        return None


def _refreshed(kept: Kept) -> Kept:
    return kept.renewed() if kept.is_stale else kept


def _readings(before: Mapping[Any, Kept], after: Mapping[Any, Kept]) -> Iterator[Reading]:
    """Those that have been read, in order."""
    for key, kept in after.items():
        known = before.get(key)
        if known is not kept:
            yield Reading(known, kept)


def _refusal(problems: Iterable[Problem], pointer_of: Callable[[Problem], str]) -> InvalidScenario:
    return InvalidScenario.of(
        *(FieldError(pointer_of(problem), problem.message) for problem in problems)
    )
