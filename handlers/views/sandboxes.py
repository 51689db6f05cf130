"""Make the bodies of openapi/control.yaml about sandboxes."""

from typing import Any

from paydrill.sandbox.administration import Summary, new_name
from paydrill.sandbox.initial_settings import Origin
from paydrill.values.paging import Page
from paydrill.values.times import from_rfc3339, rfc3339

Body = dict[str, Any]


def origin(body: Body) -> Origin:
    """Read the settings of a new sandbox. Raises `InvalidClock`."""
    now = body.get("now")
    return Origin(
        id=body.get("name") or new_name(),
        position=0,
        seed=body.get("seed"),
        scenario=body.get("scenario"),
        now_ms=None if now is None else from_rfc3339(now, "/now"),
        frozen=body["frozen"],
    )


def sandbox(of: Summary) -> Body:
    """Show the facts about a sandbox."""
    return {
        "name": of.name,
        "records": of.records,
        "events": of.events,
        "scenario": of.scenario,
        "seed": of.seed,
        "now": rfc3339(of.now_ms),
        "frozen": of.frozen,
        "last_used_at": rfc3339(of.used_ms),
    }


def page(of: Page[Summary]) -> Body:
    """Show a page of sandboxes."""
    return {
        "sandboxes": [sandbox(each) for each in of.items],
        "next_cursor": of.next_cursor,
    }
