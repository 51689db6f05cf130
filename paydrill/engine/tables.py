"""List what payments plug into a sandbox: records, events, due actions, scripted operations.

A record whose table is not here is neither checked, nor copied, nor exported.
"""

from collections.abc import Callable, Mapping
from typing import Any

from paydrill.engine import channels, payments, refunds
from paydrill.engine.channels import ACQUIRER, CARDS, CHANNELS
from paydrill.engine.counters import BUCKETS, COUNTERS
from paydrill.engine.customers import TOTALS
from paydrill.engine.due import DUE, Due
from paydrill.engine.events import EVENTS
from paydrill.engine.idempotency import ANSWERS
from paydrill.engine.later import PLANNED
from paydrill.engine.lifecycle import EVENT_TYPES
from paydrill.engine.one_shots import ONE_SHOTS
from paydrill.engine.origins import ORIGINS
from paydrill.engine.own_scenarios import OWN_SCENARIOS
from paydrill.engine.pix import charges, returns
from paydrill.engine.pix.charges import CHARGES, COUNTS
from paydrill.engine.pix.returns import RETURNS
from paydrill.engine.ports import Domain, Table
from paydrill.engine.refunds import REFUNDS
from paydrill.engine.sandbox import Sandbox
from paydrill.engine.settlement import closing
from paydrill.engine.settlement.batches import BATCHES
from paydrill.engine.settlement.breaks import BREAKS, WISHES
from paydrill.engine.settlement.closing import ACCOUNTS, OPEN_DAYS
from paydrill.engine.settlement.terms import KEPT_TERMS
from paydrill.engine.snapshot_records import PARTS, SNAPSHOTS
from paydrill.engine.state import STATES
from paydrill.engine.tokens import TOKENS
from paydrill.engine.webhooks import deliveries, outbox
from paydrill.engine.webhooks.deliveries import ATTEMPTS, DELIVERIES, OVERTAKEN
from paydrill.engine.webhooks.endpoints import ENDPOINTS
from paydrill.engine.webhooks.outbox import OUTBOX

TABLES: tuple[Table[Any], ...] = (
    STATES,
    ORIGINS,
    TOKENS,
    CARDS.table,
    ACQUIRER.table,
    REFUNDS,
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
    SNAPSHOTS,
    PARTS,
    ENDPOINTS,
    DELIVERIES,
    ATTEMPTS,
    OVERTAKEN,
    OUTBOX,
)

DUE_ACTIONS: Mapping[str, Callable[[Sandbox, Due], object]] = {
    payments.AUTHORIZATION_EXPIRY: lambda sandbox, item: payments.expire(
        sandbox, CHANNELS[item.table], item.subject
    ),
    payments.PAYMENT_DECISION: lambda sandbox, item: payments.decide_later(
        sandbox, CHANNELS[item.table], item.subject
    ),
    refunds.REFUND_DECISION: lambda sandbox, item: refunds.decide_later(
        sandbox, CHANNELS[item.table], item.subject
    ),
    charges.CHARGE_EXPIRY: lambda sandbox, item: charges.expire(sandbox, item.subject),
    returns.RETURN_DECISION: lambda sandbox, item: returns.decide_later(sandbox, item.subject),
    closing.CUTOFF: lambda sandbox, _: closing.pass_cutoff(sandbox),
    deliveries.WEBHOOK: lambda sandbox, item: deliveries.fall_due(sandbox, item.subject),
}

ASKING = channels.ASKING | charges.ASKING | returns.SCRIPTED

PAYMENTS = Domain(
    tables=TABLES,
    event_types=EVENT_TYPES,
    due_actions=DUE_ACTIONS,
    before_commit=(closing.open_first_day, deliveries.tell),
    on_takeover=outbox.void_claims,
    scripted=channels.SCRIPTED | returns.SCRIPTED,
    asking=ASKING,
    on_payments=ASKING - channels.CREATING - {charges.CREATE},
)
"""The domain of this server."""
