"""Take one page out of the things of a list, and know what is before and after it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import dropwhile, islice
from typing import Any

from paydrill.errors import InvalidCursor
from paydrill.responders.resources.addresses import text_of
from paydrill.responders.resources.paging import Asked, Parameters
from paydrill.responders.resources.things import Thing
from paydrill.values.paging import cursor_after, position_of

Reading = Callable[..., Iterator[Thing]]
"""Yields the things of a list, by `after` and `newest_first`, as `Transaction.find` does."""


@dataclass(frozen=True)
class Page:
    """Some things of a list. `number` counts pages as the contract does; `total` is of the list.

    `asked` are the parameters of this page, and `next_query` those that lead to the next one; empty
    on the last.
    """

    items: list[dict[str, Any]]
    has_more: bool
    total: int
    limit: int
    number: int
    skipped: int
    cursor: str
    asked: dict[str, Any]
    next_query: dict[str, Any]


def page_of(
    reading: Reading,
    parameters: Parameters,
    asked: Asked,
    position: Callable[[str], int | None],
    total: Callable[[], int],
) -> Page:
    """Take the page that is asked for. `position` returns that of the thing of an id.

    A cursor that leads nowhere leads behind the end.
    """
    backwards = bool(asked.before)
    after = _place(asked.after or asked.before, position)
    newest_first = asked.newest_first != backwards
    found: Iterator[Thing] = filter(
        asked.is_wanted,
        _sorted(reading(), asked, after)
        if asked.sorted_by
        else reading(after, newest_first=newest_first),
    )
    if (asked.after or asked.before) and after is None:
        found = iter(())
    if asked.limit is None:
        shown, more = list(found), []
    else:
        several = list(islice(found, asked.skipped, asked.skipped + asked.limit + 1))
        shown, more = several[: asked.limit], several[asked.limit :]
    if backwards:
        shown.reverse()
    last = shown[-1] if shown else None
    number = asked.skipped // asked.limit if asked.limit else 0
    next_query = _next(parameters, asked, last, number) if last and more else {}
    return Page(
        items=[each.value for each in shown],
        has_more=bool(more),
        total=total(),
        limit=asked.limit or len(shown),
        number=number + parameters.first_page,
        skipped=asked.skipped,
        cursor=next((str(each) for each in next_query.values()), ""),
        asked=asked.query,
        next_query=next_query,
    )


def _sorted(every: Iterator[Thing], asked: Asked, after: int | None) -> Iterator[Thing]:
    """Yield things by the values of a field, from behind, or before, the thing of a position.

    Things without the field come first, those of one value in the order in which they were made.
    """

    def by(thing: Thing) -> tuple[Any, ...]:
        value = thing.value.get(asked.sorted_by)
        is_number = isinstance(value, int | float)
        return value is not None, not is_number, value if is_number else text_of(value or "")

    ordered = sorted(every, key=by, reverse=asked.newest_first)
    if asked.before:
        ordered.reverse()
    if after is None:
        return iter(ordered)
    return islice(dropwhile(lambda each: each.position != after, ordered), 1, None)


def _place(cursor: str, position: Callable[[str], int | None]) -> int | None:
    """Return the position that a cursor of ours, or an id, stands for."""
    try:
        return position_of(cursor) if cursor else None
    except InvalidCursor:
        return position(cursor)


def _next(parameters: Parameters, asked: Asked, last: Thing, number: int) -> dict[str, Any]:
    """Return the parameters that lead to the page after this one."""
    limit = asked.limit or 0
    if parameters.after:
        return {parameters.after: cursor_after(last.position)}
    if parameters.page:
        following = number + parameters.first_page + 1
        return {parameters.page: str(following) if parameters.counts_in_text else following}
    if parameters.offset:
        return {parameters.offset: asked.skipped + limit}
    return {}
