"""Write an exchange as a line of the request log: `ControlRequestSummary` of the contract."""

from typing import Any

from paydrill.request_log.exchange import Exchange
from paydrill.values.times import rfc3339


def summary(exchange: Exchange) -> dict[str, Any]:
    """Show an exchange without headers and bodies."""
    wire = exchange.wire
    outcome = exchange.outcome
    return {
        "number": exchange.number,
        "request_id": exchange.request_id,
        "at": rfc3339(exchange.at_ms),
        "operation_id": exchange.operation,
        "method": exchange.method,
        "path": exchange.path,
        "query": exchange.query.decode("utf-8", "replace"),
        "status": exchange.status,
        "outcome": outcome.word,
        "reason": outcome.reason,
        "rules": exchange.rules,
        "fault": wire and wire.fault,
        "delay_ms": wire.delay_ms if wire else 0,
        "duration_us": exchange.duration_us,
    }
