"""What a scenario has go wrong with webhooks, as receivers have to expect of any sender."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from paydrill.scenarios.counting import Counting
from paydrill.values.patterns import glob
from paydrill.values.times import duration_ms


class Faults(NamedTuple):
    """What befalls one delivery. `names` tells it in the words of the scenario."""

    names: tuple[str, ...] = ()
    delay_ms: int = 0

    def __contains__(self, name: object) -> bool:
        """Whether it is one of these."""
        return name in self.names


DUPLICATE = "duplicate"
REORDER = "reorder"
DROP = "drop"
DELAY = "delay"
BAD_SIGNATURE = "bad_signature"
STALE_TIMESTAMP = "stale_timestamp"
BEFORE_RESPONSE = "before_response"

KINDS = (DUPLICATE, REORDER, DROP, DELAY, BAD_SIGNATURE, STALE_TIMESTAMP, BEFORE_RESPONSE)
ON_FIRST_ATTEMPT = (BAD_SIGNATURE, STALE_TIMESTAMP)
"""Those that a retry does not have, or no receiver could ever get it right."""

NONE = Faults()


def faults_of(words: Sequence[Mapping[str, Any]], type_: str, counting: Counting) -> Faults:
    """What befalls an event of this type: the first entry decides that fits and whose chance it is.

    `words` are the plain data of a scenario's `webhooks` section.
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
    """The types of event that an entry is for."""
    types = entry.get("types", "*")
    return [types] if isinstance(types, str) else types
