"""Say where in a sample a value stands, and which values are to be kept there."""

from collections.abc import Iterable
from typing import Any, Final, NamedTuple, Protocol

from paydrill.responders.samples.combined import References
from paydrill.responders.samples.context import Context
from paydrill.responders.samples.repeating import may_be_repeated

Place = tuple[str | int, ...]


class _Nothing:
    """The absence of a value; `None` is one."""

    def __repr__(self) -> str:
        return "NOTHING"


NOTHING: Final = _Nothing()


class Spot(NamedTuple):
    """A place in a sample.

    `base` is the value that an example has there, and `is_hard` says that it was asked for, so that
    all of its fields are kept. `sent` is the value that the request has there. `trail` lists the
    references that lead here, and `salt` makes other values of the same place, and within it.
    `schema` is the first reference of the value's own schema, and `owner` that of the object that
    has it.
    """

    at: Place = ()
    base: Any = NOTHING
    sent: Any = NOTHING
    is_hard: bool = False
    trail: tuple[str, ...] = ()
    salt: int = 0
    schema: str = ""
    owner: str = ""

    def within(self, references: Iterable[str]) -> "Spot":
        """Return the same place with more references on the way to it."""
        more = tuple(references)
        return self._replace(trail=self.trail + more, schema=next(iter(more), self.schema))

    def below(self, step: str | int, base: Any, sent: Any) -> "Spot":
        """Return the place of a property or an item; a secret that was sent there is left out."""
        if not may_be_repeated(str(step), sent):
            sent = NOTHING
        owner = self.schema or self.owner
        at = (*self.at, step)
        return Spot(at, base, sent, self.is_hard, self.trail, self.salt, owner=owner)


class Notices(Protocol):
    """Demands of the judge on earlier builds of an object."""

    @property
    def needed(self) -> dict[Place, list[str]]:
        """Names of fields that must be there."""

    @property
    def banned(self) -> dict[Place, set[str]]:
        """Names of fields that must not be there."""


class Building(Protocol):
    """The builder, as objects and arrays see it."""

    @property
    def references(self) -> References:
        """The document that references point into."""

    @property
    def context(self) -> Context:
        """The request that the sample is for."""

    @property
    def notes(self) -> Notices:
        """Demands of the judge on earlier builds."""

    def is_tight(self, spot: Spot) -> bool:
        """Tell whether only what must be there is to be built."""

    def build(self, schema: Any, spot: Spot) -> Any:
        """Build the value of a place."""
