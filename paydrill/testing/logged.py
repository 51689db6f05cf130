"""Show the requests that a sandbox has logged."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

_MOST_LINES = 50


@dataclass(frozen=True, slots=True)
class LoggedRequest:
    """A request that the sandbox was sent, and what it was answered with."""

    request_id: str
    at: str
    operation_id: str | None
    """The operation; `None` where no contract knows the path."""
    method: str
    path: str
    query: str
    status: int
    """The status of the answer, also of one that a fault has kept from the client."""
    outcome: str | None
    """The outcome that the answer tells, such as `declined`."""
    reason: str | None
    rules: Sequence[str]
    """The rules that applied, in order."""
    fault: str | None
    """The fault on the wire, if a rule made one."""
    delay_ms: int
    duration_us: int

    @classmethod
    def of(cls, summary: Mapping[str, Any]) -> "LoggedRequest":
        """Read the control API's summary of a request; fields of a later version are left out."""
        return cls(**{each.name: summary[each.name] for each in fields(cls)})

    def __str__(self) -> str:
        target = f"{self.path}?{self.query}" if self.query else self.path
        answered = " ".join(filter(None, (str(self.status), self.outcome, self.reason)))
        told = [f"{self.method} {target}", answered, *self.rules]
        if self.fault:
            told.append(f"fault {self.fault}")
        if self.delay_ms:
            told.append(f"delayed {self.delay_ms} ms")
        return "  ".join(told)


def listing(requests: Sequence[LoggedRequest]) -> str:
    """Write a line for each request; of very many, the last."""
    if not requests:
        return "No request has come."
    left_out = len(requests) - _MOST_LINES
    lines = [f"({left_out} before these)"] if left_out > 0 else []
    return "\n".join([*lines, *map(str, requests[-_MOST_LINES:])])


def unmet(outcome: Mapping[str, Any]) -> str:
    """Write a line for an outcome that no request has met."""
    rule = {"when": outcome["when"], "then": outcome["then"]}
    return f"{outcome['rule']} was not met: {json.dumps(rule, default=float)}"
