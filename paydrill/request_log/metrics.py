"""Export the server's metrics to Prometheus, computed when it asks for them."""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.metrics_core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    Metric,
    SummaryMetricFamily,
)
from prometheus_client.registry import Collector

from paydrill.request_log.counts import LOST
from paydrill.request_log.recorder import Recorder

_LABELS = ("operation", "status")
_MICROSECONDS = 1_000_000


class Metrics(Collector):
    """Collect the counts of all requests and the size of the request logs."""

    def __init__(self, recorder: Recorder) -> None:
        """Read the counts of `recorder`: from the store, but only where processes share it."""
        self._recorder = recorder
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
        totals = self._recorder.counts.totals()
        for operation, status in sorted(totals, key=lambda key: (key[0] or "", key[1])):
            count, duration_us = totals[operation, status]
            labels = (operation or "none", "none" if status == LOST else str(status))
            answers.add_metric(labels, count)
            durations.add_metric(labels, count, duration_us / _MICROSECONDS)
        yield answers
        yield durations
        asked = self._recorder.counts.sandboxes()
        yield _gauge("sandboxes", "Sandboxes that were asked something.", asked)
        size = self._recorder.log_size()
        if size is not None:
            exchanges, bytes_ = size
            yield _gauge("request_log_exchanges", "Exchanges in all request logs.", exchanges)
            yield _gauge("request_log_bytes", "Memory of all request logs, roughly.", bytes_)

    def text(self) -> str:
        """Write the metrics in the Prometheus text exposition format 0.0.4.

        Raises `StoreUnavailable`.
        """
        return generate_latest(self._registry).decode()


def _gauge(name: str, documentation: str, value: int) -> Metric:
    return GaugeMetricFamily(f"paydrill_{name}", documentation, value=value)
