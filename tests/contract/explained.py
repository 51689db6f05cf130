"""The failures of Schemathesis that a foreign contract explains, by reason.

Each reason is decided by what was sent, what was answered and what is documented, never by the
name of a contract. A failure without one is ours until somebody has shown that it is not.
"""

import base64
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urlsplit

from paydrill.openapi.pointers import resolve
from paydrill.openapi.templates import shape
from tests.contract.untold import ACCEPTANCE, failed

CREDENTIALS = "credentials: any of the documented form will do"
UNDOCUMENTED = "a refusal whose status the operation does not document"
NO_SUCCESS = "an operation that documents no success"
NO_PARAMETER = "Accept, Content-Type or Authorization as a parameter, which OpenAPI ignores"
FORM = "a form has only text: no types, no empty lists and objects"
FIELDS = "Swagger 2.0 does not say that other fields of a form are wrong, or that one is needed"
BRACKETS = "names with brackets within deepObject, and lists of one without them"
EMPTY = "nothing sent for a value that may be null"
REUSED = "Idempotency-Key: sent before with another request"
PATTERN = "a pattern in slashes, which as it is written fits no text"
UNFIT = "a request that Schemathesis calls valid, though the contract's pattern does not fit it"
TWICE = "templates that differ in names only: one path"
LONG = "an address that is longer than the server reads"
BROKEN = "a reference to nothing"
UNREAD = "a contract that Schemathesis cannot read"
PYTHON = "SystemError of Python 3.11 while Hypothesis reads a lambda"

_REJECTED = "negative_data_rejection"
_ONE_PATH = {
    ACCEPTANCE,
    "unsupported_method",
    "allow_header_conformance",
    "status_code_conformance",
}
_IGNORED = {"accept", "content-type", "authorization"}
_NESTED = re.compile(r"[^\[\]]*(\[[^\[\]]*\])*", re.DOTALL)
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_OURS = {"422", "4XX", "default"}
"""Documented beside no 400, one of these has to be used."""


@dataclass(frozen=True)
class Facts:
    """What is known of a contract: its document as it is published, and codes of its findings."""

    document: Mapping[str, Any]
    findings: frozenset[str]


@dataclass(frozen=True)
class Failure:
    """A failed check, with the exchange that it is about."""

    check: str
    operation: str
    message: str
    request: Mapping[str, Any]
    response: Mapping[str, Any]
    facts: Facts

    @property
    def definition(self) -> Mapping[str, Any]:
        """The operation, as the contract has it; empty for another method of a path."""
        method, _, path = self.operation.partition(" ")
        found: Mapping[str, Any] = self.facts.document["paths"].get(path, {})
        return found.get(method.lower(), {})

    @property
    def parameters(self) -> list[dict[str, Any]]:
        """The parameters of the operation."""
        item = self.facts.document["paths"].get(self.operation.partition(" ")[2], {})
        both = [*item.get("parameters", ()), *self.definition.get("parameters", ())]
        return [resolve(self.facts.document, each) for each in both]

    @property
    def query(self) -> dict[str, str]:
        """The parameters of the query, as they were sent."""
        return dict(parse_qsl(urlsplit(self.request["uri"]).query, keep_blank_values=True))

    @property
    def status(self) -> int:
        """The status of the answer; 0 without one."""
        return int(self.response.get("status_code", 0))

    @property
    def said(self) -> str:
        """Why it was refused, in the words of the server."""
        return "".join(self.response.get("headers", {}).get("paydrill-error", ()))

    @property
    def sent(self) -> str:
        """The body that was sent, decoded where it is a form."""
        body = (self.request.get("body") or {}).get("$base64", "")
        return unquote_plus(base64.b64decode(body).decode(errors="replace"))

    @property
    def is_form(self) -> bool:
        """Whether the body is a form."""
        media_types = self.request["headers"].get("Content-Type", [""])
        return media_types[0].startswith(_FORMS)


def _credentials(it: Failure) -> bool:
    return it.check == "ignored_auth" and "invalid" in it.message


def _undocumented(it: Failure) -> bool:
    if it.check != "status_code_conformance" or it.status // 100 != 4:
        return False
    documented = set(re.findall(r"\w+", it.message.partition("Documented:")[2]))
    return it.status not in (400, 422) or not documented & ({"400"} | _OURS)


def _no_success(it: Failure) -> bool:
    documented = [str(status) for status in it.definition.get("responses", {"default": {}})]
    return it.check == ACCEPTANCE and not any(each[0] in "23d" for each in documented)


def _no_parameter(it: Failure) -> bool:
    if it.check == ACCEPTANCE:  # a header that it sends for the parameter, and so no body
        names = {each["name"].lower() for each in it.parameters}
        return not it.sent and "content-type" in names
    if it.check not in (_REJECTED, "missing_required_header"):
        return False
    wanted = {each.lower() for each in re.findall(r"[\w-]+", it.message.partition("(was ")[2])}
    missing = wanted - {each.lower() for each in it.request["headers"]}
    named = re.search(r"[`'/](Accept|Content-Type|Authorization)\b", it.message)
    return bool(named) or (bool(missing) and missing <= _IGNORED)


def _form(it: Failure) -> bool:
    if not it.is_form:
        return False
    if it.check == _REJECTED:
        lost = re.search(r"([\w.]+) -> .*Missing required property", it.message)
        if lost is not None:
            return f"{lost[1]}[" not in it.sent
        return bool(re.search(r"type", it.message, re.IGNORECASE)) or _is_list(it)
    # An empty text, in a part of JSON; lists that are empty, or of objects.
    if re.search(r"EOF while parsing|/\d+ must be", it.said):
        return it.check == ACCEPTANCE
    missing = re.findall(r"(/\S+) is required", it.said)
    return it.check == ACCEPTANCE and any(_name(each) not in it.sent for each in missing)


def _is_list(it: Failure) -> bool:
    """Return whether the field that is wrong may be a list, of which one text is an item."""
    content = it.definition["requestBody"]["content"]
    nodes = [each["schema"] for each in content.values()]
    named = re.search(r"in body - ([^:\n]+):", it.message)
    for name in named[1].split(" -> ") if named else ():
        nodes = [n for each in nodes for n in (each, *each.get("anyOf", ()))]
        nodes = [each["properties"][name] for each in nodes if name in each.get("properties", ())]
    return any(each.get("type") == "array" for n in nodes for each in (n, *n.get("anyOf", ())))


def _name(pointer: str) -> str:
    """Write a pointer as the name of a field: `/a/b` is `a[b]`."""
    first, *rest = pointer.strip("/").split("/")
    return first + "".join(f"[{each}]" for each in rest)


def _fields(it: Failure) -> bool:
    return (
        it.check == _REJECTED
        and "swagger" in it.facts.document
        and (it.is_form or "Missing request body" in it.message)
    )


def _brackets(it: Failure) -> bool:
    if it.check != ACCEPTANCE:
        return False
    is_deep = "deepObject" in str([it.definition, it.parameters])
    is_one = is_deep and re.search(r"/\S+ must be an array", it.said) is not None
    return is_one or any(not _NESTED.fullmatch(name) for name in it.query)


def _empty(it: Failure) -> bool:
    named = re.findall("parameter `([^`]+)` in query", it.message)
    return it.check == _REJECTED and any(
        it.query.get(each["name"]) == "" and _is_nullable(it, each)
        for each in it.parameters
        if each["name"] in named
    )


def _is_nullable(it: Failure, parameter: Mapping[str, Any]) -> bool:
    schema = resolve(it.facts.document, parameter.get("schema", {}))
    return schema.get("nullable") is True or "null" in schema.get("type", ())


def _reused(it: Failure) -> bool:
    return it.check == ACCEPTANCE and it.said.startswith("This Idempotency-Key was used")


def _pattern(it: Failure) -> bool:
    return (
        it.check == ACCEPTANCE
        and bool(re.search("does not have the form|fits several of the alternatives", it.said))
        and "pattern-in-slashes" in it.facts.findings
    )


def _unfit(it: Failure) -> bool:
    named = re.findall(r"/(header|query)/(\S+) does not have the form", it.said)
    for each in it.parameters:
        if (each["in"], each["name"]) in named:
            headers = it.request["headers"].get(each["name"], ())
            value = it.query.get(each["name"], "") if each["in"] == "query" else "".join(headers)
            pattern = resolve(it.facts.document, each.get("schema", {})).get("pattern", "")
            return it.check == ACCEPTANCE and re.search(pattern, value) is None
    return False


def _twice(it: Failure) -> bool:
    alike = shape(it.operation.partition(" ")[2])
    return it.check in _ONE_PATH and [*map(shape, it.facts.document["paths"])].count(alike) > 1


def _long(it: Failure) -> bool:
    return it.status == 414


def _broken(it: Failure) -> bool:
    return it.status == 501 and "points at nothing" in it.said


REASONS: dict[str, Callable[[Failure], bool]] = {
    CREDENTIALS: _credentials,
    UNDOCUMENTED: _undocumented,
    NO_SUCCESS: _no_success,
    NO_PARAMETER: _no_parameter,
    FIELDS: _fields,
    FORM: _form,
    BRACKETS: _brackets,
    EMPTY: _empty,
    REUSED: _reused,
    PATTERN: _pattern,
    UNFIT: _unfit,
    TWICE: _twice,
    LONG: _long,
    BROKEN: _broken,
}


def failures_of(kind: str, event: Mapping[str, Any], facts: Facts) -> Iterator[tuple[str, str]]:
    """Yield the reason for each failure that an event tells of, empty without one, and a text."""
    if kind == "ScenarioFinished":
        for check, failure, exchange in failed(event["recorder"]):
            request, response = exchange["request"], exchange["response"] or {}
            told = failure["operation"], failure["message"]
            it = Failure(check, *told, request, response, facts)
            reason = next((reason for reason, is_it in REASONS.items() if is_it(it)), "")
            call = f"{it.request['method']} {it.request['uri']} {it.sent[:300]}"
            yield reason, f"{check}: {it.message}\n  {call}\n  {it.status} {it.said}"
    elif kind in ("NonFatalError", "FatalError"):
        text = json.dumps(event)[:600]
        reasons = {"InvalidSchema": UNREAD, "AST constructor recursion": PYTHON}
        yield next((reason for words, reason in reasons.items() if words in text), ""), text
