"""Take snapshots of a sandbox, and restore them as often as needed.

A snapshot is made of records like any other, so every store keeps it, and takes and restores it in
one transaction. A restore replaces everything in the sandbox but the snapshots themselves.
"""

import json
from collections.abc import Iterator
from itertools import count, islice
from typing import Any

from paydrill.errors import SnapshotExists, SnapshotNotFound, TooManySnapshots
from paydrill.sandbox.ports import Record, Table
from paydrill.sandbox.sandbox import Sandbox
from paydrill.sandbox.snapshot_records import PARTS, SNAPSHOTS, Part, Snapshot
from paydrill.sandbox.state import STATES

MOST = 20
"""Most snapshots of one sandbox: each is as large as the sandbox was."""

_ROWS_IN_PART = 500


def all_of(sandbox: Sandbox) -> Iterator[Snapshot]:
    """Return the sandbox's snapshots, oldest first."""
    return sandbox.tx.find(SNAPSHOTS)


def find(sandbox: Sandbox, name: str) -> Snapshot:
    """Return the snapshot of that name. Raises `SnapshotNotFound`."""
    snapshot = sandbox.tx.get(SNAPSHOTS, name)
    if snapshot is None:
        raise SnapshotNotFound
    return snapshot


def take(sandbox: Sandbox, name: str | None) -> Snapshot:
    """Take a snapshot of the sandbox; without a name it gets a number.

    Raises `SnapshotExists` and `TooManySnapshots`.
    """
    others = list(all_of(sandbox))
    if len(others) >= MOST:
        raise TooManySnapshots(
            f"A sandbox has at most {MOST} snapshots; delete one to take another"
        )
    number = others[-1].position + 1 if others else 1
    if name is None:
        name = _free_name({each.id for each in others}, number)
    elif sandbox.tx.get(SNAPSHOTS, name) is not None:
        raise SnapshotExists
    sandbox.keep_state()
    for part in _parts(sandbox, name):
        sandbox.tx.put(PARTS, part)
    snapshot = _facts(sandbox, name, number)
    sandbox.tx.put(SNAPSHOTS, snapshot)
    return snapshot


def restore(sandbox: Sandbox, name: str) -> Snapshot:
    """Restore the sandbox to a snapshot, to the record. Raises `SnapshotNotFound`."""
    snapshot = find(sandbox, name)
    kept = _records(sandbox, name)
    for table in _copied(sandbox).values():
        _become(sandbox, table, kept.get(table.name, {}))
    state = sandbox.tx.get(STATES, sandbox.name)
    assert state is not None  # noqa: S101 - `take` keeps it first of all
    sandbox.resume(state, snapshot.now_ms)
    return snapshot


def delete(sandbox: Sandbox, name: str) -> None:
    """Delete a snapshot. Raises `SnapshotNotFound`."""
    find(sandbox, name)
    for part in list(sandbox.tx.find(PARTS, ("snapshot", name))):
        sandbox.tx.delete(PARTS, part.id)
    sandbox.tx.delete(SNAPSHOTS, name)


def _copied(sandbox: Sandbox) -> dict[str, Table[Any]]:
    tables = sandbox.world.domain.tables
    return {table.name: table for table in tables if table not in {SNAPSHOTS, PARTS}}


def _free_name(taken: set[str], number: int) -> str:
    names = (f"snapshot-{each}" for each in count(number))
    return next(name for name in names if name not in taken)


def _facts(sandbox: Sandbox, name: str, number: int) -> Snapshot:
    state = sandbox.tx.get(STATES, sandbox.name)
    assert state is not None  # noqa: S101 - it was just kept
    return Snapshot(
        id=name,
        position=number,
        taken_ms=sandbox.system_ms,
        now_ms=sandbox.now_ms,
        frozen=state.frozen_ms is not None,
        scenario=state.scenario or sandbox.world.scenarios.default.name,
        records=state.last_number,
        events=state.last_event,
    )


def _parts(sandbox: Sandbox, snapshot: str) -> Iterator[Part]:
    """Yield all records of the sandbox, a few hundred in a part."""
    number = 0
    for table in _copied(sandbox).values():
        found = sandbox.tx.find(table)
        while rows := list(islice(found, _ROWS_IN_PART)):
            number += 1
            columns, text = json.dumps(table.fields), json.dumps(rows, separators=(",", ":"))
            yield Part(f"{snapshot}/{number}", number, snapshot, table.name, columns, text)


def _records(sandbox: Sandbox, snapshot: str) -> dict[str, dict[str, Record]]:
    """Return the records of a snapshot, by table and id.

    An older version may have written them: a field it did not have gets its default.
    """
    kept: dict[str, dict[str, Record]] = {}
    tables = _copied(sandbox)
    for part in sandbox.tx.find(PARTS, ("snapshot", snapshot)):
        table, columns = tables[part.table], json.loads(part.columns)
        records = [
            table.record(**dict(zip(columns, row, strict=True))) for row in json.loads(part.rows)
        ]
        kept.setdefault(part.table, {}).update((record.id, record) for record in records)
    return kept


def _become(sandbox: Sandbox, table: Table[Any], kept: dict[str, Record]) -> None:
    """Make the table hold exactly these records; unchanged ones are not written."""
    tx = sandbox.tx
    now = {record.id: record for record in tx.find(table)}
    for id_ in now.keys() - kept.keys():
        tx.delete(table, id_)
    for id_, record in kept.items():
        if now.get(id_) != record:
            tx.put(table, record)
