"""Speak HTTP/1.1 on a socket, and run processes that do; no contract is known here.

`protocol` receives requests on uvicorn's loop with the rules of `http11` and `heads`, `connection`
is one client, `workers` keeps several processes, `logs` writes their log.
"""
