"""Run sandboxes: one transaction a request, a clock, events, due work, idempotency, snapshots.

In reading order: `ports` defines what the engine is given, `sandbox` is one sandbox inside one
transaction, `engine` opens and commits it, `due` and `clock_moves` run due work. A domain's part
(its records, its due actions) comes as a `ports.Domain`; nothing here knows a payment.
"""
