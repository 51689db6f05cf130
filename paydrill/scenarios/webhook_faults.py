"""Choose the faults of webhook deliveries by a scenario's `webhooks` section.

They are faults that receivers have to expect of any sender.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from paydrill.scenarios.counting import Counting
from paydrill.values.patterns import glob
from paydrill.values.times import duration_ms


class Faults(NamedTuple):
    """The faults of one delivery. `names` are the words of the scenario, from `KINDS`."""

    names: tuple[str, ...] = ()
    delay_ms: int = 0

    def __contains__(self, name: object) -> bool:
        """Return whether the fault of this name is among them."""
        return name in self.names


DUPLICATE = "duplicate"
REORDER = "reorder"
DROP = "drop"
DELAY = "delay"
BAD_SIGNATURE = "bad_signature"
STALE_TIMESTAMP = "stale_timestamp"
BEFORE_RESPONSE = "before_response"

KINDS = (DUPLICATE, REORDER, DROP, DELAY, BAD_SIGNATURE, STALE_TIMESTAMP, BEFORE_RESPONSE)

NONE = Faults()


def faults_of(words: Sequence[Mapping[str, Any]], type_: str, counting: Counting) -> Faults:
    """Return the faults of an event of this type.

    The first entry that has the type, and whose chance strikes, decides. `words` are the plain
    data of a scenario's `webhooks` section.
    """
    for place, entry in enumerate(words):
        if not any(glob(pattern)(type_) for pattern in patterns(entry)):
            continue
        if "chance" in entry and counting.chance(f"webhooks/{place}") >= entry["chance"]:
            continue
        names = tuple(name for name in KINDS if name in entry)
        return Faults(names, duration_ms(entry[DELAY]) if DELAY in entry else 0)
    return NONE


def patterns(entry: Mapping[str, Any]) -> list[str]:
    """Return the patterns of event types that an entry applies to."""
    types = entry.get("types", "*")
    return [types] if isinstance(types, str) else types
