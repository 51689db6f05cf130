"""One server of each way that a request may take, asked the same: they answer alike.

Each has a memory store of its own, the same seed, and clocks that stand still, so that even ids and
times are the same. Both ways of the compiled pipeline answer the same to the byte; Connexion's own
stack to the same end, unless `differences.py` says otherwise. What all of them share is held
against the contracts as they are written.
"""

import re
from collections.abc import Iterator
from itertools import count
from typing import Any, NamedTuple

from paydrill.app import Stack, build, connexion_stack
from paydrill.settings import Settings
from tests.contract.differences import DIFFERENCES, As, Difference, Refused, path
from tests.in_process import Answered, Asked, InProcess, as_json
from tests.our_contracts import OUR_CONTRACTS
from tests.reference.connexion_stack import stock_stack

NOON = as_json("PUT", "/_control/clock", {"now": "2026-01-27T12:00:00Z", "frozen": True})

# The ways: the stack, and its driver.
WAYS: dict[str, tuple[Stack, str]] = {
    "compiled": (connexion_stack, "asgi"),
    "fast": (connexion_stack, "batch"),
    "stock": (stock_stack, "asgi"),
}

# Resets, sandboxes, snapshots and the health tell the machine's time, metrics and coverage how
# often each was asked; webhook endpoints have secrets that nobody can guess.
UNLIKE = re.compile(
    "/_control/(reset|coverage|(sandboxes|snapshots|webhooks/endpoints)(/.*)?)|/health|/metrics"
)
METHODS = {"get", "put", "post", "delete", "patch"}
MOST_MEANT = 4
"""Differences that one request can have."""


class Answers(NamedTuple):
    """What was said to one request, by each way, in a sandbox."""

    asked: Asked
    sandbox: str
    compiled: Answered
    fast: Answered
    stock: Answered

    @property
    def agree(self) -> bool:
        """Whether both pipelines have the same status and accept to the same end."""
        return self._gist(self.compiled) == self._gist(self.stock)

    @property
    def is_one(self) -> bool:
        """Whether the fast way answered the same as the other, to the byte."""
        return self._whole(self.compiled) == self._whole(self.fast)

    def is_as(self, way: str, other: "Answers", *, has_same_body: bool) -> bool:
        """Whether a way answered this request as it answered another."""
        own, others = self._gist(getattr(self, way)), other._gist(getattr(other, way))
        return own == others if has_same_body else own[:-1] == others[:-1]

    @property
    def is_comparable(self) -> bool:
        """Whether nothing in a body depends on the machine."""
        return not UNLIKE.fullmatch(path(self.asked))

    def _gist(self, answer: Answered) -> tuple[object, ...]:
        # Bodies of refusals tell the same in other words: Connexion stops at the first fault.
        is_compared = answer.status < 300 and self.is_comparable
        return answer.status, answer.media_type, allowed(answer), is_compared and answer.body

    def _whole(self, answer: Answered) -> tuple[object, ...]:
        left_out = {"x-request-id", *([] if self.is_comparable else ["content-length", "location"])}
        headers = {n: v for n, v in answer.headers.items() if n not in left_out}
        return answer.status, headers, self.is_comparable and answer.body


class Switch:
    """An application whose answers can be spoiled, to see that it is found out."""

    def __init__(self, application: Any) -> None:
        """At first it answers as it is."""
        self.plain = self.spoiled = application

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer by ASGI."""
        await self.spoiled(scope, receive, send)

    def accept(self, *asked: Any) -> Any:
        """See `protocol.FastPath`."""
        return self.spoiled.accept(*asked)


class Pipelines:
    """The servers of all ways."""

    def __init__(self) -> None:
        """Build them."""
        self._numbers = count()
        self.switches: dict[str, Switch] = {}
        self._servers: dict[str, InProcess] = {}
        for way, (stack, driver) in WAYS.items():
            built = build(Settings(store="memory:", seed=7), stack=stack)
            self.switches[way] = Switch(built.application)
            self._servers[way] = InProcess(self.switches[way], driver)

    def ask(self, asked: Asked, sandbox: str | None = None) -> Answers:
        """Ask each, in the sandbox that the request names, or else in one that is as new.

        `sandbox` is one that was used before and may be forgotten.
        """
        named = re.match("/(~[^/?]*)", asked.target)
        if named is None and sandbox is not None:
            self._all(Asked("DELETE", f"/_control/sandboxes/{sandbox}"), 204)
        sandbox = sandbox or f"unused-{next(self._numbers)}"
        prefix = named[0] if named else f"/~{sandbox}"
        self._all(NOON._replace(target=prefix + NOON.target), 200)
        target = asked.target if named else prefix + asked.target
        answers = self._all(asked._replace(target=target))
        return Answers(asked, sandbox, **answers)

    def _all(self, asked: Asked, status: int | None = None) -> dict[str, Answered]:
        answers = {way: server.ask(asked) for way, server in self._servers.items()}
        assert status is None or {each.status for each in answers.values()} == {status}, answers
        return answers

    @property
    def past_asgi(self) -> int:
        """How many requests the fast way answered past ASGI."""
        return self._servers["fast"].past_asgi

    def close(self) -> None:
        """End them."""
        for server in self._servers.values():
            server.close()


def they_agree(
    pipelines: Pipelines, asked: Asked, *, sandbox: str | None = None, depth: int = 0
) -> Answers:
    """Ask all ways: they answer the same, unless a listed difference tells how they do not.

    `sandbox` is one that may be forgotten; `depth` counts the differences that led here.
    """
    answers = pipelines.ask(asked, sandbox)
    assert answers.compiled.status < 500, answers
    assert answers.is_one, answers
    assert allowed(answers.compiled) == documented(answers), answers
    if asked.method == "HEAD":
        get = pipelines.ask(asked._replace(method="GET"), answers.sandbox)
        is_get_without_body(answers, get)
    assert answers.agree or any(
        is_told(pipelines, each, answers, depth) for each in DIFFERENCES if each.applies(asked)
    ), answers
    return answers


def is_told(pipelines: Pipelines, difference: Difference, answers: Answers, depth: int) -> bool:
    """Whether both pipelines answered as a difference says."""
    return all(
        is_met(pipelines, way, expected, answers, depth)
        for way, expected in (("compiled", difference.compiled), ("stock", difference.stock))
    )


def is_met(
    pipelines: Pipelines, way: str, expected: Refused | As, answers: Answers, depth: int
) -> bool:
    """Whether one pipeline answered as expected; all ways agree about what it is compared with."""
    if isinstance(expected, Refused):
        answer = getattr(answers, way)
        return answer.status == expected.status and bool(
            re.search(expected.words, answer.body.decode())
        )
    assert depth < MOST_MEANT, answers
    meant = they_agree(
        pipelines, expected.request(answers.asked), sandbox=answers.sandbox, depth=depth + 1
    )
    return answers.is_as(way, meant, has_same_body=expected.has_same_body)


def is_get_without_body(head: Answers, get: Answers) -> None:
    """Hold that HEAD was answered as GET by each way, but without the body (RFC 9110 §9.3.2)."""
    for way in WAYS:
        own, other = getattr(head, way), getattr(get, way)
        assert own.body == b"", head
        assert own.status == other.status, (head, get)
        if get.is_comparable:
            assert told(own) == told(other), (head, get)


def told(answer: Answered) -> dict[str, str]:
    """Take the headers of an answer, but for those that no two answers share."""
    return {name: value for name, value in answer.headers.items() if name != "x-request-id"}


def allowed(answer: Answered) -> set[str]:
    """Read `Allow`; empty where there is none."""
    return set(answer.headers.get("allow", "").split(", ")) - {""}


def documented(answers: Answers) -> set[str]:
    """Read in the contracts what `Allow` has to say where there is to be one; empty elsewhere."""
    if answers.compiled.status != 405 and answers.asked.method != "OPTIONS":
        return set()
    found = [methods for pattern, methods in _PATHS if pattern.fullmatch(path(answers.asked))]
    return found[0] if found else set()


def _paths() -> Iterator[tuple[re.Pattern[str], set[str]]]:
    """Take every path of the contracts with its methods, those that spell most out first."""
    found = [
        (contract.base_path + template, METHODS & item.keys())
        for contract in OUR_CONTRACTS
        for template, item in contract.document["paths"].items()
    ]
    for template, methods in sorted(found, key=lambda each: each[0].count("{")):
        pattern = "[^/]+".join(map(re.escape, re.split(r"\{[^}]+\}", template)))
        more = {"OPTIONS", *(["HEAD"] if "get" in methods else [])}
        yield re.compile(pattern, re.DOTALL), more | {method.upper() for method in methods}


_PATHS = list(_paths())
