"""Check times of day, moments and durations."""

from collections.abc import Iterator

from paydrill.errors import InvalidClock
from paydrill.scenarios.files.checks import rule_parts
from paydrill.scenarios.files.problems import Problem
from paydrill.scenarios.files.yaml_tree import Node
from paydrill.values.times import DAY, EARLIEST_MS, LATEST_MS, MINUTE, duration_ms, from_rfc3339

LONGEST_HOLD_MS = 10 * MINUTE
LATEST_LATER_MS = 365 * DAY


def check_times(rule: Node) -> Iterator[Problem]:
    """Report times of a rule that are invalid or never come, and durations that are too long."""
    for when in rule_parts.conditions(rule):
        between = when.find("time", "between")
        if between is not None:
            yield from _of_day(between)
    for step in rule_parts.steps(rule):
        for name in ("timeout", "slow_drip"):
            yield from _too_long(name, step.find("fault", name), LONGEST_HOLD_MS, "10m")
        yield from _of_later(step.find("later"))


def _of_day(between: Node) -> Iterator[Problem]:
    for time in between.entries:
        if time.unquoted:
            message = f"{time.data} is a number of minutes to other readers of YAML"
            yield time.position.problem(f"{message}; put quotes around it")
    start, end = between.data
    if start == end:
        yield between.position.problem(f"no time is between {start} and {end}")


def _too_long(name: str, duration: Node | None, most_ms: int, most: str) -> Iterator[Problem]:
    if duration is not None and duration_ms(duration.data) > most_ms:
        yield duration.position.problem(f"{name} must be at most {most}, not {duration.data}")


def _of_later(later: Node | None) -> Iterator[Problem]:
    """Report what comes later, but not after what stands above it."""
    above: Node | None = None
    for each in later.entries if later is not None else ():
        after = each.children["after"]
        yield from _too_long("after", after, LATEST_LATER_MS, "365d")
        if above is not None and duration_ms(after.data) <= duration_ms(above.data["after"]):
            message = f"{after.data} must be later than the {above.data['after']} above it"
            yield after.position.problem(message)
        above = each


def check_moment(example: Node) -> Iterator[Problem]:
    """Report the moment of an example if it is not from 1970-01-01 to 9998-12-31."""
    at = example.find("given", "at")
    if at is None:
        return
    try:
        possible = EARLIEST_MS <= from_rfc3339(at.data, "/at") <= LATEST_MS
    except InvalidClock:
        possible = False
    if not possible:
        yield at.position.problem(f"{at.data} is no moment from 1970-01-01 to 9998-12-31")
