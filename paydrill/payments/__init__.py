"""Decide and move money: payments, refunds, tokens, PIX and settlement, in a sandbox.

`channels` are the two card services, `payments` and `refunds` what is done there, `lifecycle` which
status follows which, `ledger` and `invariants` what must add up. HTTP, databases and YAML are not
known here.
"""
