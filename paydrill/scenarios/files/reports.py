"""Report to the terminal which scenarios were read again, and their mistakes.

Each scenario read makes one line; mistakes make the text that `paydrill check` prints.
"""

import logging
from collections.abc import Collection, Iterable
from typing import NamedTuple

from paydrill.scenarios.files.cached import Kept
from paydrill.scenarios.files.loader import ScenarioFile
from paydrill.scenarios.scenario import Sections

# A logger of its own, so that the level of reports can be set apart from other logs.
LOGGER = "paydrill.scenarios"

_PARTS = ("name", "description", "seed", "examples")
_log = logging.getLogger(LOGGER)


class Reading(NamedTuple):
    """A scenario before and after a reading; `before` is `None` the first time."""

    before: Kept | None
    after: Kept


def report(readings: Iterable[Reading], in_use: Collection[Kept], *, is_first: bool) -> None:
    """Log each reading of a file; of texts that were sent, log their number and their mistakes.

    Mistakes of a file that several scenarios include are logged once. The first reading of all
    files logs only mistakes. `in_use` are the files that are known from now on.
    """
    told: set[str] = set()
    following = 0
    for before, after in readings:
        if after.is_gone and all(each is not after for each in in_use):
            _log.info("%s is gone", after.file)
        elif after.problems:
            _report_problems(before, after, told)
        elif after.file is None:
            following += 1
        elif not (is_first and before is None):
            _log.info("%s", _summary(before, after))
    if following:
        scenarios = "scenario" if following == 1 else "scenarios"
        _log.info("read again what is included by %d %s of sandboxes", following, scenarios)


def _report_problems(before: Kept | None, after: Kept, told: set[str]) -> None:
    if before is not None and before.problems == after.problems:
        if after.file is not None:
            _log.info("read %s again: the same mistakes as before", after.file)
        return
    if after.is_gone and after.content is not None:
        _log.warning("%s", after.problems[0].message)
        return
    mistakes = "\n".join(problem.pointed() for problem in after.problems)
    if mistakes not in told:
        told.add(mistakes)
        use = "its last version stays in use" if after.scenario else "it cannot be used"
        _log.error("a scenario has mistakes; %s:\n%s", use, mistakes)


def _summary(before: Kept | None, after: Kept) -> str:
    content = after.content
    assert content is not None  # noqa: S101 - it has no problems
    rules = f"{len(content.rules)} rule{'' if len(content.rules) == 1 else 's'}"
    if before is None or before.content is None:
        return f"read {after.file}: {rules}"
    names = [str(file) for file in _changed_files(before, after)]
    because = "" if str(after.file) in names else f", because of {', '.join(names)}"
    return f"read {after.file} again{because}: {rules} ({changes(before.content, content)})"


def _changed_files(before: Kept, after: Kept) -> list[object]:
    """Return the files that have changed or are new."""
    return [file for file, stamp in after.stamps.items() if before.stamps.get(file) != stamp]


def changes(before: ScenarioFile, after: ScenarioFile) -> str:
    """Summarise the differences: numbers of rules, and the names of other parts."""
    old, new = ({rule["id"]: rule for rule in each.rules} for each in (before, after))
    in_both = [rule for rule in new if rule in old]
    numbers = {
        "added": len(new) - len(in_both),
        "changed": sum(old[rule] != new[rule] for rule in in_both),
        "removed": len(old) - len(in_both),
    }
    found = [f"{number} {verb}" for verb, number in numbers.items() if number]
    if in_both != [rule for rule in old if rule in new]:
        found.append("in another order")
    pairs = [(part, getattr(before, part), getattr(after, part)) for part in _PARTS]
    pairs += zip(Sections._fields, before.sections, after.sections, strict=True)
    found += [f"{part} changed" for part, was, is_now in pairs if was != is_now]
    return ", ".join(found) or "unchanged"
