"""Add up the records of a sandbox, and check those of challenges, disputes and settlement.

`paydrill.payments.invariants` checks all others, and proves them together.
"""
