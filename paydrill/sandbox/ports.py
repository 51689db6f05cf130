"""Define what the engine is given: a store for records, the standards' tables, and a domain."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
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
        """Its place in the order of its table."""


R = TypeVar("R", bound=Record)
T = TypeVar("T")


class Table(Generic[R]):
    """A kind of record and the fields it is looked up by; these must be strings.

    `fields` are the names of the record's fields, in order. `record_of` makes a record of their
    values, in a third of the time that the record's class takes: it makes every record that is
    read, and those that a payment writes.
    """

    __slots__ = ("fields", "indexes", "name", "record", "record_of")

    def __init__(self, name: str, record: type[R], indexes: tuple[str, ...] = ()) -> None:
        """Describe the table of `record`, a named tuple."""
        self.name = name
        self.record = record
        self.indexes = indexes
        self.fields: tuple[str, ...] = record._fields  # type: ignore[attr-defined]
        make: Callable[..., Any] = tuple.__new__
        self.record_of: Callable[[tuple[Any, ...]], R] = partial(make, record)


class Transaction(Protocol):
    """One sandbox's records inside `Store.transact`; not valid outside it."""

    def get(self, table: Table[R], id: str) -> R | None:
        """Return the record of that id; `None` if there is none."""

    def put(self, table: Table[R], record: R) -> None:
        """Insert the record, or replace the record of the same id."""

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
        """Yield records in order of position, reading them as they are asked for.

        `where` is one of the table's indexes and the value wanted; `after` leaves out everything up
        to and including that position. Do not write to the table while reading.
        """

    def clear(self) -> None:
        """Remove every record of the sandbox."""


class StoreUnavailable(Exception):
    """The store cannot be used now, but perhaps in a second. The text is for people."""


class Tally(NamedTuple):
    """How often something was met, such as an answer of an operation, and how long that took."""

    kind: str
    name: str
    status: int
    times: int
    took_us: int
    forgotten: int = 0
    """How many of `times` coverage leaves out, as it has begun again since; only in totals."""


class Journal(Protocol):
    """The logged requests of the processes that share a store, in one sequence a sandbox.

    It also adds up what the processes have counted. Safe to call from any thread. Every method
    raises `StoreUnavailable`.
    """

    def append(
        self, sandbox: str, entries: Sequence[str], tallies: Sequence[Tally], most: int
    ) -> None:
        """Append entries to a sandbox's log, and add tallies to its counts: all of it or nothing.

        The log keeps the last `most` entries.
        """

    def read(self, sandbox: str, most: int) -> tuple[int, list[str]]:
        """Return how many entries there ever were, and the last `most`, oldest first."""

    def read_after(self, sandbox: str, number: int, most: int) -> list[tuple[int, str]]:
        """Return the entries after a number, each with its own, oldest first, at most `most`."""

    def numbers(self, sandbox: str | None) -> dict[str, int]:
        """Return how many entries there ever were, of a sandbox or of each; without it if none."""

    def forget(self, sandbox: str) -> None:
        """Delete the entries of a sandbox, and their number."""

    def tallies(self, sandbox: str) -> list[Tally]:
        """Return what a sandbox has met since it was forgotten last."""

    def totals(self) -> list[Tally]:
        """Return what all sandboxes have ever met, the forgotten ones as well."""

    def counted(self) -> int:
        """Return how many sandboxes have tallies."""

    def forget_tallies(self, sandbox: str | None) -> None:
        """Forget what a sandbox has met, but not in the totals; `None` = forget the totals so far.

        `totals` shows them as `forgotten`.
        """


class GroupCommit(Protocol):
    """Commits that wait for the disk together, and hold no thread meanwhile.

    Safe to call from any thread.
    """

    def ahead(self, work: Callable[[], T]) -> tuple[T, int]:
        """Run `work` on this thread, with transactions that do not wait for the disk.

        Returns its result, and the last commit that the result relies on; 0 if the disk has all of
        them. Until the disk has that one, the result must not be shown.
        """

    def kept(self, commit: int) -> Future[None]:
        """Return a future that is done once the disk has this commit and all before it.

        It fails with `StoreUnavailable` when the disk cannot take them.
        """


class Store(Protocol):
    """Storage of records. Safe to call from any thread."""

    blocks: bool
    """Whether a transaction may wait for a database, so that the event loop must run none."""
    group: GroupCommit | None
    """How the event loop runs transactions that `transact` would keep waiting for a disk."""
    shared: bool
    """Whether several processes can use it together, and learn of one another's commits."""

    @property
    def journal(self) -> Journal | None:
        """The log of requests that a `shared` store keeps for its processes, if it has one."""

    def transact(self, sandbox: str, work: Callable[[Transaction], T]) -> T:
        """Run `work` against the sandbox's records and keep all its writes, or none.

        Transactions of one sandbox happen one after another. Any exception from `work` undoes its
        writes and is raised again. A backend may run `work` more than once when another process got
        in between, so it must not touch anything but the transaction.
        """

    def sandboxes(self, after: str = "", most: int | None = None) -> list[str]:
        """List the names, sorted, of at most `most` sandboxes that have records, after a name.

        The time depends on the names in the page, not on the number of sandboxes.
        """

    def drop(self, sandbox: str) -> None:
        """Delete a sandbox and all of its records.

        It takes its turn among the sandbox's transactions; later ones find no records.
        """

    def listening(self, heard: Callable[[str | None], object]) -> AbstractContextManager[None]:
        """Call `heard` with a sandbox's name soon after another process changed the sandbox.

        It is called while the context is open, with `None` when any sandbox may have changed, on a
        thread of the store's own: it must neither wait nor fail. Other processes are notified of
        this one's commits meanwhile.
        """

    def check(self) -> None:
        """Raise `StoreUnavailable` unless records can be read and written now.

        It finds out by a write that changes no record.
        """

    def close(self) -> None:
        """Release files and connections. The store cannot be used afterwards."""


class Standards(NamedTuple):
    """Tables that standards bodies publish and packages keep up to date."""

    currency_exponents: Mapping[str, int]
    """ISO 4217: alphabetic code to number of decimals."""
    luhn: Callable[[str], bool]
    """ISO/IEC 7812-1 annex B: whether the last digit checks the others."""
    matches: Callable[[str, str], bool]
    """ECMA-262: whether a regular expression finds something in a text, which is second."""


class Challenged(NamedTuple):
    """Records that are challenged by 3-D Secure beside payments.

    `question` tells what is asked of the record of an id; `end` takes the record further, and gets
    whether the cardholder was authenticated.
    """

    question: Callable[[Any, str], Any]
    end: Callable[[Any, str, bool], object]


class Domain(NamedTuple):
    """A domain's part in every sandbox: its records, its events, and the work it does unasked.

    Functions get the sandbox first. Operations are those of the contracts, by their ids.
    """

    tables: tuple[Table[Any], ...]
    event_types: Callable[[], frozenset[str]]
    """Returns the types of all events; a contract's are found when they are first asked for."""
    without_money: frozenset[str]
    """Types of the domain's own events that have no currency."""
    due_actions: Mapping[str, Callable[[Any, Any], object]]
    """The function that carries out a due item, by the item's action."""
    after_step: Callable[[Any], object]
    """Called after a request, and after each due item, to follow the events of that step."""
    before_commit: tuple[Callable[[Any], object], ...]
    """Functions to call, in order, after a request that had events."""
    on_takeover: Callable[[Any], object]
    """Called when a process finds webhooks that another process may have been sending."""
    scripted: frozenset[str]
    """The operations whose outcome a scenario decides."""
    asking: frozenset[str]
    """Operations that ask the scenario themselves, because only they know the payment of a call."""
    on_payments: frozenset[str]
    """Operations on a payment that exists already."""
    challenged: Mapping[str, Challenged]
    """Records that are challenged beside payments, by the name of their table."""
    effects: Mapping[str, frozenset[str]]
    """The operations that can have an effect of rules, by the word of the scenario language."""
    card_facts: Mapping[str, frozenset[str]]
    """The operations that know a fact of a card, by the word of the condition."""
