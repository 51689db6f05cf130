"""The scenarios of a server by name, as their files are now, or as they last were right."""

import logging
from collections.abc import Callable, Collection, Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from threading import RLock
from typing import NamedTuple

from paydrill.engine.errors import FieldError, InvalidScenario
from paydrill.engine.scenarios.rules import Rule, compile_rule
from paydrill.engine.scenarios.scenario import Scenario
from paydrill.scenario_files.loader import ScenarioFile, load_scenario, parse_scenario
from paydrill.scenario_files.problems import Problem, ScenarioFileError
from paydrill.scenario_files.vocabulary import Vocabulary

# What a text is called that came without a file.
SOURCE = Path("source")
# A rule by itself, as a scenario of one rule; what was described stands on lines of its own.
_ONE_RULE = '{{"scenario": 1, "name": "one-shot", "rules": [{{"id": "one-shot",\n{rest}}}]}}'

_log = logging.getLogger("paydrill")


class Shelved(NamedTuple):
    """A file of the library. `content` is its last version without mistakes, if there was one."""

    file: Path
    content: ScenarioFile | None
    scenario: Scenario | None
    problems: tuple[Problem, ...]
    """What is wrong with the file as it is now."""
    read: frozenset[Path]
    """The files that were read for it; a change of any of them may change it."""

    @property
    def name(self) -> str:
        """The scenario's name; the file's, as long as it was never right."""
        return self.file.stem if self.content is None else self.content.name


class Library:
    """All scenario files of a folder, and the default one wherever it is.

    A file is read when it is first asked for, except the default; then whenever it has changed.
    What is taken from the shelf never changes. Safe to use from any thread.
    """

    def __init__(self, folder: Path, default: Path, known: Vocabulary) -> None:
        """Read the default. Raises `ScenarioFileError` when that cannot be used."""
        self._folder = folder
        self._known = known
        self._lock = RLock()
        content = load_scenario(default, known=known)
        self._default = default
        self._shelf: dict[Path, Shelved] = {
            default.absolute(): _shelved(default, content, content.files)
        }
        self._is_complete = False
        self.compile = lru_cache(maxsize=512)(self._compile)
        self.compile_rule = lru_cache(maxsize=512)(self._compile_rule)

    @property
    def default(self) -> Scenario:
        """See `Scenarios.default`."""
        scenario = self._shelf[self._default.absolute()].scenario
        assert scenario is not None  # noqa: S101 - without one there is no library
        return scenario

    @property
    def default_content(self) -> ScenarioFile:
        """What the default's file says."""
        content = self._shelf[self._default.absolute()].content
        assert content is not None  # noqa: S101 - as above
        return content

    def find(self, name: str) -> Scenario | None:
        """See `Scenarios.find`."""
        default = self.default
        if name == default.name:
            return default
        found = self._find(name)
        return None if found is None else found.scenario

    def listing(self) -> Sequence[Shelved]:
        """Every file, by name."""
        return sorted(self._all(), key=lambda each: each.name)

    def text(self, name: str) -> str | None:
        """What the file of that scenario says now; `None` when there is no such scenario."""
        found = self._find(name)
        if found is None:
            return None
        try:
            return found.file.read_text(encoding="utf-8", errors="replace")
        except OSError:
            return None

    def check(self, text: str) -> tuple[Problem, ...]:
        """Everything that is wrong with the text of a scenario file."""
        try:
            parse_scenario(text, label=SOURCE, folder=self._folder, known=self._known)
        except ScenarioFileError as error:
            return error.problems
        return ()

    @property
    def folders(self) -> frozenset[Path]:
        """Where files are that a change of would matter."""
        read = {path.absolute().parent for each in self._shelf.values() for path in each.read}
        return frozenset(folder for folder in (*read, self._folder.absolute()) if folder.is_dir())

    def reload(self, changed: Collection[Path]) -> None:
        """Read again what the changed files are part of; a bad one changes nothing but is told."""
        touched = {path.absolute() for path in changed}
        with self._lock:
            shelf = dict(self._shelf)
            for key, each in self._shelf.items():
                if touched & {path.absolute() for path in each.read}:
                    shelf[key] = self._read_again(each)
            if self._is_complete:
                shelf |= self._new_files(shelf)
            self._shelf = shelf
            # What a sandbox was given may include a file that is another now.
            self.compile.cache_clear()

    def _all(self) -> Iterable[Shelved]:
        with self._lock:
            if not self._is_complete:
                self._shelf |= self._new_files(self._shelf)
                self._is_complete = True
            return list(self._shelf.values())

    def _find(self, name: str) -> Shelved | None:
        return next((each for each in self._all() if each.name == name), None)

    def _new_files(self, known: Collection[Path]) -> dict[Path, Shelved]:
        files = (path for path in sorted(self._folder.glob("*.y*ml")) if path.is_file())
        return {
            path.absolute(): self._read_again(Shelved(path, None, None, (), frozenset({path})))
            for path in files
            if path.absolute() not in known
        }

    def _read_again(self, before: Shelved) -> Shelved:
        try:
            content = load_scenario(before.file, known=self._known)
        except ScenarioFileError as error:
            if error.problems != before.problems:
                kept = "; its last version stays in use" if before.scenario else ""
                _log.error("%s cannot be used%s:\n%s", before.file, kept, error)
            read = frozenset({*error.files, *before.read})
            return before._replace(problems=error.problems, read=read)
        return _shelved(before.file, content, content.files)

    def _compile(self, text: str) -> Scenario:
        """See `Scenarios.compile`."""
        try:
            content = parse_scenario(text, label=SOURCE, folder=self._folder, known=self._known)
        except ScenarioFileError as error:
            raise _refusal(error, lambda p: f"/{p.file}/{p.line}:{p.column}") from None
        return Scenario(content.name, content.rules, content.seed, content.settlement)

    def _compile_rule(self, text: str, name: str) -> Rule:
        """See `Scenarios.compile_rule`; `text` has each of its keys on a line of its own."""
        whole = _ONE_RULE.format(rest=text.strip()[1:-1].strip())
        first = [line.split('"')[1] for line in text.strip()[1:-1].strip().splitlines()]
        try:
            content = parse_scenario(whole, label=SOURCE, folder=self._folder, known=self._known)
        except ScenarioFileError as error:
            raise _refusal(error, lambda p: f"/{first[max(p.line - 2, 0)]}") from None
        return compile_rule(content.rules[0], name)


def _shelved(file: Path, content: ScenarioFile, read: Iterable[Path]) -> Shelved:
    scenario = Scenario(content.name, content.rules, content.seed, content.settlement)
    return Shelved(file, content, scenario, (), frozenset(read))


def _refusal(error: ScenarioFileError, pointer_of: Callable[[Problem], str]) -> InvalidScenario:
    return InvalidScenario.of(
        *(FieldError(pointer_of(problem), problem.message) for problem in error.problems)
    )
