"""Count the responses and rules of one sandbox, and remember its clock."""

from paydrill.values.times import ClockSetting

Key = tuple[str | None, int]
"""Operation (`None` where no contract knows the path) and status."""


class Total:
    """Number and duration of the responses of one operation and status, in all sandboxes."""

    __slots__ = ("count", "duration_us")

    def __init__(self) -> None:
        """Start at zero."""
        self.count = 0
        self.duration_us = 0


class Meter:
    """Number of responses of one operation and status in a sandbox; `total` is that of all."""

    __slots__ = ("count", "total")

    def __init__(self, total: Total) -> None:
        """Start at zero."""
        self.count = 0
        self.total = total


class Account:
    """The counts of one sandbox. Callers must hold the recorder's lock."""

    __slots__ = ("clock", "meters", "rules")

    def __init__(self) -> None:
        """Start without traffic."""
        self.meters: dict[Key, Meter] = {}
        self.rules: dict[str, int] = {}
        self.clock = ClockSetting()
        """The clock when last seen, for requests that are refused before their sandbox opens."""
