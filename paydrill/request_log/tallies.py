"""What is counted of one sandbox's traffic, and its clock."""

from paydrill.values.times import ClockSetting

Key = tuple[str | None, int]
"""Operation, `None` where no contract knows the path, and status."""


class Total:
    """How many answers of one operation and status, and how long they took, in all sandboxes."""

    __slots__ = ("count", "duration_us")

    def __init__(self) -> None:
        """None so far."""
        self.count = 0
        self.duration_us = 0


class Meter:
    """How many answers of one operation and status in one sandbox; `total` is that of all."""

    __slots__ = ("count", "total")

    def __init__(self, total: Total) -> None:
        """None so far."""
        self.count = 0
        self.total = total


class Account:
    """One sandbox's traffic. Whoever uses it holds the lock of them all."""

    __slots__ = ("clock", "meters", "rules")

    def __init__(self) -> None:
        """Nothing has happened yet."""
        self.meters: dict[Key, Meter] = {}
        self.rules: dict[str, int] = {}
        self.clock = ClockSetting()
        """As it was seen last: a request that is refused before its sandbox is opened sees none."""
