"""Settle captures and refunds: close them in batches, and write the files of the batches.

A batch is a half-open range of a sandbox's events, in one currency. So a payment writes nothing for
its settlement, and a closed batch never changes, because events never change.
"""
