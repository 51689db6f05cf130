"""Records that no engine knows, to try stores with."""

from typing import NamedTuple

from paydrill.sandbox.ports import Table


class Parcel(NamedTuple):
    """One field of every kind a record may have."""

    id: str
    position: int
    owner: str = "ada"
    place: str = "shelf"
    weight: int = 0
    fragile: bool = False
    note: str | None = None


PARCELS = Table("parcels", Parcel, indexes=("owner", "place"))
LETTERS = Table("letters", Parcel)


def put(*records, table=PARCELS):
    """Work that puts the records."""

    def work(tx):
        for record in records:
            tx.put(table, record)

    return work


def get(id_, table=PARCELS):
    """Work that reads one record."""
    return lambda tx: tx.get(table, id_)


def find(*args, table=PARCELS, **named):
    """Work that reads records in order."""
    return lambda tx: list(tx.find(table, *args, **named))


def ids(store, *args, sandbox="shop", **named):
    """Ids of the records found, in order."""
    return [record.id for record in store.transact(sandbox, find(*args, **named))]
