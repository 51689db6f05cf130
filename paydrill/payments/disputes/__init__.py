"""Dispute card payments: inquiries, chargebacks and pre-arbitrations, with evidence and funds.

`records` holds the table, `reasons` the networks' codes, `funds` moves the money, `stages` opens,
escalates and decides, and `answers` is the merchant's part.
"""
