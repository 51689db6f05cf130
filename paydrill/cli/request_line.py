"""Write a request and how it turned out as one line for a terminal."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple, Self

import click

from paydrill.request_log.exchange import Exchange
from paydrill.values.times import from_rfc3339

_BETWEEN = "  "
_COLOURS = {2: "green", 3: "cyan", 4: "yellow", 5: "red"}
_REFUSED = {"declined", "failed"}
_SHORTEST_PATH = 24
_SHORTEST_SENTENCE = 12


class RequestLine(NamedTuple):
    """The parts of a line about one request."""

    at_ms: int
    sandbox: str
    method: str
    path: str
    status: int
    outcome: str | None
    reason: str | None
    rules: Sequence[str]
    fault: str | None
    delay_ms: int
    duration_us: int

    @classmethod
    def of_exchange(cls, sandbox: str, exchange: Exchange) -> Self:
        """Take the parts from an exchange of the request log."""
        wire, outcome = exchange.wire, exchange.outcome
        return cls(
            exchange.at_ms,
            sandbox,
            exchange.method,
            exchange.path,
            exchange.status,
            outcome.word,
            outcome.reason,
            exchange.rules,
            wire.fault if wire else None,
            wire.delay_ms if wire else 0,
            exchange.duration_us,
        )

    @classmethod
    def of_summary(cls, sandbox: str, summary: Mapping[str, Any]) -> Self:
        """Take the parts from what the control API says of a request."""
        at_ms = from_rfc3339(summary["at"], "/at")
        return cls(at_ms, sandbox, *(summary[name] for name in cls._fields[2:]))

    def text(self, width: int, *, coloured: bool) -> str:
        """Write the line; a long path, and a sentence, are cut so that it fits in `width`."""
        moment = f"{datetime.fromtimestamp(self.at_ms / 1000, UTC).astimezone():%H:%M:%S}"
        took = f"{self.duration_us / 1000:.1f} ms"
        rules, fault = ", ".join(self.rules), self._fault()
        told = " ".join(filter(None, (str(self.status), self.outcome)))
        others = (moment, self.sandbox, f"{self.method} ", told, rules, fault, took)
        room = width - len(_BETWEEN.join(filter(None, others)))
        path, reason = _printable(self.path), _printable(self.reason or "")
        if " " in reason:  # a sentence; a word is short, and says it all
            reason = _cut(reason, room - min(len(path), _SHORTEST_PATH) - 1)
        path = _cut_amid(path, max(_SHORTEST_PATH, room - len(reason) - 1))
        if not coloured:
            called, told = f"{self.method} {path}", f"{told} {reason}".rstrip()
            return _joined(moment, self.sandbox, called, told, rules, fault, took)
        colour = "yellow" if self.outcome in _REFUSED else _COLOURS.get(self.status // 100)
        return _joined(
            click.style(moment, dim=True),
            click.style(self.sandbox, fg="cyan"),
            f"{click.style(self.method, bold=True)} {path}",
            click.style(f"{told} {reason}".rstrip(), fg=colour),
            rules and click.style(rules, fg="magenta"),
            fault and click.style(fault, fg="red"),
            click.style(took, dim=True),
        )

    def _fault(self) -> str:
        """Name the fault, and the delay."""
        delay = f"delay {self.delay_ms} ms" if self.delay_ms else ""
        return ", ".join(filter(None, (self.fault, delay)))


def _joined(*parts: str) -> str:
    return _BETWEEN.join(filter(None, parts))


def _printable(text: str) -> str:
    """Replace characters that would upset a terminal."""
    return text if text.isprintable() else "".join(c if c.isprintable() else "·" for c in text)


def _cut(text: str, longest: int) -> str:
    """Cut a sentence, or leave it out where next to nothing of it would be left."""
    if longest < _SHORTEST_SENTENCE:
        return ""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _cut_amid(text: str, longest: int) -> str:
    """Leave out the middle: the beginning of a path tells as much as its end."""
    if len(text) <= longest:
        return text
    before = longest // 2
    return f"{text[:before]}…{text[before + 1 - longest :]}"
