"""Sum up what a test run has met of the contracts."""

from pathlib import Path

from paydrill.request_log.coverage_report import junit
from paydrill.testing.errors import PaydrillError
from paydrill.testing.server import Paydrill
from paydrill.values.causes import cause_of


def summary(
    server: Paydrill, fail_under: float | None, junit_file: str | None
) -> tuple[list[str], bool]:
    """Return lines for people, and whether enough of the documented answers were met.

    Answers that only a fault brings about do not count.
    """
    try:
        met = server.coverage()
    except PaydrillError as error:
        return [f"what was met is not known: {error}"], fail_under is None and junit_file is None
    share = met["totals"]["answers_without_faults"]
    lines = [
        f"{share['met']} of {share['documented']} documented answers met, {share['percent']} %"
    ]
    passed = fail_under is None or float(share["percent"]) >= fail_under
    if not passed:
        lines.append(f"--paydrill-fail-under {fail_under:g} asks for more")
    try:
        if junit_file is not None:
            Path(junit_file).write_text(junit(met), encoding="utf-8")
    except OSError as error:
        return [*lines, f"--paydrill-junit {junit_file}: {cause_of(error)}"], False
    return lines, passed
