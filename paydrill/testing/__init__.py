"""Helpers for test suites that run against Paydrill. The server imports none of them.

`paydrill.testing.schemathesis` holds hooks for Schemathesis; see docs/how-to/fuzz.md.
"""
