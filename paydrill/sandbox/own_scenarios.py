"""Keep the scenarios that a sandbox was given."""

from typing import NamedTuple

from paydrill.sandbox.ports import Table


class OwnScenario(NamedTuple):
    """A scenario that belongs to one sandbox; `id` is its name, `text` that of its file."""

    id: str
    position: int
    text: str


OWN_SCENARIOS = Table("scenarios", OwnScenario)
