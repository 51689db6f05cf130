"""Name what the engine is given: a store for records, the standards' tables, and a domain."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import partial
from typing import Any, Generic, NamedTuple, Protocol, TypeVar


class Record(Protocol):
    """A named tuple of strings, integers, booleans and nulls: flat, immutable, JSON as it is.

    Its first fields are `id`, which is unique in its table, and `position`, which orders the
    table: the number under which the record was created, or the time it falls due.
    """

    @property
    def id(self) -> str:
        """Unique in its table."""

    @property
    def position(self) -> int:
        """Where it stands in its table."""


R = TypeVar("R", bound=Record)
T = TypeVar("T")


class Table(Generic[R]):
    """A kind of record and the fields it is looked up by; these must be strings.

    `fields` are the names of the record's fields, in order. `record_of` makes a record of their
    values, in a third of the time that the record's class takes: every read of every record, and
    what every payment writes, is made by it.
    """

    __slots__ = ("fields", "indexes", "name", "record", "record_of")

    def __init__(self, name: str, record: type[R], indexes: tuple[str, ...] = ()) -> None:
        """`record` is a named tuple."""
        self.name = name
        self.record = record
        self.indexes = indexes
        self.fields: tuple[str, ...] = record._fields  # type: ignore[attr-defined]
        make: Callable[..., Any] = tuple.__new__
        self.record_of: Callable[[tuple[Any, ...]], R] = partial(make, record)


class Transaction(Protocol):
    """One sandbox's records inside `Store.transact`; of no use outside it."""

    def get(self, table: Table[R], id: str) -> R | None:
        """The record of that id."""

    def put(self, table: Table[R], record: R) -> None:
        """Insert the record, or replace the one of the same id."""

    def delete(self, table: Table[R], id: str) -> None:
        """Remove the record of that id, which must exist."""

    def find(
        self,
        table: Table[R],
        where: tuple[str, str] | None = None,
        *,
        after: int | None = None,
        newest_first: bool = False,
    ) -> Iterator[R]:
        """Records in order of position, read as they are asked for.

        `where` is one of the table's indexes and the value wanted; `after` leaves out everything
        up to and including that position. Do not write to the table while reading.
        """

    def clear(self) -> None:
        """Remove every record of the sandbox."""


class StoreUnavailable(Exception):
    """The store cannot be used now, and may be in a second. The text is for people."""


class Journal(Protocol):
    """What was asked of the processes that share a store, one entry after the other in a sandbox.

    Safe to call from any thread. Every method raises `StoreUnavailable`.
    """

    def append(self, entries: Sequence[tuple[str, str]], most: int) -> None:
        """Add each entry to the sandbox before it; of one sandbox, at most so many are kept."""

    def read(self, sandbox: str, most: int) -> tuple[int, list[str]]:
        """How many entries there ever were, and the last of them, oldest first."""

    def forget(self, sandbox: str) -> None:
        """Begin again with a sandbox."""


class Store(Protocol):
    """Where records live. Safe to call from any thread."""

    blocks: bool
    """Whether `transact` may wait for a disk or a network."""
    shared: bool
    """Whether processes can use it together, and hear of one another."""

    @property
    def journal(self) -> Journal | None:
        """Where a `shared` one keeps what its processes were asked."""

    def transact(self, sandbox: str, work: Callable[[Transaction], T]) -> T:
        """Run `work` against the sandbox's records and keep all its writes, or none.

        Transactions of one sandbox happen one after another. Any exception from `work` undoes
        what it wrote and is raised again. A backend may run `work` more than once when another
        process got in between, so it must not touch anything but the transaction.
        """

    def sandboxes(self, after: str = "", most: int | None = None) -> list[str]:
        """Names of the sandboxes that have records, sorted: those after a name, at most so many.

        A page takes as long as it has names, however many sandboxes there are.
        """

    def drop(self, sandbox: str) -> None:
        """Forget a sandbox and all of its records, as if nobody had ever used it.

        It takes its turn among the sandbox's transactions; those after it begin on nothing.
        """

    def listening(self, heard: Callable[[str | None], object]) -> AbstractContextManager[None]:
        """Meanwhile, call `heard` with a sandbox's name soon after another process changed it.

        With `None` when any may have been changed. It is called on a thread of the store's own,
        and must neither wait nor fail. Other processes hear of this one's commits meanwhile.
        """

    def close(self) -> None:
        """Release files and connections. The store is of no use afterwards."""


class Standards(NamedTuple):
    """Tables that standards bodies publish and packages keep up to date."""

    currency_exponents: Mapping[str, int]
    """ISO 4217: alphabetic code to number of decimals."""
    luhn: Callable[[str], bool]
    """ISO/IEC 7812-1 annex B: whether the last digit checks the others."""


class Domain(NamedTuple):
    """A domain's part in every sandbox: its records, its events, and what it does unasked.

    Functions get the sandbox first. Operations are those of the contracts, by their ids.
    """

    tables: tuple[Table[Any], ...]
    event_types: frozenset[str]
    due_actions: Mapping[str, Callable[[Any, Any], object]]
    """What is done to a due item, by the item's action."""
    before_commit: tuple[Callable[[Any], object], ...]
    """What is done after a request that had events, in order."""
    on_takeover: Callable[[Any], object]
    """What is done when a process finds webhooks that another one may have been sending."""
    scripted: frozenset[str]
    """The operations whose outcome a scenario decides."""
    asking: frozenset[str]
    """Those that ask the scenario themselves, as only they know what a call is about."""
    on_payments: frozenset[str]
    """Those that are about a payment which exists already."""
