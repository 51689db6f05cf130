"""Take a request to its response, by the contracts.

A request's way, in the order to read it:

    intake          which sandbox is meant (`addressing`), the request's id, the control guard
    router          path and method → the operation's endpoint
    middleware      in Connexion, which finds handlers and makes security checks; `flask_pages`
    endpoint        `parameters` → `body` → the handler → the response
    accept          which media type the client prefers
    execution       one transaction: replay a response, or call the handler
    response_check  whether the response keeps to its contract
    sender          record the response and send it, with the request's id

`batch` takes requests that need not wait the same way without ASGI, all of one event-loop turn
together. `response` puts refusals into the contract's error shape.
"""
