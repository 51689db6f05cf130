"""Take a request to its response, by the contracts.

A request's way, in the order to read it:

    intake          which sandbox is meant (`addressing`), the request's id, the control guard
    router          path → its operations
    batch           drives requests that need not wait, all of one event-loop turn together
    asgi            drives all others, and answers what no endpoint does (`unserved`)
    endpoint        stages that never raise: `admit`, by the credentials, `read`, by `parameters`
                    and `body`, and `answer`
    execution       one transaction: replay a response, or call the handler
    accept          which media type the client prefers
    response_check  whether the response keeps to its contract
    result          the response, with what it takes to record and to send it
    sender          record the response and send it, with the request's id

`middleware` makes the endpoints at start, in Connexion, which finds handlers and makes the
checks of credentials; `flask_pages` are the documentation. `response` puts refusals into the
contract's error shape, `failures` all that goes wrong in the server into a 500.
"""
