"""Hold a request on a resource, and its result."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from paydrill.responders.resources.pages import Page
from paydrill.responders.resources.things import Thing
from paydrill.responders.samples.context import Context
from paydrill.sandbox.sandbox import Sandbox
from paydrill.scenarios.answers import Fields


@dataclass(frozen=True)
class Request:
    """A request on a resource: the values of its path and query, its body, and its context.

    `fields` are set in the thing that it makes, changes or shows.
    """

    sandbox: Sandbox
    path: Mapping[str, Any]
    query: Mapping[str, Any]
    body: Any
    context: Context
    fields: Fields = ()


class Done(NamedTuple):
    """The result of a request: the thing or the page to show, and the status where it is known.

    `thing` is the one that was made, changed, shown or deleted. `path` is that of the list, or of a
    thing that was made; `expanded` are the paths of fields that have what they refer to.
    """

    shown: dict[str, Any] | Page
    thing: Thing | None = None
    status: int | None = None
    path: str = ""
    expanded: list[str] = []  # noqa: RUF012 - never changed
