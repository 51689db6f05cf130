"""Define the records of snapshots; they are kept beside the records that they copy."""

from typing import NamedTuple

from paydrill.sandbox.ports import Table
from paydrill.values.times import Milliseconds


class Snapshot(NamedTuple):
    """A state that the sandbox can be restored to. `id` is its name."""

    id: str
    position: int
    taken_ms: Milliseconds
    """By the machine's clock."""
    now_ms: Milliseconds
    """By the sandbox's clock, which was `frozen` or running."""
    frozen: bool
    scenario: str
    records: int
    events: int


class Part(NamedTuple):
    """Some records of one table: `columns` has their field names, `rows` their values, as JSON."""

    id: str
    position: int
    snapshot: str
    table: str
    columns: str
    rows: str


SNAPSHOTS = Table("snapshots", Snapshot)
PARTS = Table("snapshot_parts", Part, indexes=("snapshot",))
