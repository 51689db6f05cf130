"""Hold every answer of openapi/stripe.yaml against the schema that Stripe publishes for it.

    python -m bench.stripe.run

Prints one line, and each fault; the exit code is 1 where there is any.
"""

import sys

from bench.corpus.contract import Contract, read
from bench.corpus.packages import ROOT, directory
from bench.stripe import afterwards, checkout, customers, payments, refusals
from bench.stripe.comparing import unknown
from bench.stripe.published import Published, route
from bench.stripe.walking import Record, Walker, in_process
from paydrill.stripe.telling import TYPES

OURS = ROOT / "openapi" / "stripe.yaml"
THEIRS = "stripe.com.json"
NEVER = ("post", "/v1/refunds/{}/cancel")
"""The operation that is always refused: refunds to cards cannot be canceled."""

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
    contract = Contract(read(OURS))
    ours = [route(each) for each in contract.operations()]
    record = Record(Published(Contract(read(directory() / THEIRS))))
    record.failures |= dict.fromkeys(unknown(contract, record.published))
    server = in_process()
    for number, walk in enumerate(WALKS):
        walker = Walker(server, record, f"walk-{number}")
        try:
            walk(walker)
        except (LookupError, ValueError) as error:  # after an answer that is a failure itself
            record.failures[f"{walk.__name__} ended early: {error!r}"] = None
        walker.all_events()
    refusals.of_every_operation(Walker(server, record, "refusals"), ours)
    server.close()
    _complete(record, ours)
    return record


def _complete(record: Record, ours: list[tuple[str, str]]) -> None:
    """Count as failures what was never seen: an operation, its refusal, a type of events."""
    unseen = [
        f"{method} {path} was never answered"
        for method, path in ours
        if (method, path) not in {*record.routes, NEVER}
    ]
    unseen += [
        f"{method} {path} was never refused"
        for method, path in ours
        if (method, path) not in record.refused
    ]
    unseen += [f"no event {each} was told" for each in TYPES - record.events]
    record.failures |= dict.fromkeys(sorted(unseen))


def main() -> None:
    """Print what was found."""
    record = judged()
    for failure in record.failures:
        print(failure)
    print(
        f"stripe: {record.answers:,} answers of {len(record.routes)} operations valid against the "
        f"provider's schemas, {len(record.failures)} failures"
    )
    sys.exit(bool(record.failures))


if __name__ == "__main__":
    main()
