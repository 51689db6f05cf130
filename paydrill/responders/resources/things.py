"""Keep the things that requests made: one record each, and a count for each place they are in."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import orjson

from paydrill.sandbox.counters import Counters
from paydrill.sandbox.ports import Table
from paydrill.sandbox.sandbox import Sandbox


class Thing(NamedTuple):
    """A thing of a resource. `body` is its JSON, as the contract shows it.

    `kind` names its resource, and `home` the path that it was made below.
    """

    id: str
    position: int
    kind: str
    home: str
    key: str
    """Its own id: unique within its kind, or within its home where that is below another thing."""
    body: str

    @property
    def value(self) -> dict[str, Any]:
        """The JSON object that it is shown as."""
        value: dict[str, Any] = orjson.loads(self.body)
        return value


class Count(NamedTuple):
    """The number of things of a kind, or in a home, that there are."""

    id: str
    position: int
    number: int


class Gone(NamedTuple):
    """The mark that a thing was removed; `position` counts the removals.

    `stood` was the position of the thing: pages after it go on from there.
    """

    id: str
    position: int
    stood: int


THINGS = Table("things", Thing, indexes=("kind", "home"))
COUNTS = Table("thing_counts", Count)
GONE = Table("things_gone", Gone)

_MOST_GONE = 1_000
"""Marks kept of a sandbox; the oldest makes room."""


def id_of(kind: str, key: str, home: str = "") -> str:
    """Write the id of a thing's record: `home` is that of things which are in others."""
    return f"{home} {kind} {key}"


def text_of(value: dict[str, Any]) -> str:
    """Write the object of a thing as it is kept."""
    return orjson.dumps(value).decode()


def of_kind(sandbox: Sandbox, kind: str, key: str) -> Thing | None:
    """Return the thing of a kind and an id that is in no other."""
    return sandbox.tx.get(THINGS, id_of(kind, key))


def add(sandbox: Sandbox, thing: Thing) -> None:
    """Keep a new thing."""
    sandbox.has_changed = True
    sandbox.tx.put(THINGS, thing)
    _count(sandbox, thing, 1)


def change(sandbox: Sandbox, thing: Thing, value: dict[str, Any]) -> Thing:
    """Keep another body of a thing."""
    sandbox.has_changed = True
    changed = thing._replace(body=text_of(value))
    sandbox.tx.put(THINGS, changed)
    return changed


def remove(sandbox: Sandbox, thing: Thing) -> None:
    """Remove a thing, and remember that it is gone."""
    sandbox.has_changed = True
    sandbox.tx.delete(THINGS, thing.id)
    _count(sandbox, thing, -1)
    number = Counters(sandbox.tx, sandbox.ids, sandbox.now_ms).count(GONE.name)
    sandbox.tx.put(GONE, Gone(thing.id, number, thing.position))
    oldest = next(sandbox.tx.find(GONE))
    if oldest.position <= number - _MOST_GONE:
        sandbox.tx.delete(GONE, oldest.id)


def gone(sandbox: Sandbox, id_: str) -> Gone | None:
    """Return the mark of a thing that was removed lately, and not made again since."""
    mark = sandbox.tx.get(GONE, id_)
    return mark if mark is None or sandbox.tx.get(THINGS, id_) is None else None


def listed(
    sandbox: Sandbox,
    where: tuple[str, str],
    *,
    after: int | None = None,
    newest_first: bool = False,
) -> Iterator[Thing]:
    """Yield the things of a kind or a home in the order in which they were made."""
    return sandbox.tx.find(THINGS, where, after=after, newest_first=newest_first)


def counted(sandbox: Sandbox, where: tuple[str, str]) -> int:
    """Return how many things there are of a kind or in a home."""
    count = sandbox.tx.get(COUNTS, "/".join(where))
    return 0 if count is None else count.number


def _count(sandbox: Sandbox, thing: Thing, by: int) -> None:
    for where in (("kind", thing.kind), ("home", thing.home)):
        number = counted(sandbox, where) + by
        sandbox.tx.put(COUNTS, Count("/".join(where), 0, number))
