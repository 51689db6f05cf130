"""Find the events of Stripe's that are kept."""

from collections.abc import Iterable

from paydrill.sandbox.sandbox import Sandbox
from paydrill.stripe.errors import missing
from paydrill.stripe.lists import Source
from paydrill.stripe.objects import Body
from paydrill.stripe.telling import STRIPE_EVENTS, StripeEvent, shown
from paydrill.values.patterns import glob


def find(sandbox: Sandbox, id_: str) -> Body:
    """Return the event of an id. Raises `ResourceMissing`."""
    record = sandbox.tx.get(STRIPE_EVENTS, id_)
    if record is None:
        raise missing("event", id_)
    return shown(record)


def source(types: Iterable[str]) -> Source[StripeEvent]:
    """Return the list of events of the given types, which may end in `.*`; of all without any."""
    fits = [glob(each) for each in types]

    def accepted(record: StripeEvent) -> bool:
        return not fits or any(fit(record.type) for fit in fits)

    return Source(STRIPE_EVENTS, "/v1/events", shown, accepted=accepted)
