"""Take a request to its response, by the contracts.

A request's way, in the order to read it:

    intake          which sandbox is meant (`addressing`), the request's id, the control guard
    router          path and method → the operation's endpoint
    middleware      the same inside Connexion, which has what it does not know
    endpoint        `parameters` → `body` → the handler → the response
    accept          which media type the client prefers
    execution       one transaction: replay a response, or call the handler
    response_check  whether the response keeps to its contract
    sender          the response leaves, with its id, and is recorded

Requests that need not wait go the same way without ASGI, all that came at the same moment together:
`batch`. `response` puts refusals into the contract's error shape. `connexion_stack` is Connexion
without the pipeline, and what is passed on to it.
"""
