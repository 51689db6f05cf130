"""Make the bodies of openapi/control/records.yaml about records, the ledger and what falls due."""

from collections.abc import Iterable, Sequence
from typing import Any

from paydrill.console.kinds import RecordKind, kind_of_table
from paydrill.console.listing import shown
from paydrill.payments.ledger import Balance, Entry, LedgerPage
from paydrill.sandbox.due import Due
from paydrill.sandbox.ports import Record
from paydrill.sandbox.sandbox import Sandbox
from paydrill.values.paging import Page
from paydrill.values.times import rfc3339

Body = dict[str, Any]


def kinds(sandbox: Sandbox, found: Iterable[RecordKind]) -> Body:
    """Show the kinds of records, and how many there are of each."""
    return {
        "sandbox": sandbox.name,
        "kinds": [
            {"kind": each.name, "title": each.title, "count": each.count(sandbox)} for each in found
        ],
    }


def records(sandbox: Sandbox, kind: RecordKind, page: Page[Record]) -> Body:
    """Show a page of records of a kind."""
    return {
        "sandbox": sandbox.name,
        "records": [shown(sandbox, kind, each) for each in page.items],
        "next_cursor": page.next_cursor,
    }


def ledger(sandbox: Sandbox, of: LedgerPage) -> Body:
    """Show a page of the ledger, and the balances of its accounts."""
    return {
        "sandbox": sandbox.name,
        "balances": [_balance(sandbox, each) for each in of.balances],
        "entries": [_entry(sandbox, each) for each in of.page.items],
        "next_cursor": of.page.next_cursor,
    }


def due_list(sandbox: Sandbox, items: Sequence[Due], limit: int) -> Body:
    """Show at most `limit` things that fall due; one item more says that there are more."""
    return {
        "sandbox": sandbox.name,
        "now": rfc3339(sandbox.now_ms),
        "frozen": sandbox.clock.frozen_ms is not None,
        "due": [
            {
                "at": rfc3339(each.position),
                "action": each.action,
                "kind": kind_of_table(each.table),
                "id": each.subject,
            }
            for each in items[:limit]
        ],
        "more": len(items) > limit,
    }


def _balance(sandbox: Sandbox, of: Balance) -> Body:
    def major(amount_minor: int) -> float:
        return sandbox.currencies.major(amount_minor, of.currency)

    return {
        "account": of.account,
        "currency": of.currency,
        "debits": major(of.debits_minor),
        "credits": major(of.credits_minor),
        "balance": major(of.debits_minor - of.credits_minor),
    }


def _entry(sandbox: Sandbox, of: Entry) -> Body:
    return {
        "event": of.event,
        "at": rfc3339(of.at_ms),
        "type": of.type,
        "subject": of.subject,
        "debit": of.debit,
        "credit": of.credit,
        "amount": sandbox.currencies.major(of.amount_minor, of.currency),
        "currency": of.currency,
    }
