"""Deliberate differences between the ways, each of which the comparison has to find."""

import logging
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from tests.contract.odd_requests import GOOD, odd
from tests.contract.pipelines import WAYS, Pipelines, they_agree
from tests.in_process import Asked

Scope = dict[str, Any]
Message = dict[str, Any]
BOTH = ("compiled", "fast")
PROVOKING = [GOOD[number] for number in (5, 6, 3, 0)]
"""A list, a charge, a request without a body and one with: odd ones of these do for all."""


class Spoiled:
    """An application that takes other requests than are sent, or sends other answers than it gives.

    `before` is called with a scope, `after` with that as it came and a message of the answer.
    """

    def __init__(
        self,
        application: Any,
        before: Callable[[Scope], None] | None = None,
        after: Callable[[Scope, Message], None] | None = None,
    ) -> None:
        """Stand around an application."""
        self._application, self._before, self._after = application, before, after

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        """Answer by ASGI."""
        taken = dict(scope)
        if self._before:
            self._before(taken)

        async def send_spoiled(message: Message) -> None:
            if self._after:
                self._after(scope, message)
            await send(message)

        await self._application(taken, receive, send_spoiled)

    def accept(self, *_: Any) -> Any:
        """Have ASGI answer."""
        return self


class SpoiledFastPath:
    """An application that spoils what is answered past ASGI, and nothing else."""

    def __init__(self, application: Any, spoil: Callable[..., tuple[Any, ...]]) -> None:
        """`spoil` is given what `accept` is, and answers what it is to be."""
        self._application, self._spoil = application, spoil

    async def __call__(self, scope: Scope, receive: Any, send: Any) -> None:
        """Answer by ASGI."""
        await self._application(scope, receive, send)

    def accept(self, *asked: Any) -> Any:
        """See `protocol.FastPath`."""
        return self._application.accept(*self._spoil(*asked))


def changes(message: Message, name: bytes, value: bytes | None) -> None:
    """Replace a header of an answer, or take it away."""
    if message["type"] == "http.response.start":
        others = [line for line in message["headers"] if line[0].lower() != name]
        message["headers"] = [*others, *([] if value is None else [(name, value)])]


def allows_too_much(scope: Scope, message: Message) -> None:
    if scope["method"] == "OPTIONS":
        changes(message, b"allow", b"GET, OPTIONS, POST, PUT")


def calls_options_found(scope: Scope, message: Message) -> None:
    if scope["method"] == "OPTIONS" and "status" in message:
        message["status"] = 200


def finds_nothing_for_head(scope: Scope, message: Message) -> None:
    if scope["method"] == "HEAD" and "status" in message:
        message["status"] = 404


def forgets_the_type_of_head(scope: Scope, message: Message) -> None:
    if scope["method"] == "HEAD":
        changes(message, b"content-type", None)


def sends_a_body_to_head(scope: Scope, message: Message) -> None:
    if scope["method"] == "HEAD" and "body" in message:
        message["body"] = b"{}"


def refuses_methods_without_allow(_: Scope, message: Message) -> None:
    if message.get("status") == 405:
        changes(message, b"allow", None)


def forgets_a_method(_: Scope, message: Message) -> None:
    if message.get("status") == 405:
        changes(message, b"allow", b"OPTIONS")


def ignores_queries(scope: Scope) -> None:
    scope["query_string"] = b""


def ignores_unknown_parameters(scope: Scope) -> None:
    if b"bogus" in scope["query_string"]:
        scope["query_string"] = b"limit=5"


def takes_the_first_limit(scope: Scope) -> None:
    scope["query_string"] = scope["query_string"].partition(b"&")[0]


def lists_something_else(scope: Scope, message: Message) -> None:
    if b"limit" in scope["query_string"] and "body" in message:
        message["body"] = message["body"].replace(b":null", b":true")


def fails_at_a_type_of_nothing(scope: Scope, message: Message) -> None:
    types = [value for name, value in scope["headers"] if name.lower() == b"content-type"]
    if types == [b"text/plain"] and message.get("status") == 415:
        message["status"] = 500


def finds_charges_without_numbers(scope: Scope) -> None:
    scope["path"] = scope["path"].replace("2147483647x", "2147483647")


def counts_charges_by_other_numbers(scope: Scope, message: Message) -> None:
    if scope["path"].endswith("2147483647x") and "status" in message:
        message["status"] = 405


def ignores_queries_when_fast(method, target, *others):
    return method, target.partition(b"?")[0], *others


def forgets_keys_when_fast(method, target, headers, body, connection):
    kept = {name: value for name, value in headers.items() if name != b"idempotency-key"}
    return method, target, kept, body, connection


def loses_bodies_when_fast(method, target, headers, body, connection):
    return method, target, headers, body[:-1], connection


AFTER = [
    # All ways alike: then it is the contracts that tell.
    (WAYS, allows_too_much),
    (WAYS, finds_nothing_for_head),
    (WAYS, forgets_the_type_of_head),
    (WAYS, refuses_methods_without_allow),
    (WAYS, forgets_a_method),
    (BOTH, allows_too_much),
    (BOTH, calls_options_found),
    (BOTH, finds_nothing_for_head),
    (BOTH, refuses_methods_without_allow),
    (BOTH, lists_something_else),
    (["compiled"], sends_a_body_to_head),
    (["stock"], finds_nothing_for_head),
    (["stock"], forgets_a_method),
    (["stock"], fails_at_a_type_of_nothing),
    (["stock"], counts_charges_by_other_numbers),
]
BEFORE = [
    (BOTH, ignores_queries),
    (BOTH, ignores_unknown_parameters),
    (BOTH, takes_the_first_limit),
    (["stock"], ignores_queries),
    (BOTH, finds_charges_without_numbers),
]
FAST = [ignores_queries_when_fast, forgets_keys_when_fast, loses_bodies_when_fast]


@pytest.fixture(scope="module")
def servers() -> Iterator[Pipelines]:
    logging.disable(logging.CRITICAL)
    all_ways = Pipelines()
    yield all_ways
    all_ways.close()
    logging.disable(logging.NOTSET)


@pytest.fixture
def pipelines(servers: Pipelines) -> Iterator[Pipelines]:
    yield servers
    for switch in servers.switches.values():
        switch.spoiled = switch.plain


def all_agree(pipelines: Pipelines, requests: Iterable[Asked]) -> None:
    for asked in requests:
        they_agree(pipelines, asked)


def are_told_apart(pipelines: Pipelines) -> None:
    with pytest.raises(AssertionError, match=r"Answer(s|ed)"):
        all_agree(pipelines, odd(PROVOKING))


@pytest.mark.parametrize(("ways", "spoil"), AFTER)
def test_other_answers_are_found(pipelines: Pipelines, ways, spoil):
    for way in ways:
        switch = pipelines.switches[way]
        switch.spoiled = Spoiled(switch.plain, after=spoil)
    are_told_apart(pipelines)


@pytest.mark.parametrize(("ways", "spoil"), BEFORE)
def test_requests_taken_for_others_are_found(pipelines: Pipelines, ways, spoil):
    for way in ways:
        switch = pipelines.switches[way]
        switch.spoiled = Spoiled(switch.plain, before=spoil)
    are_told_apart(pipelines)


@pytest.mark.parametrize("spoil", FAST)
def test_what_only_the_fast_way_does_is_found(pipelines: Pipelines, spoil):
    switch = pipelines.switches["fast"]
    switch.spoiled = SpoiledFastPath(switch.plain, spoil)
    are_told_apart(pipelines)


def test_where_nothing_is_spoiled_nothing_is_found(pipelines: Pipelines):
    for switch in pipelines.switches.values():
        switch.spoiled = Spoiled(switch.plain)
    all_agree(pipelines, list(odd(PROVOKING))[::5])
