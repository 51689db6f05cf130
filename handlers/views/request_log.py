"""Make the bodies of openapi/control.yaml about request log, verification and coverage."""

import base64
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from paydrill.console import decided_by
from paydrill.console.effects import records_of
from paydrill.console.explaining import Explained
from paydrill.delivery.messages import event_message
from paydrill.request_log.coverage import Coverage, DocumentedStatus
from paydrill.request_log.exchange import LONGEST_BODY, Exchange, Kept, Line
from paydrill.request_log.summary import summary
from paydrill.request_log.verify import Nearly, Verdict
from paydrill.sandbox.events import Event
from paydrill.sandbox.sandbox import Sandbox
from paydrill.scenarios.explanation_body import explanation_body, plain
from paydrill.values.paging import Page

Body = dict[str, Any]

SCOPES: dict[str, Callable[[Sandbox], str | None]] = {
    "sandbox": lambda sandbox: sandbox.name,
    "server": lambda _: None,
}
"""The sandbox whose coverage is meant, by its name; `None` for that of all sandboxes."""

_LONGEST_CHARACTER = 4
_PERMILLE = 1000


def page(sandbox: Sandbox, kept: Kept, found: Page[Exchange], warnings: list[str]) -> Body:
    """Show a page of the request log, and which filters are doubtful."""
    return {
        "sandbox": sandbox.name,
        "requests": [summary(each) for each in found.items],
        "kept": len(kept.exchanges),
        "forgotten": kept.forgotten,
        "next_cursor": found.next_cursor,
        "warnings": warnings,
    }


def whole(sandbox: Sandbox, exchange: Exchange, events: list[Event]) -> Body:
    """Show an exchange with headers and bodies, and with what it has caused."""
    return {
        "summary": summary(exchange),
        "request": _message(tuple(exchange.headers.items()), exchange.body, exchange.body_size),
        "answer": _message(exchange.answer_headers, exchange.answer, exchange.answer_size),
        "events": [event_message(each, sandbox.currencies) for each in events],
        "records": [each._asdict() for each in records_of(sandbox, events)],
        "card_rule": plain(decided_by.card_rule(sandbox, exchange)),
        "rule_cards": decided_by.rule_cards(sandbox, exchange),
    }


def explanation(sandbox: Sandbox, exchange: Exchange, found: Explained) -> Body:
    """Show what a request would meet now, and what makes that doubtful."""
    return {
        "request_id": exchange.request_id,
        "applied": exchange.rules,
        "reasons": decided_by.reasons(sandbox, exchange),
        "caveats": found.caveats,
        "explanation": explanation_body(sandbox.scenario.name, found.explanation),
    }


def forgotten(sandbox: Sandbox, kept: Kept) -> Body:
    """Show how many exchanges the log had before it was emptied."""
    return {"sandbox": sandbox.name, "forgotten": len(kept.exchanges)}


def verdict(found: Verdict, warnings: list[str]) -> Body:
    """Show whether as many requests match as were expected, and which filters are doubtful."""
    least, most = found.expected
    return {
        "verified": found.verified,
        "matched": found.matched,
        "expected": {"min": least, "max": most},
        "found": found.found,
        "requests": [summary(each) for each in found.matching],
        "nearest": [_nearly(each) for each in found.nearest],
        "warnings": warnings,
    }


def coverage(sandbox: Sandbox, scope: str, found: Coverage) -> Body:
    """Show which responses and rules have been met, and which there are."""
    of_contract: dict[str, list[DocumentedStatus]] = defaultdict(list)
    for answer in found.answers:
        of_contract[answer.operation.contract].append(answer)
    by_nature = [answer.times for answer in found.answers if not answer.only_by_fault]
    return {
        "sandbox": sandbox.name,
        "scope": scope,
        "totals": {
            "answers": _share([answer.times for answer in found.answers]),
            "answers_without_faults": _share(by_nature),
            "rules": _share([rule.times for rule in found.rules]),
        },
        "contracts": [_contract(name, answers) for name, answers in of_contract.items()],
        "left_out": found.left_out,
        "scenario": sandbox.scenario.name,
        "rules": [{"rule": rule.name, "count": rule.times} for rule in found.rules],
        "undocumented": [
            {"operation_id": each.operation, "status": each.status, "count": each.times}
            for each in found.undocumented
        ],
    }


def coverage_forgotten(sandbox: Sandbox, scope: str) -> Body:
    """Show the scope that was emptied."""
    return {"sandbox": sandbox.name, "scope": scope}


def _nearly(nearly: Nearly) -> Body:
    return {"request": summary(nearly.exchange), "differences": nearly.differences}


def _message(headers: Sequence[Line], body: bytes, size: int) -> Body:
    truncated = size > LONGEST_BODY or (size > 0 and not body)
    text = _text(body, is_cut=truncated)
    return {
        "headers": {name.decode("latin-1"): value.decode("latin-1") for name, value in headers},
        "text": text,
        "base64": None if text is not None else base64.b64encode(body).decode(),
        "size": size,
        "truncated": truncated,
    }


def _text(body: bytes, *, is_cut: bool) -> str | None:
    """Return the body as text, without half a character at a cut; `None` if it is not text."""
    try:
        return body.decode()
    except UnicodeDecodeError as error:
        is_last = error.start > len(body) - _LONGEST_CHARACTER
        return body[: error.start].decode() if is_cut and is_last else None


def _contract(name: str, answers: list[DocumentedStatus]) -> Body:
    operations: dict[str, Body] = {}
    for answer in answers:
        operation = answer.operation
        body = operations.setdefault(
            operation.id,
            {
                "operation_id": operation.id,
                "method": operation.method.upper(),
                "path": operation.path,
                "answers": [],
            },
        )
        body["answers"].append(
            {
                "status": answer.status,
                "count": answer.times,
                "only_by_fault": answer.only_by_fault,
            }
        )
    return {
        "contract": name,
        "answers": _share([answer.times for answer in answers]),
        "operations": list(operations.values()),
    }


def _share(counts: list[int]) -> Body:
    """Count how many were met at all; 100.0 percent means all of them."""
    met = sum(count > 0 for count in counts)
    percent = met * _PERMILLE // len(counts) / 10 if counts else 100.0
    return {"documented": len(counts), "met": met, "percent": percent}
