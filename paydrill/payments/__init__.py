"""Decide and move money: payments, refunds, tokens, PIX and settlement, in a sandbox.

`channels` holds the two card services, `payments` and `refunds` their operations, `lifecycle` the
allowed changes of status, `ledger` and `invariants` the sums that must agree. Nothing here knows
HTTP, databases or YAML.
"""
