"""Check a webhooks section: its event types exist, and each entry can apply."""

from collections.abc import Iterator, Sequence

from paydrill.scenarios.files.problems import Problem
from paydrill.scenarios.files.vocabulary import Vocabulary
from paydrill.scenarios.files.yaml_tree import Node
from paydrill.scenarios.webhook_faults import DELAY, patterns
from paydrill.values.patterns import glob
from paydrill.values.suggestions import quoted, suggestion
from paydrill.values.times import DAY, duration_ms

LONGEST_DELAY_MS = 30 * DAY


def check_webhooks(entries: Sequence[Node], known: Vocabulary) -> Iterator[Problem]:
    """Report the problems of entries that the schema accepts."""
    decided: set[str] = set()
    types = known.event_types() if entries else frozenset[str]()
    for entry in entries:
        delay = entry.find(DELAY)
        if delay is not None and duration_ms(delay.data) > LONGEST_DELAY_MS:
            yield delay.position.problem(f"delay must be at most 30d, not {delay.data}")
        yield from _unknown(entry.find("types"), types)
        fits = [glob(pattern) for pattern in patterns(entry.data)]
        meant = {type_ for type_ in types if any(fit(type_) for fit in fits)}
        if meant and meant <= decided:
            message = "this is never its turn: entries above decide of all these events"
            yield entry.position.problem(message)
        if "chance" not in entry.data:
            decided |= meant


def _unknown(types: Node | None, known: frozenset[str]) -> Iterator[Problem]:
    """Report types and patterns that match no event."""
    for word in [] if types is None else types.entries or [types]:
        if not any(map(glob(word.data), known)):
            instead = suggestion(word.data, known)
            yield word.position.problem(f"no event is of type {quoted(word.data)}; {instead}")
