"""Whether what is said of webhooks can be: there are such events, and it is ever their turn."""

from collections.abc import Iterator, Sequence

from paydrill.engine.clock import DAY, duration_ms
from paydrill.engine.globs import glob
from paydrill.engine.lifecycle import EVENT_TYPES
from paydrill.engine.suggestions import quoted, suggestion
from paydrill.engine.webhooks.adversary import DELAY, patterns
from paydrill.scenario_files.problems import Problem
from paydrill.scenario_files.yaml_tree import Node

LONGEST_DELAY_MS = 30 * DAY


def check_webhooks(entries: Sequence[Node]) -> Iterator[Problem]:
    """What is wrong with entries that have the right shape."""
    decided: set[str] = set()
    for entry in entries:
        delay = entry.find(DELAY)
        if delay is not None and duration_ms(delay.data) > LONGEST_DELAY_MS:
            yield delay.position.problem(f"delay must be at most 30d, not {delay.data}")
        yield from _unknown(entry.find("types"))
        meant = {t for pattern in patterns(entry.data) for t in filter(glob(pattern), EVENT_TYPES)}
        if meant and meant <= decided:
            message = "this is never its turn: entries above decide of all these events"
            yield entry.position.problem(message)
        if "chance" not in entry.data:
            decided |= meant


def _unknown(types: Node | None) -> Iterator[Problem]:
    """Types and patterns that no event has."""
    for word in [] if types is None else types.entries or [types]:
        if not any(map(glob(word.data), EVENT_TYPES)):
            instead = suggestion(word.data, EVENT_TYPES)
            yield word.position.problem(f"no event is of type {quoted(word.data)}; {instead}")
