"""Name the refusals of webhooks; `paydrill.errors` names all others.

    EngineError
    ├── InvalidInput
    │   └── InvalidEndpoint      an address, a secret or a certificate that webhooks cannot have
    ├── NotFound
    │   ├── EndpointNotFound
    │   └── DeliveryNotFound
    └── Conflict
        ├── TooManyEndpoints
        └── EndpointDisabled

Their codes are as stable as the others.
"""

from paydrill.errors import Conflict, InvalidInput, NotFound


class InvalidEndpoint(InvalidInput):
    """An address that webhooks cannot be sent to, or a secret or certificate that is unusable."""

    code = "invalid_endpoint"


class EndpointNotFound(NotFound):
    """No webhook endpoint of that id."""

    code = "endpoint_not_found"
    default = "The sandbox has no webhook endpoint of this id"


class DeliveryNotFound(NotFound):
    """No webhook delivery of that id, or not any more."""

    code = "delivery_not_found"
    default = "The sandbox knows no webhook delivery of this id"


class TooManyEndpoints(Conflict):
    """The sandbox has as many webhook endpoints as a sandbox can have."""

    code = "too_many_endpoints"
    default = "A sandbox has at most 1,000 webhook endpoints; delete one"


class EndpointDisabled(Conflict):
    """Nothing is sent to an endpoint that is switched off."""

    code = "endpoint_disabled"
    default = "The endpoint of this delivery is disabled; enable it first"
