"""What this server is made of: facts for the start page, readiness and metrics."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.metrics_core import CounterMetricFamily
from prometheus_client.registry import Collector

from paydrill.contract.documents import Contract
from paydrill.pages.start import MagicRow

# Numbers that card brands and processors publish for tests; all pass the Luhn check.
TEST_CARDS = (
    ("Visa", "4532015112830366"),
    ("Mastercard", "5425233430109903"),
    ("American Express", "374245455400126"),
    ("Discover", "6011111111111117"),
    ("Visa", "4111111111111111"),
)


class Metrics(Collector):
    """Counts of answers, as Prometheus reads them. Counted on the server's one event loop."""

    def __init__(self) -> None:
        """Count from zero, in a registry of its own."""
        self._answers: dict[tuple[str, int], int] = {}
        self._registry = CollectorRegistry()
        self._registry.register(self)

    def count(self, operation: str, status: int) -> None:
        """One more answer of this operation."""
        key = (operation, status)
        self._answers[key] = self._answers.get(key, 0) + 1

    def collect(self) -> Iterator[CounterMetricFamily]:
        """See `Collector.collect`."""
        answers = CounterMetricFamily(
            "paydrill_answers",
            "Answers given, by operation and HTTP status.",
            labels=("operation", "status"),
        )
        for (operation, status), number in sorted(self._answers.items()):
            answers.add_metric((operation, str(status)), number)
        yield answers

    def text(self) -> str:
        """The Prometheus text exposition format 0.0.4."""
        return generate_latest(self._registry).decode()


@dataclass(frozen=True)
class Served:
    """What the server serves, from which scenario and into which store."""

    version: str
    contracts: Sequence[Contract]
    scenario: str
    magic_amounts: Sequence[MagicRow]
    store: str
    base_url: str


def magic_amounts(rules: Sequence[Mapping[str, Any]]) -> list[MagicRow]:
    """The rules that go by nothing but operation and amount, in the order they are tried."""
    return [
        MagicRow(
            _amount(rule["when"]["amount"]), _outcome(rule["then"]), rule["then"].get("message", "")
        )
        for rule in rules
        if rule.keys() <= {"id", "when", "then"}
        and {"amount"} <= rule.get("when", {}).keys() <= {"operation", "amount"}
    ]


def _amount(wanted: Any) -> str:
    if not isinstance(wanted, Mapping):
        return f"{wanted:,.2f}"
    lowest, highest = wanted.get("min"), wanted.get("max")
    if highest is None:
        return f"{lowest:,.2f} and more"
    return f"{lowest:,.2f} to {highest:,.2f}" if lowest is not None else f"up to {highest:,.2f}"


def _outcome(then: Mapping[str, Any]) -> str:
    verdict = next(name for name in ("approved", "declined", "pending") if name in then)
    return verdict if verdict == "approved" else f"{verdict}: {then[verdict]}"
