"""Make the ids and authorization codes of new payments, by the service that takes them."""

from paydrill.payments.channels import ACQUIRER, CARDS
from paydrill.sandbox.sandbox import Sandbox
from paydrill.values.times import compact_second


def _transaction_names(sandbox: Sandbox, number: int, created_ms: int) -> tuple[str, str]:
    digest = sandbox.ids.hex("transaction", number)
    return f"txn_{compact_second(created_ms)}_{digest[:16]}", digest[-6:].upper()


def _acquirer_names(sandbox: Sandbox, number: int, _created_ms: int) -> tuple[str, str]:
    id_ = sandbox.ids.uuid("payment", number)
    return id_, id_[-6:].upper()


NAMES = {CARDS.table.name: _transaction_names, ACQUIRER.table.name: _acquirer_names}
"""Functions that make a payment's id and authorization code (ISO 8583 field 38), by table.

They take the sandbox, the payment's number and the time that it was made.
"""
