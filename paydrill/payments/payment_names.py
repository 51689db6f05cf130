"""Make the ids of payments, refunds and disputes, and authorization codes, by service.

Each takes the sandbox and the record's number; those of payments the time that it was made, too.
"""

from paydrill.sandbox.sandbox import Sandbox
from paydrill.values.times import compact_second


def card_payment(sandbox: Sandbox, number: int, created_ms: int) -> tuple[str, str]:
    """Make a transaction's id and authorization code (ISO 8583 field 38)."""
    digest = sandbox.ids.hex("transaction", number)
    return f"txn_{compact_second(created_ms)}_{digest[:16]}", digest[-6:].upper()


def card_refund(sandbox: Sandbox, number: int) -> str:
    """Make the id of a refund of a transaction."""
    return f"ref_{sandbox.ids.hex('refund', number)[:16]}"


def card_dispute(sandbox: Sandbox, number: int) -> str:
    """Make the id of a dispute of a transaction."""
    return f"dp_{sandbox.ids.hex('dispute', number)[:16]}"


def acquirer_payment(sandbox: Sandbox, number: int, _created_ms: int) -> tuple[str, str]:
    """Make an acquirer payment's id and authorization code (ISO 8583 field 38)."""
    id_ = sandbox.ids.uuid("payment", number)
    return id_, id_[-6:].upper()


def acquirer_refund(sandbox: Sandbox, number: int) -> str:
    """Make the id of a refund of an acquirer payment."""
    return sandbox.ids.uuid("refund", number)


def acquirer_dispute(sandbox: Sandbox, number: int) -> str:
    """Make the id of a dispute of an acquirer payment."""
    return sandbox.ids.uuid("dispute", number)


def stripe_charge(sandbox: Sandbox, number: int, _created_ms: int) -> tuple[str, str]:
    """Make a charge's id and authorization code (ISO 8583 field 38)."""
    digits = sandbox.ids.word("stripe_charge", number)
    return f"ch_{digits}", digits[-6:].upper()


def stripe_refund(sandbox: Sandbox, number: int) -> str:
    """Make the id of a refund of a charge."""
    return f"re_{sandbox.ids.word('stripe_refund', number)}"


def stripe_dispute(sandbox: Sandbox, number: int) -> str:
    """Make the id of a dispute of a charge."""
    return f"dp_{sandbox.ids.word('stripe_dispute', number)}"
