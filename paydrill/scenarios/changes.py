"""Compile what rules do beside an operation: fields that they set, webhooks that they send."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from paydrill.openapi.pointers import pointer
from paydrill.scenarios.answers import Fields, fields_of
from paydrill.values.times import duration_ms

SET, SEND, LATER = "set", "send", "later"
"""The keys of a `then` that hold such a change."""


class Change(NamedTuple):
    """Fields of a resource that are set, names of webhooks that are sent, and what comes later."""

    fields: Fields = ()
    sent: tuple[str, ...] = ()
    later: tuple["Later", ...] = ()


class Later(NamedTuple):
    """A change that comes later, `after` a duration as rules have it, and in milliseconds."""

    after: str
    after_ms: int
    change: Change


def change_of(then: Mapping[str, Any]) -> Change | None:
    """Compile the change of a rule's `then`; `None` where it has none.

    What comes later of a pending payment is an outcome, and no change.
    """
    later = [each for each in then.get(LATER, ()) if not each.keys().isdisjoint({SET, SEND})]
    if not later and then.keys().isdisjoint({SET, SEND}):
        return None
    return Change(fields_of(then.get(SET, {})), tuple(names(then)), tuple(map(_later, later)))


def _later(each: Mapping[str, Any]) -> Later:
    change = Change(fields_of(each.get(SET, {})), tuple(names(each)))
    return Later(each["after"], duration_ms(each["after"]), change)


def names(then: Mapping[str, Any]) -> Iterator[str]:
    """Yield the webhooks of a `then`, which may name one, or list several."""
    sent = then.get(SEND, ())
    yield from [sent] if isinstance(sent, str) else sent


def told(change: Change) -> dict[str, Any]:
    """Write a change as a rule's `then` does."""
    said = {
        SET: {pointer(steps): each for steps, each in change.fields},
        SEND: list(change.sent),
        LATER: [{"after": each.after, **told(each.change)} for each in change.later],
    }
    return {name: each for name, each in said.items() if each}
