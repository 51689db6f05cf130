"""Write the text of a scenario to its file, as an editor in a browser sends it.

Nothing else is written: only a file of a folder of scenarios that is the project's own, only a
scenario without mistakes, and only over the text that its author has seen.
"""

import os
from collections.abc import Sequence
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import NamedTuple

from paydrill.errors import FieldError, InvalidScenario, ScenarioChanged, ScenarioReadOnly
from paydrill.scenarios.files.loader import parse_scenario
from paydrill.scenarios.files.problems import ScenarioFileError, in_source, refusal
from paydrill.scenarios.files.vocabulary import Vocabulary
from paydrill.shipped import SCENARIOS

SOURCE = Path("source")
"""The name of a text without a file."""

_USUAL_MODE = 0o644
_NO_FOLDER = (
    "The server has no folder to save scenarios in. Keep the scenario in the sandbox, or start the"
    " server with --scenarios and a folder of your own"
)


class Draft(NamedTuple):
    """A text to be written; `before` is the text that the file is known to have, if it exists."""

    name: str
    text: str
    before: str | None
    known: Vocabulary


def save(folders: Sequence[Path], file: Path | None, draft: Draft) -> None:
    """Write a draft to the scenario's `file`, or to a new one in the first folder of the project's.

    Raises `InvalidScenario`, `ScenarioReadOnly` and `ScenarioChanged`.
    """
    place = place_for(folders, draft.name) if file is None else file
    if file is not None and not is_writable(folders, file):
        raise ScenarioReadOnly
    _require_sound(draft, place.parent)
    if _text_of(place) != (None if draft.before is None else draft.before.encode()):
        raise ScenarioChanged
    try:
        _write(place, draft.text.encode())
    except OSError as error:
        raise ScenarioReadOnly(f"The file cannot be written: {error.strerror}") from error


def is_writable(folders: Sequence[Path], file: Path) -> bool:
    """Tell whether a scenario's file is one of the project's own, and no link to another place."""
    own = {_real(folder) for folder in folders if not _is_shipped(folder)}
    return _real(file.parent) in own and not file.is_symlink() and os.access(file, os.W_OK)


def place_for(folders: Sequence[Path], name: str) -> Path:
    """Return the path of a new scenario's file. Raises `ScenarioReadOnly`."""
    own = _own_folder(folders)
    if own is None:
        raise ScenarioReadOnly(_NO_FOLDER)
    return own / f"{name}.yaml"


def has_place(folders: Sequence[Path]) -> bool:
    """Tell whether a new scenario's file can be written."""
    own = _own_folder(folders)
    return own is not None and os.access(own, os.W_OK)


def _own_folder(folders: Sequence[Path]) -> Path | None:
    return next((each for each in folders if not _is_shipped(each) and each.is_dir()), None)


def _require_sound(draft: Draft, folder: Path) -> None:
    try:
        scenario = parse_scenario(draft.text, label=SOURCE, folder=folder, known=draft.known)
    except ScenarioFileError as error:
        raise refusal(error.problems, in_source) from None
    if scenario.name != draft.name:
        message = f"its name is {scenario.name}, and the path says {draft.name}"
        raise InvalidScenario.of(FieldError("/source", message))


def _write(place: Path, content: bytes) -> None:
    """Put a whole file in the place of the old one, so that no reader gets a part."""
    mode = place.stat().st_mode if place.exists() else _USUAL_MODE
    with NamedTemporaryFile(dir=place.parent, prefix=".", suffix=".tmp", delete=False) as draft:
        try:
            draft.write(content)
            draft.close()
            Path(draft.name).chmod(mode)
            Path(draft.name).replace(place)
        except OSError:
            Path(draft.name).unlink(missing_ok=True)
            raise


def _text_of(place: Path) -> bytes | None:
    try:
        return place.read_bytes()
    except FileNotFoundError:
        return None


def _is_shipped(folder: Path) -> bool:
    return _real(folder).is_relative_to(_real(SCENARIOS))


def _real(folder: Path) -> Path:
    return folder.resolve()
