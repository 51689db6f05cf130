"""Deliver events to webhook endpoints, with retries and scripted faults.

The transaction that makes a delivery due puts it into the outbox. The dispatcher claims it in a
second transaction, sends it outside of any, and records the result in a third.
"""
