"""Make the pages for people: documentation, start page, PIX payment page.

They are given plain facts and return HTML; they know no engine, store or contract loader, and load
nothing from another host.
"""
