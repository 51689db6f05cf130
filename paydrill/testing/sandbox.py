"""Direct a sandbox from a test: script outcomes, move its clock, look at what it was asked."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from paydrill.errors import InvariantBroken
from paydrill.testing import payments
from paydrill.testing.control import Control
from paydrill.testing.errors import PaydrillError, Refused
from paydrill.testing.logged import LoggedRequest, listing, unmet
from paydrill.testing.moments import duration, instant
from paydrill.testing.scenario_text import name_in, text_of

Count = int | Mapping[str, int]
"""So many, or between `min` and `max`, as in `{"min": 2}`."""

_FAULTS = {
    "effect",
    "malformed",
    "rate_limit",
    "reset",
    "retry_after_s",
    "slow_drip",
    "status",
    "timeout",
    "truncate",
}
"""Words of a fault; the others of `next` are those of a rule."""
_AT_LEAST_ONE = {"min": 1}


class Sandbox:
    """One sandbox of a running server: the application calls `url`, the test all else."""

    def __init__(
        self, server: str, name: str, *, token: str | None = None, scenario: str | None = None
    ) -> None:
        """Address a sandbox; one that does not exist begins with its first use.

        `scenario` is the text of one that it has again after a reset.
        """
        self._control = Control(server, name, token)
        self._scenario = scenario
        self.name = name
        self.url = self._control.url
        """Base URL that means this sandbox, under any key and header."""
        self.key = f"sk_test_{name}"
        """API key that means this sandbox at the server's own URL."""
        self.headers = {"Authorization": f"Bearer {self.key}"}

    def __repr__(self) -> str:
        return f"<Sandbox {self.url}>"

    # ----------------------------------------------------------------------- what comes next

    def next(
        self,
        *,
        on: str | Sequence[str] | None = None,
        times: int = 1,
        when: Mapping[str, Any] | None = None,
        **then: Any,
    ) -> None:
        """Decide what the next calls of an operation meet, before any rule of the scenario.

        `then` has the words of a rule: outcomes (`declined="do_not_honor"`), answers
        (`respond={"status": 503}`), delays, and faults (`reset=True, effect="committed"`).
        `when` has conditions, as in `{"amount": 0.01}`.
        """
        fault = {word: value for word, value in then.items() if word in _FAULTS}
        outcome = {word: value for word, value in then.items() if word not in _FAULTS}
        conditions = dict(when or {})
        if on is not None:
            conditions["operation"] = on if isinstance(on, str) else list(on)
        if times < 1:
            raise PaydrillError(f"times is how many calls meet it, and not {times}")
        rule = {"when": conditions, "then": outcome | ({"fault": fault} if fault else {})}
        for _ in range(times):
            self._control.post("/outcomes", rule)

    def decline(
        self,
        code: str,
        *,
        on: str | Sequence[str] | None = None,
        amount: Decimal | float | Mapping[str, Any] | None = None,
        times: int = 1,
    ) -> None:
        """Decline the next payments with this code: of an operation, of an amount, or any."""
        payments.required(self._control, "decline")
        self.next(
            on=on, times=times, when={} if amount is None else {"amount": amount}, declined=code
        )

    def scenario(self, scenario: str | Path) -> None:
        """Let a scenario decide: one of the server by its name, a YAML file, or its text."""
        text = text_of(scenario)
        name = str(scenario) if text is None else name_in(text)
        if text is not None:
            self._control.put(f"/scenarios/{name}", {"source": text})
        self._control.put("/scenarios/active", {"name": name})

    def explain(self, operation: str, **attempt: Any) -> dict[str, Any]:
        """Say what an attempt would meet, and why; nothing changes."""
        found = self._control.post("/scenarios/explain", {"operation": operation, **attempt})
        return dict(found)

    # --------------------------------------------------------------------------------- clock

    @property
    def now(self) -> datetime:
        """The time on the sandbox's clock."""
        return datetime.fromisoformat(self._control.get("/clock")["now"])

    def freeze(self, at: datetime | str | None = None) -> None:
        """Stop the clock, where it is or at a moment."""
        self._control.put("/clock", {"frozen": True} | ({} if at is None else {"now": instant(at)}))

    def unfreeze(self) -> None:
        """Let the clock run."""
        self._control.put("/clock", {"frozen": False})

    def advance(self, by: timedelta | str) -> None:
        """Move the clock forward, by `"24h"` say, and do what falls due on the way."""
        self._control.post("/clock/advance", {"by": duration(by)})

    # ------------------------------------------------------------------------ what was asked

    def requests(self, **filters: Any) -> list[LoggedRequest]:
        """List what the sandbox was asked, oldest first.

        Filters are those of `GET /_control/requests`: operation, method, path, status, rule.
        """
        found = self._control.pages("/requests", "requests", **filters)
        return [LoggedRequest.of(each) for each in reversed(found)]

    def traffic(self) -> str:
        """Write what the sandbox was asked, a line each, and which of `next` was not met."""
        try:
            waiting = self._control.get("/outcomes")["outcomes"]
            return "\n".join([listing(self.requests()), *map(unmet, waiting)])
        except PaydrillError as error:
            return str(error)

    def verify(
        self, operation: str | None = None, *, count: Count | None = None, **matching: Any
    ) -> dict[str, Any]:
        """Say whether so many requests match, as `POST /_control/requests/verify` does.

        Without a count, at least one has to. `matching` is method, path, status, rule,
        `headers={"Idempotency-Key": "order-*"}`, `body={"/amount": 77}`.
        """
        if operation is not None:
            matching["operation"] = operation
        wanted = _AT_LEAST_ONE if count is None else count
        asked = {"matching": matching, "count": wanted}
        return dict(self._control.post("/requests/verify", asked))

    def assert_requested(
        self, operation: str | None = None, *, count: Count | None = None, **matching: Any
    ) -> None:
        """Fail unless so many requests match; the arguments are those of `verify`."""
        __tracebackhide__ = True  # pytest shows the test's own line
        verdict = self.verify(operation, count=count, **matching)
        if not verdict["verified"]:
            found = [str(LoggedRequest.of(each)) for each in reversed(verdict["requests"])]
            raise AssertionError("\n".join([verdict["found"], *verdict["warnings"], *found]))

    def assert_not_requested(self, operation: str | None = None, **matching: Any) -> None:
        """Fail if a request matches; `matching` is that of `assert_requested`."""
        __tracebackhide__ = True
        self.assert_requested(operation, count=0, **matching)

    def events(self, *types: str, after: int = 0) -> list[dict[str, Any]]:
        """List the events, oldest first, after one by its number, and of these types alone.

        `*` stands for any characters of a type, as in `payment.*`.
        """
        found: list[dict[str, Any]] = []
        last = after + 1
        while after < last:
            page = self._control.get("/events", after=after, type=types or None, limit=1000)
            found += page["events"]
            after, last = page["next_after"], page["last"]
        return found

    # ---------------------------------------------------------------------------- its records

    def snapshot(self, name: str | None = None) -> str:
        """Keep the sandbox as it is, and return the snapshot's name."""
        asked = {} if name is None else {"name": name}
        return str(self._control.post("/snapshots", asked)["name"])

    def restore(self, name: str) -> None:
        """Put the sandbox back to a snapshot."""
        self._control.post(f"/snapshots/{name}/restore")

    def reset(self) -> None:
        """Forget everything, webhook receivers included, and begin again as it began."""
        self._control.post("/reset")
        if self._scenario is not None:
            self.scenario(self._scenario)

    def check_invariants(self) -> None:
        """Fail unless the records add up: money, moves, events, settlement."""
        __tracebackhide__ = True
        try:
            self._control.get("/invariants")
        except Refused as refused:
            if refused.code != InvariantBroken.code:
                raise
            raise AssertionError(str(refused)) from None

    def total(self, state: str, currency: str) -> Decimal:
        """Return what the payments of a currency add up to: `total("captured", "USD")`."""
        return payments.total(self._control, state, currency)

    def pay_pix(self, payment: int | str | Mapping[str, Any]) -> None:
        """Pay a PIX charge, as the payer's bank does; it is named by its id, or by its answer."""
        payments.pay_pix(self._control, payment)

    def register_webhook(self, url: str, **endpoint: Any) -> dict[str, Any]:
        """Have events sent to a URL; `types`, `format` and `secrets` are as in the control API."""
        return dict(self._control.post("/webhooks/endpoints", {"url": url, **endpoint}))

    def send_webhook(self, name: str, about: str | None = None) -> None:
        """Send a webhook or a callback of a contract, about what has this id or path."""
        self._control.post("/webhooks/send", {"name": name} | ({"about": about} if about else {}))

    def webhook_delivery(self, id_: str) -> dict[str, Any]:
        """Return a delivery by the `webhook-id` that its receiver has got."""
        return dict(self._control.get(f"/webhooks/deliveries/{id_}")["delivery"])
