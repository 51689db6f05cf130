"""Make a batch's statement: the batch with its breaks, as all formats show it."""

from datetime import datetime
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from paydrill.payments.settlement import breaks, terms
from paydrill.payments.settlement.batches import Batch, find
from paydrill.payments.settlement.breaks import TRUNCATED, WRONG_TOTAL, Break, Edits
from paydrill.payments.settlement.fees import Schedule
from paydrill.payments.settlement.lines import Totals
from paydrill.payments.settlement.terms import Terms
from paydrill.sandbox.sandbox import Sandbox
from paydrill.values.money import amount_text
from paydrill.values.times import SECOND, Milliseconds


class Statement(NamedTuple):
    """A batch as its files show it. Amounts are minor units."""

    account: str
    """The sandbox's name."""
    batch: Batch
    exponent: int
    zone: str
    schedule: Schedule
    totals: Totals
    edits: Edits
    net_minor: int
    """The net total as shown: that of the lines, unless `WRONG_TOTAL` is planted."""
    ends_in_line: int | None
    """Number of the line in which the file breaks off; `None` if it does not."""

    @property
    def balance_minor(self) -> int:
        """The balance after its lines, before the payout: opening balance plus net."""
        return self.batch.opening_minor + self.totals.net_minor

    @property
    def payout_minor(self) -> int:
        """The amount paid out."""
        return max(0, self.balance_minor)

    @property
    def closing_minor(self) -> int:
        """The balance carried forward: zero, or the merchant's debt, negative."""
        return min(0, self.balance_minor)

    @property
    def file_stem(self) -> str:
        """The name of its files, without extension."""
        batch = self.batch
        date = batch.business_date.replace("-", "")
        return f"settlement_{batch.currency}_{date}_{batch.sequence:04}"

    def text(self, amount_minor: int) -> str:
        """Return an amount as text in major units."""
        return amount_text(amount_minor, self.exponent)

    def local(self, moment_ms: Milliseconds) -> str:
        """Return a moment in the cut-off's zone, as `2026-01-27T21:59:59.999-03:00`."""
        second, millisecond = divmod(moment_ms, SECOND)
        date_and_time, offset = _local_second(second, self.zone)
        return f"{date_and_time}.{millisecond:03d}{offset}"


def statement_of(sandbox: Sandbox, batch: Batch) -> Statement:
    """Return the statement of a closed batch; for a copy, that of the original batch."""
    if batch.copy_of is not None:
        batch = find(sandbox, batch.copy_of)
    found = breaks.of_batch(sandbox, batch.id)
    return as_shown(sandbox, batch, found, terms.kept(sandbox, batch.terms))


def as_shown(sandbox: Sandbox, batch: Batch, planted: list[Break], under: Terms) -> Statement:
    """Return the statement of a batch with these breaks."""
    edits = breaks.edits_of(planted)
    totals = breaks.shown_totals(sandbox, batch.totals, edits, under.schedule)
    is_wrong = any(each.type == WRONG_TOTAL for each in planted)
    return Statement(
        account=sandbox.name,
        batch=batch,
        exponent=sandbox.currencies.exponent(batch.currency),
        zone=under.days.zone,
        schedule=under.schedule,
        totals=totals,
        edits=edits,
        net_minor=totals.net_minor + (1 if is_wrong else 0),
        ends_in_line=next((each.line for each in planted if each.type == TRUNCATED), None),
    )


@lru_cache(maxsize=256)
def _local_second(second: int, zone: str) -> tuple[str, str]:
    text = datetime.fromtimestamp(second, ZoneInfo(zone)).isoformat()
    return text[:19], text[19:]
