"""Hold every answer of openapi/stripe.yaml against the schema that Stripe publishes for it.

    python -m bench.stripe.run

Prints one line, and each fault; the exit code is 1 where there is any.
"""

import sys
from collections.abc import Callable, Iterator

from bench.corpus.contract import Contract, read
from bench.corpus.packages import ROOT, directory
from bench.stripe import afterwards, checkout, customers, payments, refusals
from bench.stripe.comparing import examples, statuses, unknown
from bench.stripe.published import Published, route
from bench.stripe.walking import Record, Walker, in_process
from paydrill.openapi.documents import load_contracts
from paydrill.stripe.telling import TYPES

CONTRACTS = ROOT / "openapi"
THEIRS = "stripe.com.json"
NEVER = {
    ("post", "/v1/refunds/{}/cancel"),
    ("refund", "canceled"),
    ("setup_intent", "processing"),
}
"""What cannot be with cards: a refund that is canceled, a setup that takes its time."""

WALKS = (
    payments.every_test_card,
    payments.step_by_step,
    payments.declined,
    payments.authenticated,
    payments.held,
    payments.reviewed,
    payments.canceled,
    payments.charged,
    afterwards.refunded,
    afterwards.refunded_later,
    afterwards.disputed,
    afterwards.escalated,
    afterwards.balance,
    customers.kept,
    customers.payment_methods,
    customers.tokens,
    customers.set_up,
    customers.set_up_with_authentication,
    checkout.products,
    checkout.sessions,
    checkout.endpoints,
    refusals.of_keys,
    refusals.of_fields,
    refusals.of_lists,
)


def judged() -> Record:
    """Walk through all operations and states, and return what was answered."""
    [named] = [each for each in load_contracts([CONTRACTS]) if each.name == "stripe"]
    ours = Contract(dict(named.document))
    record = Record(Published(Contract(read(directory() / THEIRS))))
    for answer in examples(ours):
        record.judge(answer)
    routes = [route(each) for each in ours.operations()]
    server = in_process()
    for number, walk in enumerate(WALKS):
        _walked(walk, Walker(server, record, f"walk-{number}"))
    refusals.of_every_operation(Walker(server, record, "refusals"), routes)
    server.close()
    record.failures |= dict.fromkeys([*unknown(ours, record.published), *_unseen(record, ours)])
    return record


def _walked(walk: Callable[[Walker], None], walker: Walker) -> None:
    try:
        walk(walker)
    except (LookupError, ValueError) as error:  # after an answer that is a failure itself
        walker.record.failures[f"{walk.__name__} ended early: {error!r}"] = None
    walker.all_events()


def _unseen(record: Record, ours: Contract) -> Iterator[str]:
    """Yield what the walks have left out, so that it was not judged."""
    routes = {route(each) for each in ours.operations()}
    for method, path in sorted(routes - record.routes - NEVER):
        yield f"{method.upper()} {path} was never answered"
    for method, path in sorted(routes - record.refused):
        yield f"{method.upper()} {path} was never refused"
    for name, status in sorted(statuses(ours) - record.statuses - NEVER):
        yield f"no {name} was {status}"
    for each in sorted(TYPES - record.events):
        yield f"no event {each} was told"


def main() -> None:
    """Print what was found."""
    record = judged()
    for failure in record.failures:
        print(failure)
    operations = len(record.routes | record.refused)
    print(
        f"stripe: {record.answers:,} answers of {operations} operations valid against the "
        f"provider's schemas, {len(record.failures)} failures"
    )
    sys.exit(bool(record.failures))


if __name__ == "__main__":
    main()
