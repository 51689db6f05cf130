"""Keep the scenarios of a server by name: read from files, and again when the files change."""

import os
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple

from paydrill.scenarios.files import saving
from paydrill.scenarios.files.cached import Kept, keep
from paydrill.scenarios.files.loader import ScenarioFile, load_scenario, parse_scenario
from paydrill.scenarios.files.problems import Problem, ScenarioFileError, in_source, refusal
from paydrill.scenarios.files.reports import Reading, report
from paydrill.scenarios.files.sources import MAX_BYTES
from paydrill.scenarios.files.vocabulary import Vocabulary
from paydrill.scenarios.rules import Rule, compile_rule
from paydrill.scenarios.scenario import Scenario
from paydrill.values.folders import YAML, files_in
from paydrill.values.suggestions import quoted

MOST_TEXTS = 512
# A scenario of one rule; the rule's own keys begin on the second line.
_ONE_RULE = '{{"scenario": 1, "name": "one-shot", "rules": [{{"id": "one-shot",\n{rest}}}]}}'


class Shelved(NamedTuple):
    """A file of the library. `content` is the last version without mistakes, if there was one."""

    name: str
    content: ScenarioFile | None
    problems: tuple[Problem, ...]
    """The problems of the file as it is now."""
    file: Path


class _Shelf(NamedTuple):
    """The library's content at a time. Immutable: each change replaces the shelf."""

    default: Scenario
    files: Mapping[Path, Kept]
    names: Mapping[str, Path]
    texts: Mapping[str, Kept]
    is_complete: bool
    """Whether the folders were read whole; before that, the shelf has the default only."""


class Library:
    """All scenario files of some folders, and the default scenario, in these or elsewhere.

    The default is read at once, the other files at the first request for another scenario, or at
    the first refresh. Scenarios on the shelf never change. Safe to use from any thread; requests
    do not wait while files are read again.
    """

    def __init__(self, folders: Sequence[Path], default: Path, known: Vocabulary) -> None:
        """Read the default. Raises `ScenarioFileError` if the default cannot be used."""
        self._folders = folders
        self.known = known
        self._default = _place(default)
        self._changing, self._saving = Lock(), Lock()
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
        """The last version of the default's file without mistakes."""
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
        """Return the present text of a scenario's file; `None` if there is no such scenario."""
        shelf = self._shelf_with(name)
        return _beginning_of(shelf.names[name]) if name in shelf.names else None

    def listing(self) -> Sequence[Shelved]:
        """Return every file, sorted by name."""
        return _by_name(self._whole_shelf())

    def own(self, text: str) -> Kept:
        """Read a scenario's text, unless it is kept; it may include files of the first folder."""
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
            raise refusal(kept.problems, in_source)
        return kept.scenario

    def draft(self, text: str) -> Kept:
        """Read the text of a scenario that is not used yet, with all its problems."""
        return keep(partial(self._parse, text))

    def save(self, name: str, text: str, before: str | None) -> Shelved:
        """Write a scenario's file, and put it in force (see `saving.save`)."""
        with self._saving:
            saving.save(
                self._folders, self.file(name), saving.Draft(name, text, before, self.known)
            )
            return next(each for each in self.refresh() if each.name == name)

    def is_writable(self, file: Path | None) -> bool:
        """Tell whether `save` can write a scenario's file; `None`: a new one."""
        if file is None:
            return saving.has_place(self._folders)
        return saving.is_writable(self._folders, file)

    def file(self, name: str) -> Path | None:
        """Return the file of a scenario; `None` if there is no such scenario."""
        return self._shelf_with(name).names.get(name)

    @property
    def folders(self) -> frozenset[Path]:
        """The folders to watch: those of all files that were read, and the library's own."""
        kept = [*self._shelf.files.values(), *self._shelf.texts.values()]
        read = {_place(file).parent for each in kept for file in each.stamps}
        own = map(_place, self._folders)
        return frozenset(folder for folder in (*read, *own) if folder.is_dir())

    def refresh(self) -> Sequence[Shelved]:
        """Read changed and new files; return every file, sorted by name.

        Changes are in force on return. A version with mistakes is reported, and changes nothing.
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
        """Return the shelf; for any scenario but the default, read the folders first."""
        return self._shelf if name == self.default.name else self._whole_shelf()

    def _whole_shelf(self) -> _Shelf:
        if not self._shelf.is_complete:
            self.refresh()
        return self._shelf

    def _stock(
        self, files: Mapping[Path, Kept], texts: Mapping[str, Kept], *, is_complete: bool
    ) -> _Shelf:
        """Make a shelf. Of two files with the same name, the first counts; the default comes first.

        A file that is gone leaves its name to a file that exists, as after a rename.
        """
        names: dict[str, Path] = {}
        for place in sorted(files, key=lambda each: each != self._default and files[each].is_gone):
            names.setdefault(_name_of(place, files[place]), place)
        default = files[self._default].scenario
        assert default is not None  # noqa: S101 - without one there is no library
        # A file that is gone is dropped if it never had a good version, or if it was renamed.
        files = {
            place: kept
            for place, kept in files.items()
            if not kept.is_gone or (kept.content and names[kept.content.name] == place)
        }
        return _Shelf(default, files, names, texts, is_complete)

    def _new_files(self, known: Mapping[Path, Kept]) -> dict[Path, Kept]:
        new = [file for file in files_in(self._folders, YAML) if _place(file) not in known]
        return {_place(file): self._keep_file(file) for file in new}

    def _keep_file(self, file: Path) -> Kept:
        return keep(partial(load_scenario, file, known=self.known), file)

    def _parse(self, text: str) -> ScenarioFile:
        return parse_scenario(text, label=saving.SOURCE, folder=self._folders[0], known=self.known)

    def _remember(self, text: str, kept: Kept) -> None:
        with self._changing:
            texts = {**self._shelf.texts, text: kept}
            if len(texts) > MOST_TEXTS:
                del texts[next(iter(texts))]
            self._shelf = self._shelf._replace(texts=texts)

    def _compile_rule(self, text: str, name: str) -> Rule:
        """See `Scenarios.compile_rule`; `text` is a JSON object with one key per line."""
        described = text.strip()[1:-1].strip()
        first = [line.split('"')[1] for line in described.split("\n")]
        kept = keep(partial(self._parse, _ONE_RULE.format(rest=described)))
        if kept.content is None:
            raise refusal(kept.problems, lambda p: f"/{first[max(p.line - 2, 0)]}")
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
    """Return the scenario's name; without a good version, a name made from the file's name."""
    if kept.content is not None:
        return kept.content.name
    return re.sub("[^a-z0-9]+", "-", place.stem.lower())[:63].strip("-") or "unnamed"


def _place(file: Path) -> Path:
    """Return the absolute path, normalised. Links are not followed: their target may change."""
    return Path(os.path.abspath(file))  # noqa: PTH100 - Path.absolute() leaves `..` in


def _beginning_of(file: Path) -> str | None:
    """Read the first `MAX_BYTES` bytes of a file; `None` if the file cannot be read."""
    try:
        with file.open("rb") as stream:
            return stream.read(MAX_BYTES).decode("utf-8", "replace")
    except OSError:
        return None


def _refreshed(kept: Kept) -> Kept:
    return kept.renewed() if kept.is_stale else kept


def _readings(before: Mapping[Any, Kept], after: Mapping[Any, Kept]) -> Iterator[Reading]:
    """Yield a reading for every scenario of `after` that was read again, in order."""
    for key, kept in after.items():
        known = before.get(key)
        if known is not kept:
            yield Reading(known, kept)
