"""How snapshots are kept: beside the records of the sandbox that they are copies of."""

from typing import NamedTuple

from paydrill.sandbox.ports import Table
from paydrill.values.times import Milliseconds


class Snapshot(NamedTuple):
    """A state of the sandbox to come back to. `id` is its name."""

    id: str
    position: int
    taken_ms: Milliseconds
    """By the machine's clock."""
    now_ms: Milliseconds
    """By the sandbox's, which was `frozen` or ran."""
    frozen: bool
    scenario: str
    records: int
    events: int


class Part(NamedTuple):
    """Some records of one table: `columns` names their fields, and `rows` has them, as JSON."""

    id: str
    position: int
    snapshot: str
    table: str
    columns: str
    rows: str


SNAPSHOTS = Table("snapshots", Snapshot)
PARTS = Table("snapshot_parts", Part, indexes=("snapshot",))
