"""Suggest a path in place of one that is not there: each part may be misspelt."""

from pathlib import Path

from paydrill.values.suggestions import closest


def did_you_mean(path: Path) -> str:
    """Ask for the path that was meant, as `; did you mean x?`; empty if none comes near."""
    near = _near(path)
    return "" if near is None else f"; did you mean {near}?"


def _near(path: Path) -> Path | None:
    found = Path(path.anchor)
    for part in path.relative_to(path.anchor).parts:
        try:
            here = found / part
            if not here.exists():
                near = closest(part, [each.name for each in found.iterdir()])
                if near is None:
                    return None
                here = found / near
        except (OSError, ValueError):  # not a folder, too long for a name, or a NUL in it
            return None
        found = here
    return found
