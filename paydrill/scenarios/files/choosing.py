"""Check that the scenario file asked for exists; if not, say which scenarios there are."""

from collections.abc import Collection, Sequence
from pathlib import Path

from paydrill.values.folders import YAML, files_in
from paydrill.values.near_paths import did_you_mean
from paydrill.values.suggestions import closest, listed, quoted

_SUFFIXES = tuple(YAML)


class NoSuchScenario(ValueError):
    """The scenario's file does not exist. The text says what to write instead."""


def require_scenario(scenario: str, file: Path, folders: Sequence[Path]) -> None:
    """Raise `NoSuchScenario` unless `file`, which `scenario` stands for, exists.

    Scenarios are found by name in `folders`.
    """
    if file.is_file():
        return
    if scenario.endswith(_SUFFIXES):
        raise NoSuchScenario(_no_file(file, folders))
    folder = folders[0]
    if not folder.is_dir():
        problem = "is not a folder" if folder.exists() else "is not there"
        hint = did_you_mean(folder) if not folder.exists() else ""
        hint = hint or "; --scenarios takes the folder of scenario files"
        raise NoSuchScenario(f"{folder} {problem}{hint}")
    names = _names_in(folders)
    if not names:
        raise NoSuchScenario(
            f"{folder} has no scenarios: a scenario is a file such as default.yaml"
        )
    near = closest(Path(scenario).name, names)
    remedy = f"did you mean {near}?" if near else f"--scenario may be {listed(names)}"
    raise NoSuchScenario(f"no scenario {quoted(scenario)} is in {folder}; {remedy}")


def _no_file(file: Path, folders: Sequence[Path]) -> str:
    if file.is_dir():
        return f"{file} is a folder, not a scenario file; --scenarios takes a folder"
    if file.name in _files_in(folders):
        return f"no file {file} is there; did you mean --scenario {file.stem}?"
    return f"no file {file} is there{did_you_mean(file)}"


def _names_in(folders: Sequence[Path]) -> Collection[str]:
    return {each.stem for each in files_in(folders, YAML)}


def _files_in(folders: Sequence[Path]) -> Collection[str]:
    return {each.name for each in files_in(folders, YAML)}
