"""Move a sandbox's clock, and run what falls due when it moves."""

from paydrill.errors import NothingDue
from paydrill.sandbox import due
from paydrill.sandbox.sandbox import Sandbox
from paydrill.values.times import duration_ms, from_rfc3339


def catch_up(sandbox: Sandbox) -> None:
    """Run everything that is due by the sandbox's clock, in order, each at its own due time."""
    now_ms, domain = sandbox.now_ms, sandbox.world.domain
    while item := due.take(sandbox):
        sandbox.now_ms = item.position
        domain.due_actions[item.action](sandbox, item)
        domain.after_step(sandbox)
        sandbox.now_ms = now_ms


def advance(sandbox: Sandbox, by: str | None) -> None:
    """Move the clock forward by a duration such as `24h`, or to the next thing due if it is `None`.

    Raises `InvalidClock`, and `NothingDue`.
    """
    to_ms = _next_due_ms(sandbox) if by is None else sandbox.now_ms + duration_ms(by)
    sandbox.set_clock(sandbox.clock.at(to_ms, sandbox.system_ms, "/by"))
    sandbox.posts_first = True
    catch_up(sandbox)


def set_clock(sandbox: Sandbox, now: str | None, *, frozen: bool | None) -> None:
    """Set the time, freeze or start the clock; `None` leaves that part unchanged.

    `now` is RFC 3339. Raises `InvalidClock`.
    """
    setting = sandbox.clock
    if now is not None:
        setting = setting.at(from_rfc3339(now, "/now"), sandbox.system_ms)
    if frozen is not None:
        setting = setting.with_frozen(frozen=frozen, system_ms=sandbox.system_ms)
    sandbox.set_clock(setting)
    sandbox.posts_first = True
    catch_up(sandbox)


def _next_due_ms(sandbox: Sandbox) -> int:
    if sandbox.next_due_ms is None:
        raise NothingDue
    return sandbox.next_due_ms
