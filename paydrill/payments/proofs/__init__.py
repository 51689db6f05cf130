"""Add up the records of a sandbox, and check those of disputes and of settlement.

`paydrill.payments.invariants` checks all others, and proves them together.
"""
