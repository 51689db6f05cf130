"""Say for which request a sample is made: the sandbox's time, the server's URL, what was sent."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from paydrill.values.ids import Random
from paydrill.values.times import DAY, HOUR, MINUTE

_LATER = re.compile(
    r"\b(expir\w*|due|until|deadline|end|ends|vencimento|valid to|next|estimated|available"
    r"|arrival)\b"
)
_FIRST = re.compile(
    r"\b(created|creation|start|starts|started|issued|inserted|criacao|since|from)\b"
)
_BIRTH = re.compile(r"\b(birth|born|dob|nascimento)\b")

_WORD = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+")


@dataclass(frozen=True)
class Context:
    """The request that a sample is made for.

    `key` decides every value. `day_ms` is the beginning of the sandbox's day: samples of one day
    are alike. With `full` every optional field is there; with `dynamic` no example of a schema is
    used. `sent` are values of the request by name, and `most_items` is the length that it asks of
    lists.
    """

    key: str
    day_ms: int = 0
    base_url: str = "http://localhost"
    full: bool = False
    dynamic: bool = False
    sent: dict[str, Any] = field(default_factory=dict)
    most_items: int | None = None

    @property
    def year(self) -> int:
        """The year of the sandbox's clock."""
        return datetime.fromtimestamp(self.day_ms // 1000, UTC).year

    def moment(self, words: str, rng: Random) -> int:
        """Draw a time for a field of this name: things are created before they are updated."""
        jitter = rng.randrange(DAY // MINUTE) * MINUTE
        if _BIRTH.search(words):
            return self.day_ms - rng.randint(20, 60) * 365 * DAY
        if _LATER.search(words):
            return self.day_ms + rng.randint(7, 30) * DAY + jitter
        if _FIRST.search(words):
            return max(0, self.day_ms - rng.randint(4, 20) * DAY + jitter)
        return max(0, self.day_ms - DAY - rng.randint(0, 36) * HOUR - jitter % HOUR)


def words_of(name: str) -> str:
    """Write a name in any style as words: `createdAt` and `created_at` are `created at`."""
    return " ".join(_WORD.findall(name)).lower()
