"""Change a thing: merge fields that were sent, or move its status on."""

import re
from collections.abc import Mapping
from typing import Any

from paydrill.openapi.operation import Operation
from paydrill.openapi.types import types_of
from paydrill.responders.resources.fields import fields_of
from paydrill.responders.resources.kinds import Kind, listed
from paydrill.responders.samples.context import words_of
from paydrill.responders.samples.repeating import safe
from paydrill.values.plain import plain

_IRREGULAR = {
    "pay": ("paid",),
    "send": ("sent",),
    "hold": ("held",),
    "withdraw": ("withdrawn",),
    "undo": ("undone",),
    "ship": ("shipped",),
    "submit": ("submitted",),
    "stop": ("stopped",),
    "open": ("open", "opened"),
    "activate": ("active", "activated"),
    "deactivate": ("inactive", "deactivated"),
    "enable": ("enabled", "active"),
    "disable": ("disabled", "inactive"),
    "start": ("started", "active", "running", "in_progress"),
    "resume": ("active", "resumed"),
    "finish": ("finished", "completed", "done"),
    "archive": ("archived",),
    "cancel": ("canceled", "cancelled"),
}
"""The names of the states that verbs lead to, where they are not the verb with `ed`."""

_SHORTEST = 4
_FIRST = re.compile(
    r"(?:requires.*|new|created|open|opened|pending|draft|initiated|registered|active|ativa.*)"
)
"""The names of states that things are made in."""


def first_of(states: list[str]) -> str:
    """Choose the state that a thing is made in: one named so, or the first."""
    return next((each for each in states if _FIRST.fullmatch(each.lower())), states[0])


def merged(
    before: Mapping[str, Any], sent: Mapping[str, Any], *, is_whole: bool = True
) -> dict[str, Any]:
    """Merge fields that were sent into a thing, as a merge patch does (RFC 7396).

    Within objects an empty text deletes a field as null does: forms have no null.
    """
    result = dict(before)
    for name, value in sent.items():
        kept = result.get(name)
        if value is None or (value == "" and not is_whole):
            result.pop(name, None)
        elif isinstance(value, Mapping):
            inner = kept if isinstance(kept, Mapping) else {}
            result[name] = merged(inner, value, is_whole=False)
        else:
            result[name] = value
    return result


def acted(operation: Operation, kind: Kind, before: dict[str, Any], body: Any) -> dict[str, Any]:
    """Return a thing after an action, the last step of its operation's path.

    It moves the status, and sets the field of its name: `PUT /orders/{id}/status` the status.
    """
    step = operation.path.rpartition("/")[2].rpartition(":")[2]
    fields = fields_of(operation.document, kind.schema)
    named = next((each for each in fields if words_of(each) == words_of(step)), "")
    value = dict(before)
    if named and operation.method == "delete":
        value.pop(named, None)
    elif named and body is not None:
        sent = body.get(named, body) if isinstance(body, Mapping) else body
        # The body may say why, and not what: it is no status then.
        if not isinstance(sent, Mapping) or "object" in types_of(operation.document, fields[named]):
            value |= safe({named: plain(sent)})
    state = moved(step, listed(operation.document, fields.get(kind.status_field)))
    return value if state is None else {**value, kind.status_field: state}


def moved(action: str, states: list[str]) -> str | None:
    """Choose the state that an action of this name leads to; `None` where none is of its stem."""
    verb = action.replace("-", "_").lower()
    plain = {each.replace("-", "_").lower(): each for each in states}
    stem = verb.removesuffix("e")
    candidates = (*_IRREGULAR.get(verb, ()), f"{stem}ed", verb, f"{verb}{verb[-1:]}ed")
    for each in candidates:
        if each in plain:
            return plain[each]
    if len(stem) < _SHORTEST:
        return None
    return next((plain[each] for each in plain if each.startswith(stem)), None)
