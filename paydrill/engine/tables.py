"""Every kind of record that a sandbox keeps: what is checked, copied and exported as a whole."""

from typing import Any

from paydrill.engine.channels import ACQUIRER, CARDS
from paydrill.engine.counters import BUCKETS, COUNTERS
from paydrill.engine.customers import TOTALS
from paydrill.engine.due import DUE
from paydrill.engine.events import EVENTS
from paydrill.engine.idempotency import ANSWERS
from paydrill.engine.later import PLANNED
from paydrill.engine.one_shots import ONE_SHOTS
from paydrill.engine.origins import ORIGINS
from paydrill.engine.pix.charges import CHARGES, COUNTS
from paydrill.engine.pix.returns import RETURNS
from paydrill.engine.ports import Table
from paydrill.engine.refunds import REFUNDS
from paydrill.engine.scenarios.shelf import OWN_SCENARIOS
from paydrill.engine.settlement.batches import BATCHES
from paydrill.engine.settlement.breaks import BREAKS, WISHES
from paydrill.engine.settlement.closing import ACCOUNTS, OPEN_DAYS
from paydrill.engine.settlement.terms import KEPT_TERMS
from paydrill.engine.snapshot_records import PARTS, SNAPSHOTS
from paydrill.engine.state import STATES
from paydrill.engine.tokens import TOKENS
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
