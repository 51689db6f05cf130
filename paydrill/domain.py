"""List the parts of a sandbox that this server supplies: tables, events, due actions, operations.

Records of a table that is not listed here are neither checked, nor copied, nor restored.
"""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from paydrill.delivery.webhooks import breaker, deliveries, making, outbox, pushed
from paydrill.delivery.webhooks.circuits import CIRCUITS
from paydrill.delivery.webhooks.deliveries import ATTEMPTS, DELIVERIES, OVERTAKEN
from paydrill.delivery.webhooks.endpoints import ENDPOINTS
from paydrill.delivery.webhooks.identities import IDENTITIES
from paydrill.delivery.webhooks.outbox import LANES, OUTBOX
from paydrill.delivery.webhooks.turns import TURNS
from paydrill.payments import (
    authentications,
    challenges,
    channels,
    follow_ups,
    holds,
    mandates,
    planned_outcomes,
    refunds,
)
from paydrill.payments.authentications import AUTHENTICATIONS
from paydrill.payments.channels import ACQUIRER, CARDS, CHANNELS, STRIPE
from paydrill.payments.customers import TOTALS
from paydrill.payments.disputes import stages
from paydrill.payments.disputes.records import DISPUTES
from paydrill.payments.lifecycle import EVENT_TYPES, WITHOUT_MONEY
from paydrill.payments.mandates import MANDATES
from paydrill.payments.pix import charges, returns
from paydrill.payments.pix.records import CHARGES, COUNTS, RETURNS
from paydrill.payments.planned_outcomes import PLANNED
from paydrill.payments.records import REFUNDS
from paydrill.payments.settlement import closing, payouts
from paydrill.payments.settlement.batches import BATCHES
from paydrill.payments.settlement.breaks import BREAKS, WISHES
from paydrill.payments.settlement.closing import ACCOUNTS, OPEN_DAYS
from paydrill.payments.settlement.payout_records import PAYOUTS
from paydrill.payments.settlement.terms import KEPT_TERMS
from paydrill.payments.tokens import TOKENS
from paydrill.responders import later
from paydrill.responders.pushes.records import CALLBACK_URLS, PUSHED
from paydrill.responders.pushes.sending import Pushes
from paydrill.responders.resources.beginning import BEGUN
from paydrill.responders.resources.catalog import Catalog
from paydrill.responders.resources.plans import CHANGE_OF_THING, PLANS
from paydrill.responders.resources.things import COUNTS as THING_COUNTS
from paydrill.responders.resources.things import GONE, THINGS
from paydrill.responders.stand_in import StandIn
from paydrill.sandbox.counters import BUCKETS, COUNTERS
from paydrill.sandbox.due import DUE, Due
from paydrill.sandbox.events import EVENTS
from paydrill.sandbox.idempotency import ANSWERS
from paydrill.sandbox.initial_settings import ORIGINS
from paydrill.sandbox.one_shots import ONE_SHOTS
from paydrill.sandbox.own_scenarios import OWN_SCENARIOS
from paydrill.sandbox.ports import Challenged, Domain, Table
from paydrill.sandbox.sandbox import Sandbox
from paydrill.sandbox.snapshot_records import PARTS, SNAPSHOTS
from paydrill.sandbox.state import STATES
from paydrill.scenarios.outcomes import PENDING
from paydrill.stripe import events as stripe_events
from paydrill.stripe import sessions, setup_intents, telling
from paydrill.stripe.objects import STRIPE_OBJECTS
from paydrill.stripe.telling import STRIPE_EVENTS

TABLES: tuple[Table[Any], ...] = (
    STATES,
    ORIGINS,
    TOKENS,
    CARDS.table,
    ACQUIRER.table,
    REFUNDS,
    DISPUTES,
    AUTHENTICATIONS,
    MANDATES,
    STRIPE.table,
    STRIPE_OBJECTS,
    STRIPE_EVENTS,
    TOTALS,
    CHARGES,
    COUNTS,
    RETURNS,
    EVENTS,
    DUE,
    ANSWERS,
    PLANNED,
    COUNTERS,
    BUCKETS,
    ONE_SHOTS,
    OWN_SCENARIOS,
    OPEN_DAYS,
    ACCOUNTS,
    BATCHES,
    KEPT_TERMS,
    BREAKS,
    WISHES,
    PAYOUTS,
    SNAPSHOTS,
    PARTS,
    THINGS,
    THING_COUNTS,
    GONE,
    PLANS,
    BEGUN,
    PUSHED,
    CALLBACK_URLS,
    ENDPOINTS,
    IDENTITIES,
    CIRCUITS,
    DELIVERIES,
    ATTEMPTS,
    OVERTAKEN,
    TURNS,
    OUTBOX,
    LANES,
)

DUE_ACTIONS: Mapping[str, Callable[[Sandbox, Due], object]] = {
    holds.AUTHORIZATION_EXPIRY: lambda sandbox, item: holds.expire(
        sandbox, CHANNELS[item.table], item.subject
    ),
    authentications.CHALLENGE_END: lambda sandbox, item: challenges.end_by_itself(
        sandbox, item.subject
    ),
    planned_outcomes.PAYMENT_DECISION: lambda sandbox, item: follow_ups.go_on(
        sandbox, CHANNELS[item.table], item.subject
    ),
    planned_outcomes.REFUND_DECISION: lambda sandbox, item: refunds.go_on(sandbox, item.subject),
    mandates.CARD_UPDATE: lambda sandbox, item: mandates.go_on(sandbox, item.subject),
    stages.EVIDENCE_DEADLINE: lambda sandbox, item: stages.pass_deadline(sandbox, item.subject),
    charges.CHARGE_EXPIRY: lambda sandbox, item: charges.expire(sandbox, item.subject),
    returns.RETURN_DECISION: lambda sandbox, item: returns.decide_later(sandbox, item.subject),
    payouts.PAYOUT_ARRIVAL: lambda sandbox, item: payouts.arrive(sandbox, item.subject),
    sessions.EXPIRY: lambda sandbox, item: stripe_events.expire_session(sandbox, item.subject),
    closing.CUTOFF: lambda sandbox, _: closing.pass_cutoff(sandbox),
    deliveries.WEBHOOK: lambda sandbox, item: deliveries.fall_due(sandbox, item.subject),
    breaker.PROBE: lambda sandbox, item: breaker.probe(sandbox, item.subject),
}

ASKING = channels.ASKING | {channels.TOKENIZE} | charges.ASKING | returns.SCRIPTED


def with_resources(
    payments: Domain,
    catalogs: Iterable[Catalog],
    pushes: Iterable[Pushes],
    stand_ins: Mapping[str, StandIn],
) -> Domain:
    """Return a domain with the resources that contracts have, and with what they push.

    `pushes` are those of contracts that are not the server's own; `stand_ins` are by operation. A
    server of no payments has no settlement days.
    """
    pushes = tuple(pushes)

    @cache
    def event_types() -> frozenset[str]:
        of_contracts = (each.names | each.catalog.event_types for each in pushes)
        return payments.event_types().union(*of_contracts)

    served = {id_ for each in catalogs for id_ in each.ids}
    is_paid = not served.isdisjoint(payments.scripted)
    before_commit = payments.before_commit if is_paid else ()
    if not is_paid and not all(each.is_empty for each in pushes):
        before_commit = (pushed.tell,)

    def change(sandbox: Sandbox, item: Due) -> None:
        later.fall_due(sandbox, item.subject, stand_ins)

    return payments._replace(
        event_types=event_types,
        without_money=payments.without_money if is_paid else frozenset(),
        due_actions={**payments.due_actions, CHANGE_OF_THING: change},
        before_commit=before_commit,
    )


PAYMENTS = Domain(
    tables=TABLES,
    event_types=lambda: EVENT_TYPES | telling.EVENT_TYPES,
    without_money=WITHOUT_MONEY,
    due_actions=DUE_ACTIONS,
    after_step=stripe_events.follow,
    before_commit=(closing.open_first_day, making.tell, pushed.tell),
    on_takeover=outbox.void_claims,
    scripted=channels.SCRIPTED | returns.SCRIPTED,
    asking=ASKING,
    on_payments=ASKING
    - channels.CREATING
    - channels.VERIFYING
    - {channels.TOKENIZE, charges.CREATE},
    effects={
        **channels.EFFECTS,
        PENDING: (channels.SCRIPTED | returns.SCRIPTED) - {channels.INCREMENT},
    },
    challenged={
        setup_intents.TABLE: Challenged(setup_intents.question, stripe_events.end_challenge)
    },
    card_facts=channels.CARD_FACTS,
)
"""The domain of a server of payments."""
