"""The server's metrics as Prometheus reads them, worked out when it asks."""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.metrics_core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    Metric,
    SummaryMetricFamily,
)
from prometheus_client.registry import Collector

from paydrill.request_log.recorder import LOST, Recorder

_LABELS = ("operation", "status")
_MICROSECONDS = 1_000_000


class Metrics(Collector):
    """What has happened since the start, and what is kept of it."""

    def __init__(self, traffic: Recorder) -> None:
        """`traffic` has counted it; no store is asked, so that metrics outlive it."""
        self._traffic = traffic
        self._registry = CollectorRegistry()
        self._registry.register(self)

    def collect(self) -> Iterator[Metric]:
        """See `Collector.collect`."""
        answers = CounterMetricFamily(
            "paydrill_answers",
            "Answers given, by operation and HTTP status; none where there is none.",
            labels=_LABELS,
        )
        durations = SummaryMetricFamily(
            "paydrill_request_duration_seconds",
            "Time from a request to its answer, without scripted delays.",
            labels=_LABELS,
        )
        totals = self._traffic.totals()
        for operation, status in sorted(totals, key=lambda key: (key[0] or "", key[1])):
            count, duration_us = totals[operation, status]
            labels = (operation or "none", "none" if status == LOST else str(status))
            answers.add_metric(labels, count)
            durations.add_metric(labels, count, duration_us / _MICROSECONDS)
        yield answers
        yield durations
        asked = self._traffic.sandboxes()
        yield _gauge("sandboxes", "Sandboxes that were asked something.", asked)
        size = self._traffic.log_size()
        if size is not None:
            exchanges, bytes_ = size
            yield _gauge("request_log_exchanges", "Exchanges in all request logs.", exchanges)
            yield _gauge("request_log_bytes", "Memory of all request logs, roughly.", bytes_)

    def text(self) -> str:
        """The Prometheus text exposition format 0.0.4."""
        return generate_latest(self._registry).decode()


def _gauge(name: str, documentation: str, value: int) -> Metric:
    return GaugeMetricFamily(f"paydrill_{name}", documentation, value=value)
