"""Choose how stand-ins answer where their contracts leave it open."""

from typing import NamedTuple

from paydrill.openapi.resource_words import UnknownIds


class Habits(NamedTuple):
    """The choices of a server about all of its stand-ins.

    With `full`, answers have every optional field; `unknown_ids` says what is answered for things
    that were never made; with `checks_references`, things that are referred to must be there.
    """

    full: bool = False
    unknown_ids: UnknownIds = UnknownIds.DOCUMENTED
    checks_references: bool = False


USUAL = Habits()
