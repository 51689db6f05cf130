"""The contracts, served.

A request's way through this package, in the order to read it:

    edge        which sandbox is meant, the request's id, the guard of the control plane
    dispatch    route → the operation's plan; or on to Connexion and Flask
    plan        parameters → body → handler → answer
    parameters  path, query, header and cookie, from text to checked values
    bodies      media type, size, strict_json, schema
    accept      which media type the client prefers
    exchange    one transaction: replay or call the handler
    answers     does the reply keep to its contract?
    sending     the reply leaves, with its id, and is counted

Requests that need not wait go the same way without ASGI, all that came at the same moment together:
`at_once`.

What is worked out at start: `bundling` and `documents` read the contracts, `operations` says what
they document, `schemas` compiles what they check, `resolver` finds the handlers, `routes` the
paths, and `nearest` those that were meant. `replies` puts refusals into the contract's error shape.
`compiled` makes the plans. `stock` is Connexion without them, and what is passed on to it;
`stock_validation` is how it checks requests.
"""
