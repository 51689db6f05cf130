"""Make what a contract pushes: bodies of its webhooks and callbacks, about things that are kept.

A push is an event and a record beside it; the delivery of webhooks sends it.
"""
