"""Decide and move money: payments, refunds, disputes, tokens, PIX and settlement, in a sandbox.

`channels` holds the two card services; `payments`, `holds`, `challenges`, `refunds` and `disputes`
their operations, `follow_ups` what rules plan after an approval, `lifecycle` the allowed changes of
status, `ledger`, `proofs` and `invariants` the sums that must agree. Nothing here knows HTTP,
databases or YAML.
"""
