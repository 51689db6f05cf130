"""Count over all contracts what the servers did, in one row each, and write it as Markdown."""

from collections import Counter
from collections.abc import Iterable, Iterator
from statistics import median
from typing import Any

_COLUMNS = (
    "server",
    "contracts started",
    "operations answered validly, required parts",
    "… with everything optional",
    "wrong requests refused",
    "… in the documented shape",
    "start, median s",
    "start, slowest s",
    "memory, median MiB",
    "memory, most MiB",
)

Results = list[dict[str, Any]]


class Row:
    """The figures of one server."""

    def __init__(self, target: str, results: Results) -> None:
        self.target = target
        self.reasons: dict[str, Counter[str]] = {"required": Counter(), "full": Counter()}
        self.reasons |= {"wrong": Counter(), "shape": Counter()}
        self.findings: Counter[str] = Counter()
        self._tried = [each["targets"][target] for each in results if target in each["targets"]]
        self._started = [each for each in self._tried if each["started"]]
        for each in self._tried:
            self.findings.update(each.get("findings", ()))
        for exchange in _exchanges(self._started):
            self._count(exchange)

    def cells(self, asked: Counter[str]) -> list[str]:
        """Return the row's cells; `asked` counts what could be asked of a server that starts."""
        fine = {kind: reasons[""] for kind, reasons in self.reasons.items()}
        starts = [each["start_s"] for each in self._started] or [0.0]
        memory = [each.get("peak_mib", 0) for each in self._started] or [0]
        return [
            self.target,
            f"{len(self._started)} of {len(self._tried)}",
            _share(fine["required"], asked["required"]),
            _share(fine["full"], asked["full"]),
            _share(fine["wrong"], asked["wrong"]),
            _share(fine["shape"], self.reasons["shape"].total()),
            f"{median(starts):.2f}",
            f"{max(starts):.1f}",
            f"{median(memory):.0f}",
            f"{max(memory):.0f}",
        ]

    def _count(self, exchange: dict[str, Any]) -> None:
        self.reasons[_kind(exchange)][exchange["reason"]] += 1
        if "shape" in exchange:
            self.reasons["shape"][exchange["shape"]["reason"]] += 1


def report(results: Results, asked: Counter[str], targets: Iterable[str]) -> str:
    """Return the tables: all servers, then by reason what went wrong with each."""
    rows = [Row(target, results) for target in targets]
    lines = [*_table(_COLUMNS, [row.cells(asked) for row in rows]), ""]
    for kind, title in (
        ("required", "Valid requests with required parts only, not answered validly"),
        ("full", "Valid requests with everything optional, not answered validly"),
        ("wrong", "Wrong requests, not refused"),
        ("shape", "Refusals, not in the documented shape"),
    ):
        lines += [f"### {title}", "", *_by_reason(rows, kind, asked), ""]
    found = rows[0].findings if rows else Counter()
    if found:
        lines += ["### Findings in the contracts, by code", ""]
        lines += [
            *_table(("code", "findings"), [[c, f"{n:,}"] for c, n in found.most_common()]),
            "",
        ]
    return "\n".join(lines)


def _by_reason(rows: list[Row], kind: str, asked: Counter[str]) -> Iterator[str]:
    reasons = sorted({reason for row in rows for reason in row.reasons[kind] if reason})
    table = [[reason, *(f"{row.reasons[kind][reason]:,}" for row in rows)] for reason in reasons]
    if kind != "shape":
        sent = [row.reasons[kind].total() for row in rows]
        table.append(["contract not started", *(f"{asked[kind] - each:,}" for each in sent)])
    yield from _table(("reason", *(row.target for row in rows)), table)


def asked_of(made: Iterable[dict[str, Any]]) -> Counter[str]:
    """Count the requests that were made, by kind, and the operations that have none."""
    counted: Counter[str] = Counter()
    for operation in made:
        counted["operations"] += 1
        counted["required"] += bool(operation.get("required"))
        counted["full"] += bool(operation.get("full"))
        counted["wrong"] += len(operation.get("wrong", ()))
        counted["none"] += not operation.get("required")
    return counted


def _exchanges(started: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for each in started:
        yield from each["exchanges"]


def _kind(exchange: dict[str, Any]) -> str:
    return "wrong" if exchange["wrong_in"] else str(exchange["kind"])


def _share(part: int, whole: int) -> str:
    return f"{part:,} of {whole:,} ({part / whole:.1%})" if whole else "–"


def _table(head: Iterable[str], rows: list[list[str]]) -> Iterator[str]:
    names = list(head)
    yield f"| {' | '.join(names)} |"
    yield f"|---|{'---:|' * (len(names) - 1)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
