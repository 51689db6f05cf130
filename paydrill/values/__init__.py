"""Hold values and their rules: money, cards, times, ids, patterns, names of hosts.

Nothing here knows a sandbox, a store or a request.
"""
