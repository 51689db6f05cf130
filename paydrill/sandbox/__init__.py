"""Run sandboxes: one transaction a request, a clock, events, due work, idempotency, snapshots.

In the order to read it: `ports` is what is given from outside, `sandbox` one sandbox inside one
transaction, `engine` opens and commits it, `due` and `clock_moves` do what falls due. What a domain
brings along (its records, its due actions) comes as a `ports.Domain`; no payment is known here.
"""
