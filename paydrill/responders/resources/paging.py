"""Read which page of which things a list is asked for: filters, order, limit and place."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from paydrill.openapi.operation import Operation
from paydrill.openapi.pointers import resolve
from paydrill.openapi.types import ANY, types_of
from paydrill.responders.resources.addresses import text_of
from paydrill.responders.resources.bodies import request_schema
from paydrill.responders.resources.fields import fields_of
from paydrill.responders.resources.things import Thing
from paydrill.responders.samples.context import words_of
from paydrill.responders.samples.repeating import may_be_repeated

_LIMIT = re.compile(
    r"(?:.* )?(?:limit|page size|per page|max(?:imum)? results?|page limit|itens por pagina|top)"
    r"|size|count|first|take"
)
_PAGE = re.compile(r"(?:.* )?(?:page(?: (?:number|index|no))?|pagina atual|current page)")
_OFFSET = re.compile(r"(?:.* )?(?:offset|skip|start index|start)")
_AFTER = re.compile(
    r"starting after|after(?: id)?|from|(?:.* )?(?:cursor|page token|marker)|next(?: token)?"
    r"|continuation(?: token)?|starting point|position"
)
_BEFORE = re.compile(r"(?:ending )?before(?: id)?")
_ORDER = re.compile(r"(?:.* )?(?:order|direction)|desc(?:ending)?")
_SORT = re.compile(r"(?:.* )?(?:(?:sort|order)(?:ed)?(?: (?:by|field|key|column))?)")
_DIRECTED = re.compile(r"(?:^| )(asc|desc)(?:ending)?$")
_NEWEST = re.compile(
    r"newest|most recent(?:ly)?|reverse chronological|latest first|descending"
    r"|last (?:created|added)"
)
_BOUNDS: Mapping[str, Callable[[Any, Any], bool]] = {
    "gt": lambda value, bound: value > bound,
    "gte": lambda value, bound: value >= bound,
    "lt": lambda value, bound: value < bound,
    "lte": lambda value, bound: value <= bound,
}
_BOUNDED = re.compile(r"(.+)\[(gte?|lte?)\]")
_NUMBERS = {"integer", "number"}
_USUAL_LIMIT = 20
_MOST = 1_000
_FARTHEST = 1 << 60


@dataclass(frozen=True)
class Parameters:
    """The names of the query parameters by which an operation lists things; empty for none.

    `fields` are the parameters named like fields of the things, by which these are chosen, each
    with its field, and its bound if it has one: `amount[gte]`.
    """

    limit: str
    page: str
    offset: str
    after: str
    before: str
    order: str
    sort: str
    """The parameter that names a field to sort by; it may have the direction too."""
    sortable: Mapping[str, str]
    """The fields of the things by their words."""
    fields: tuple[tuple[str, str, str], ...]
    usual_limit: int
    first_page: int
    newest_first: bool
    counts_in_text: bool
    """Whether the number of a page is sent as a text, which clients take for a cursor."""

    @property
    def divides(self) -> bool:
        """Whether lists are divided into pages."""
        return bool(self.limit or self.page or self.offset or self.after)


@dataclass(frozen=True)
class Asked:
    """A page that is asked for."""

    limit: int | None
    skipped: int
    after: str
    before: str
    newest_first: bool
    sorted_by: str
    """The field that the things are sorted by; empty for the order in which they were made."""
    is_wanted: Callable[[Thing], bool]
    is_filtered: bool
    query: dict[str, Any]


def parameters_of(operation: Operation, fields: Mapping[str, Any]) -> Parameters:
    """Find the parameters by which an operation lists things that have these fields.

    They are in its query, or in the body of a search.
    """
    schemas = _schemas(operation)
    types = {name: types_of(operation.document, each) for name, each in schemas.items()}
    named = {words_of(name): name for name in fields}
    numbers = [name for name, each in types.items() if each & _NUMBERS and each != ANY]
    texts = [name for name, each in types.items() if "string" in each]
    limit = _first(_LIMIT, numbers)
    pages = [name for name in texts if words_of(name) == "page"]
    page = _first(_PAGE, [each for each in [*numbers, *pages] if each != limit])
    rest = [name for name in schemas if name not in {limit, page}]
    offset = _first(_OFFSET, [each for each in rest if each in numbers])
    after = _first(_AFTER, [each for each in rest if each in texts])
    before = _first(_BEFORE, [each for each in rest if each in texts]) if after else ""
    order = _first(_ORDER, rest)
    sort = _first(_SORT, [each for each in rest if each != order]) or order
    order = order or sort
    special = {limit, page, offset, after, before, order, sort}
    counted = resolve(operation.document, schemas.get(page, {}))
    first = counted.get("default", counted.get("minimum", 1))
    said = f"{operation.definition.get('description', '')} {operation.summary}".lower()
    return Parameters(
        limit,
        page,
        offset,
        after,
        before,
        order,
        sort,
        named,
        tuple(_filters([each for each in rest if each not in special], named)),
        _usual_limit(resolve(operation.document, schemas.get(limit, {}))),
        first if first == 0 else 1,
        bool(_NEWEST.search(said)),
        page in pages,
    )


def _filters(names: Iterable[str], fields: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield the parameters that are named like fields, with the field and the bound of each."""
    for name in names:
        bounded = _BOUNDED.fullmatch(name)
        field = fields.get(words_of(bounded[1] if bounded else name))
        if field is not None:
            yield name, field, bounded[2] if bounded else ""


def _schemas(operation: Operation) -> dict[str, Any]:
    """Return the schemas of the parameters in the query, and of the fields of the body."""
    in_query = [each for each in operation.parameters if each["in"] == "query"]
    schemas = {each["name"]: each.get("schema") or {} for each in in_query}
    return schemas | fields_of(operation.document, request_schema(operation))


def _usual_limit(bounds: Mapping[str, Any]) -> int:
    usual = bounds.get("default", min(bounds.get("maximum", _USUAL_LIMIT), _USUAL_LIMIT))
    return usual if type(usual) is int and usual > 0 else _USUAL_LIMIT


def asked(parameters: Parameters, query: Mapping[str, Any]) -> Asked:
    """Read the page that a query asks for."""
    limit = _whole(query.get(parameters.limit), parameters.usual_limit)
    limit = min(limit, _MOST) if limit > 0 else parameters.usual_limit
    page = _whole(query.get(parameters.page), parameters.first_page) - parameters.first_page
    skipped = _whole(query.get(parameters.offset), 0) if parameters.offset else page * limit
    wanted: dict[str, Any] = {}
    for name, field, bound in parameters.fields:
        if query.get(name) is not None and bound:
            bounds = wanted.get(field)
            wanted[field] = {**(bounds if isinstance(bounds, dict) else {}), bound: query[name]}
        elif query.get(name) is not None:
            wanted[field] = query[name]
    sort = text_of(_one(query.get(parameters.sort)) or "")
    order = sort if parameters.order == parameters.sort else query.get(parameters.order)
    sorted_by = _field_in(sort, parameters.sortable)
    return Asked(
        limit=limit if parameters.divides else None,
        skipped=min(max(0, skipped), _FARTHEST),
        after=text_of(query.get(parameters.after) or ""),
        before=text_of(query.get(parameters.before) or ""),
        newest_first=_is_descending([sort, order], usual=parameters.newest_first and not sorted_by),
        sorted_by=sorted_by,
        is_wanted=_choosing(wanted) if wanted else _any,
        is_filtered=bool(wanted),
        query={
            name: text_of(each)
            for name, each in query.items()
            if is_plain(each) and may_be_repeated(name, each)
        },
    )


def _any(_: Thing) -> bool:
    return True


def _choosing(wanted: Mapping[str, Any]) -> Callable[[Thing], bool]:
    def is_wanted(thing: Thing) -> bool:
        value = thing.value
        return all(_fits(value.get(name), each) for name, each in wanted.items())

    return is_wanted


def is_plain(value: Any) -> bool:
    """Tell whether a value can be written into a query as it is."""
    return isinstance(value, str | int | float)


def _fits(value: Any, wanted: Any) -> bool:
    """Tell whether a field has the value, or one of the values, or is within the bounds, asked."""
    match value, wanted:
        case _, list():
            return any(_fits(value, each) for each in wanted)
        case _, Mapping() if wanted.keys() <= _BOUNDS.keys():
            return _is_within(value, wanted)
        case Mapping(), Mapping():
            return all(_fits(value.get(name), each) for name, each in wanted.items())
        case list(), _:
            return any(_fits(each, wanted) for each in value)
        case Mapping(), _:
            return _fits(value.get("id"), wanted)
    return value is not None and text_of(value) == text_of(wanted)


def _is_within(value: Any, bounds: Mapping[str, Any]) -> bool:
    try:
        return all(_BOUNDS[name](value, type(value)(each)) for name, each in bounds.items())
    except (TypeError, ValueError):
        return False


def _one(value: Any) -> Any:
    """Return the first of several values, by which a list is sorted before all others."""
    return next(iter(value), None) if isinstance(value, list) else value


def _field_in(sort: str, fields: Mapping[str, str]) -> str:
    """Return the field that `amount`, `-amount`, `amount:desc` or `amount_desc` names, if any."""
    words = words_of(re.split(r"[:, ]", sort.lstrip("+-"), maxsplit=1)[0])
    return fields.get(words) or fields.get(_DIRECTED.sub("", words), "")


def _is_descending(said: Iterable[Any], *, usual: bool) -> bool:
    """Tell whether the last is first, by the first of some texts that says so."""
    for each in said:
        text = text_of(each or "").lower()
        direction = _DIRECTED.search(words_of(text))
        if text.startswith("-") or text == "true" or (direction and direction[1] == "desc"):
            return True
        if text.startswith("+") or direction:
            return False
    return usual


def _first(pattern: re.Pattern[str], names: list[str]) -> str:
    return next((each for each in names if pattern.fullmatch(words_of(each).lower())), "")


def _whole(value: Any, usual: int) -> int:
    try:
        return usual if value is None else int(value)
    except (TypeError, ValueError, OverflowError):
        return usual
