"""Close batches, when the clock passes the cut-off or on request.

Stored are the open business date of the sandbox and, for each currency, the last event in its
batches. All else is computed when a batch is closed; nothing is stored for a single payment.
"""

from datetime import date
from functools import partial
from hashlib import sha256
from itertools import chain
from typing import Any, NamedTuple

from paydrill.payments.errors import BusinessDateNotOpen
from paydrill.payments.lifecycle import CLOSED, SETTLEMENT
from paydrill.payments.settlement import breaks, payouts, planting
from paydrill.payments.settlement.batches import BATCHES, Batch
from paydrill.payments.settlement.breaks import Break
from paydrill.payments.settlement.business_days import BusinessDays, day_after, day_before
from paydrill.payments.settlement.formats import FORMATS
from paydrill.payments.settlement.lines import Span, Totals, total
from paydrill.payments.settlement.publication import pieces
from paydrill.payments.settlement.reading import LINES, lines_of
from paydrill.payments.settlement.statement import as_shown
from paydrill.payments.settlement.terms import Terms, keep, terms_in_force
from paydrill.sandbox import due
from paydrill.sandbox.events import EVENTS
from paydrill.sandbox.ports import Table
from paydrill.sandbox.sandbox import Sandbox
from paydrill.values.money import invalid_amount
from paydrill.values.times import Milliseconds

CUTOFF = "cutoff"

DORMANT_AFTER = 31
"""After so many empty batches in a row, a currency gets none until it has a line.

A payout that came back is such a line, but not after so many in a row of nothing else: a bank that
returns every payout would have a batch closed every day until the end of time.
"""

_OPEN = "open"


class OpenDay(NamedTuple):
    """The open business date. `position` is its cut-off, in milliseconds."""

    id: str
    position: Milliseconds
    business_date: str
    after_event: int
    """All events up to this position are in closed batches."""


class Account(NamedTuple):
    """The state of a currency after its last batch. `id` is the currency."""

    id: str
    position: int
    sequence: int = 0
    upto_event: int = 0
    business_date: str = ""
    closed_ms: Milliseconds | None = None
    balance_minor: int = 0
    """The balance carried forward: zero, or the merchant's debt, negative."""
    idle: int = 0
    """The number of batches in a row, up to the last, with nothing but returned payouts."""
    returned: int = 0
    """The number of payouts that came back in those batches."""


OPEN_DAYS = Table("settlement_days", OpenDay)
ACCOUNTS = Table("settlement_accounts", Account)


class _Closing(NamedTuple):
    """The values shared by all batches that are closed together."""

    business_date: date
    upto_event: int
    closed_ms: Milliseconds
    under: Terms


def open_first_day(sandbox: Sandbox) -> None:
    """Open the first business date with the first event of the sandbox."""
    if sandbox.last_event_before == 0:
        open_day(sandbox)


def open_day(sandbox: Sandbox) -> OpenDay:
    """Return the open business date; open the first by the clock, if there is none yet."""
    day = sandbox.tx.get(OPEN_DAYS, _OPEN)
    if day is None:
        days = terms_in_force(sandbox).days
        day = _begin(sandbox, days, days.date_of(sandbox.now_ms), 0)
    return day


def close(
    sandbox: Sandbox, business_date: str | None = None, currency: str | None = None
) -> list[Batch]:
    """Close the open batch of every currency, or of `currency` only; later events go to the next.

    `business_date`, if given, has to be the open one. Raises `BusinessDateNotOpen`, and
    `InvalidAmount` when `currency` is not an ISO 4217 code.
    """
    if currency is not None and currency not in sandbox.currencies:
        raise invalid_amount("/currency", f"{currency!r} is not an ISO 4217 currency.")
    day = open_day(sandbox)
    if business_date not in {None, day.business_date}:
        raise BusinessDateNotOpen(f"{business_date} is not open; {day.business_date} is")
    upto = sandbox.last_event
    accounts, _ = _accounts(sandbox, day.after_event, upto)
    if currency is None:
        wanted = list(accounts.values())
        sandbox.tx.put(OPEN_DAYS, day._replace(after_event=upto))
    else:
        wanted = [accounts.get(currency) or Account(currency, upto)]
    under = terms_in_force(sandbox)
    closing = _Closing(date.fromisoformat(day.business_date), upto, sandbox.now_ms, under)
    return [batch for account in wanted for batch in _close(sandbox, account, closing)]


def pass_cutoff(sandbox: Sandbox) -> None:
    """Close the batches of the open business date, which is over, and open the next date.

    A currency without new lines gets an empty batch, unless a batch of this date was closed on
    request, or its last `DORMANT_AFTER` batches were empty.
    """
    day = open_day(sandbox)
    under = terms_in_force(sandbox)
    closing = _Closing(
        date.fromisoformat(day.business_date),
        _last_before(sandbox, day.position),
        day.position,
        under,
    )
    accounts, moved = _accounts(sandbox, day.after_event, closing.upto_event)
    for account in accounts.values():
        is_due = account.business_date != day.business_date and account.idle < DORMANT_AFTER
        if is_due or account.id in moved:
            _close(sandbox, account, closing)
    next_date = max(day_after(closing.business_date), under.days.date_of(day.position))
    if all(account.idle >= DORMANT_AFTER for account in sandbox.tx.find(ACCOUNTS)):
        # The clock may have been moved by thousands of years. Skip to the date of the next due
        # time, or of now: nothing can happen before.
        now_ms = sandbox.clock.now_ms(sandbox.system_ms)
        quiet_until_ms = min(now_ms, sandbox.next_due_ms or now_ms)
        next_date = max(next_date, under.days.date_of(quiet_until_ms))
    _begin(sandbox, under.days, next_date, closing.upto_event)


def _begin(sandbox: Sandbox, days: BusinessDays, opened: date, after_event: int) -> OpenDay:
    day = OpenDay(_OPEN, days.end_ms(opened), opened.isoformat(), after_event)
    sandbox.tx.put(OPEN_DAYS, day)
    due.schedule(sandbox, day.position, CUTOFF, OPEN_DAYS.name, day.id)
    return day


def _last_before(sandbox: Sandbox, cutoff_ms: Milliseconds) -> int:
    """Return the position of the last event before the cut-off; events at the cut-off are after."""
    newest = sandbox.tx.find(EVENTS, newest_first=True)
    return next((event.position for event in newest if event.at_ms < cutoff_ms), 0)


def _accounts(sandbox: Sandbox, after: int, upto: int) -> tuple[dict[str, Account], set[str]]:
    """Return all accounts, sorted by currency, and the currencies with lines not yet in a batch."""
    accounts = {account.id: account for account in sandbox.tx.find(ACCOUNTS)}
    moved = set()
    for event in sandbox.tx.find(EVENTS, after=after):
        if event.position > upto:
            break
        if event.type in LINES and event.currency not in moved:
            account = accounts.setdefault(event.currency, Account(event.currency, event.position))
            wakes = event.type != "payout.failed" or account.returned < DORMANT_AFTER
            if wakes and event.position > account.upto_event:
                moved.add(event.currency)
    return dict(sorted(accounts.items())), moved


def _close(sandbox: Sandbox, account: Account, closing: _Closing) -> list[Batch]:
    """Close the open batch of an account. Return it, and its copy if it is delivered twice."""
    under = closing.under
    run = partial(_here, sandbox)
    span = Span(account.id, account.upto_event, closing.upto_event)
    totals = total(chain.from_iterable(lines_of(run, span, under.schedule)))
    batch = _drawn_up(sandbox, account, closing, totals)
    wishes = planting.take_wishes(sandbox, under, account.id)
    true = as_shown(sandbox, batch, [], under)
    planted = planting.in_lines(sandbox, run, true, wishes)
    # The checksum is that of the whole file, also when the delivered file breaks off.
    whole = as_shown(sandbox, batch, planted, under)._replace(ends_in_line=None)
    checksum = sha256()
    for piece in pieces(run, whole, FORMATS["csv"]):
        checksum.update(piece)
    batch = batch._replace(checksum=checksum.hexdigest())
    planted += planting.in_file(whole._replace(batch=batch), wishes)
    return _kept(sandbox, account, batch, planted, under)


def _drawn_up(sandbox: Sandbox, account: Account, closing: _Closing, totals: Totals) -> Batch:
    """Make the batch of these totals, before breaks are planted in it."""
    day, days, sequence = closing.business_date, closing.under.days, account.sequence + 1
    opened_ms = account.closed_ms
    return Batch(
        id=f"stl_{account.id}_{day:%Y%m%d}_{sequence:04}",
        position=0,
        status=CLOSED,
        currency=account.id,
        sequence=sequence,
        business_date=day.isoformat(),
        value_date=days.value_date(day).isoformat(),
        after_event=account.upto_event,
        upto_event=closing.upto_event,
        opened_ms=days.end_ms(day_before(day)) if opened_ms is None else opened_ms,
        closed_ms=closing.closed_ms,
        **totals._asdict(),
        opening_minor=account.balance_minor,
        terms=keep(sandbox, closing.under),
        checksum="",
        available_ms=closing.closed_ms,
    )


def _kept(
    sandbox: Sandbox, account: Account, batch: Batch, planted: list[Break], under: Terms
) -> list[Batch]:
    """Store a batch with its answer key, and a copy of it if `DUPLICATE_FILE` is planted."""
    told = {each.type: each.shown for each in planted}
    batch = batch._replace(
        checksum=told.get(breaks.BAD_CHECKSUM) or batch.checksum,
        available_ms=planting.available_ms(batch.closed_ms, told),
    )
    ids = [batch.id, *filter(None, [told.get(breaks.DUPLICATE_FILE)])]
    delivered = []
    for id_ in ids:
        sandbox.move(
            SETTLEMENT,
            None,
            CLOSED,
            subject=id_,
            amount_minor=max(0, batch.balance_minor),
            currency=batch.currency,
        )
        copy_of = None if id_ == batch.id else batch.id
        delivered.append(batch._replace(id=id_, position=sandbox.last_event, copy_of=copy_of))
        sandbox.tx.put(BATCHES, delivered[-1])
    breaks.keep(sandbox, batch.id, planted)
    payouts.pay_out(sandbox, batch, under)
    is_idle = batch.totals.lines == batch.payout_reversals
    account = account._replace(
        sequence=batch.sequence,
        upto_event=batch.upto_event,
        business_date=batch.business_date,
        closed_ms=batch.closed_ms,
        balance_minor=min(0, batch.balance_minor),
        idle=account.idle + 1 if is_idle else 0,
        returned=account.returned + batch.payout_reversals if is_idle else 0,
    )
    sandbox.tx.put(ACCOUNTS, account)
    return delivered


def _here(sandbox: Sandbox, work: Any, *args: Any) -> Any:
    """Run `work` in the open transaction."""
    return work(sandbox, *args)
