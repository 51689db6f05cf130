"""Ask a server of ours as the provider's clients do, and have each answer judged."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

import orjson

from bench.stripe.published import FORM, JSON, Answer, Published
from paydrill.app import build
from paydrill.settings import Settings
from tests.in_process import Asked, InProcess

Expected = int | tuple[int, ...]
OK, SEE_OTHER = 200, 303
BAD_REQUEST, UNAUTHORIZED, PAYMENT_REQUIRED, NOT_FOUND, CONFLICT = 400, 401, 402, 404, 409
EITHER = (OK, PAYMENT_REQUIRED)

Body = dict[str, Any]


class Record:
    """What was answered, what of it was wrong, and the types of events that were told."""

    def __init__(self, published: Published) -> None:
        self.published = published
        self.answers = 0
        self.routes: set[tuple[str, str]] = set()
        self.refused: set[tuple[str, str]] = set()
        self.statuses: set[tuple[str, str]] = set()
        self.events: set[str] = set()
        self.failures: dict[str, None] = {}

    def add(self, answer: Answer, expected: Expected) -> None:
        """Judge an answer, which has to have this status."""
        if answer.status not in (expected if isinstance(expected, tuple) else (expected,)):
            self.fail(answer, f"{expected} was expected: {answer.body}"[:400])
        found = self.published.operation_of(answer.method, answer.path)
        if found is not None:
            (self.routes if answer.status == OK else self.refused).add(found)
        self.judge(answer)
        for body in _objects(answer.body):
            if isinstance(body.get("status"), str):
                self.statuses.add((body["object"], body["status"]))

    def judge(self, answer: Answer) -> None:
        """Hold an answer, or one that our contract shows, against the provider's schema."""
        self.answers += 1
        for fault in self.published.faults(answer):
            self.fail(answer, fault)

    def add_event(self, answer: Answer, event: Body) -> None:
        """Judge the object of an event, as it is and as it was before."""
        self.events.add(event["type"])
        body, before = event["data"]["object"], event["data"].get("previous_attributes", {})
        for each in (body, {**body, **before}):
            for fault in self.published.faults_of_object(each):
                self.fail(answer, f"{event['type']}: {fault}")

    def fail(self, answer: Answer, fault: str) -> None:
        """Keep a fault, once for all answers of an operation."""
        found = self.published.operation_of(answer.method, answer.path)
        _, path = found or ("", answer.path)
        self.failures[f"{answer.method.upper()} {path} {answer.status} {fault}"] = None


class Walker:
    """One client with a sandbox of its own, named by its key."""

    def __init__(self, server: InProcess, record: Record, sandbox: str) -> None:
        self._server = server
        self.record = record
        self._sandbox = sandbox

    def get(self, path: str, expected: Expected = OK, /, **query: Any) -> Body:
        """Ask for an object or a list."""
        asked = urlencode(list(pairs(query)))
        return self._answer("get", path, f"?{asked}" if asked else "", b"", expected)

    def post(self, path: str, expected: Expected = OK, /, **fields: Any) -> Body:
        """Send a form."""
        return self._answer("post", path, "", urlencode(list(pairs(fields))).encode(), expected)

    def delete(self, path: str, expected: Expected = OK, /) -> Body:
        """Delete an object."""
        return self._answer("delete", path, "", b"", expected)

    def replay(self, path: str, key: str, expected: Expected = OK, /, **fields: Any) -> Body:
        """Send a form with an idempotency key."""
        body = urlencode(list(pairs(fields))).encode()
        return self._answer("post", path, "", body, expected, ("Idempotency-Key", key))

    def without_key(self, method: str, path: str) -> None:
        """Ask without naming oneself."""
        answered = self._server.ask(Asked(method.upper(), f"/v1{path}"))
        answer = Answer(method, f"/v1{path}", answered.status, answered.json())
        self.record.add(answer, UNAUTHORIZED)

    def control(self, path: str, **body: Any) -> Any:
        """Direct the sandbox; whatever is refused here is a mistake of the walk."""
        asked = Asked(
            "POST" if body else "GET",
            f"/~{self._sandbox}/_control{path}",
            orjson.dumps(body) if body else b"",
            (("Content-Type", JSON),),
        )
        answered = self._server.ask(asked)
        if answered.status >= BAD_REQUEST:
            raise ValueError(f"{path} {body}: {answered.status} {answered.body.decode()}")
        return answered.json()

    def wait(self, by: str) -> None:
        """Move the sandbox's clock."""
        self.control("/clock/advance", by=by)

    def next(self, operation: str, **then: Any) -> None:
        """Decide what the next call of an operation meets."""
        self.control("/outcomes", when={"operation": f"stripe.{operation}"}, then=then)

    def end_challenge(self, intent: Body, result: str) -> None:
        """Answer the challenge of an intent as the cardholder."""
        url = intent["next_action"]["redirect_to_url"]["url"]
        self.control(f"/challenges/{url.rpartition('/')[2]}", result=result)

    def press(self, session: Body, button: str) -> None:
        """Press a button on the page of a session of Checkout."""
        page = f"/~{self._sandbox}/checkout/{session['id']}"
        answered = self._server.ask(
            Asked("POST", page, f"button={button}".encode(), (("Content-Type", FORM),))
        )
        if answered.status not in {SEE_OTHER, PAYMENT_REQUIRED}:
            raise ValueError(f"{page} {button}: {answered.status}")

    def all_events(self) -> None:
        """Read all events, each with its object."""
        after: Body = {}
        while True:
            page = self.get("/events", limit=100, **after)
            for event in page["data"]:
                path = f"/events/{event['id']}"
                self.record.add_event(Answer("get", f"/v1{path}", OK, event), self.get(path))
            if not page["has_more"]:
                return
            after = {"starting_after": page["data"][-1]["id"]}

    def _answer(
        self,
        method: str,
        path: str,
        query: str,
        body: bytes,
        expected: Expected,
        *more: tuple[str, str],
    ) -> Body:
        headers = (("Authorization", f"Bearer sk_test_{self._sandbox}"), ("Content-Type", FORM))
        asked = Asked(method.upper(), f"/v1{path}{query}", body, (*headers, *more))
        answered = self._server.ask(asked)
        value: Body = answered.json()
        self.record.add(Answer(method, f"/v1{path}", answered.status, value), expected)
        return value


def in_process() -> InProcess:
    """Start a server of all our contracts that keeps nothing."""
    return InProcess(build(Settings(store="memory:")).application)


def pairs(fields: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Write fields as the provider's clients do: `metadata[order]=1`, `expand[0]=customer`."""
    for name, value in fields.items():
        key = f"{prefix}[{name}]" if prefix else name
        if isinstance(value, list):
            yield from pairs({str(place): each for place, each in enumerate(value)}, key)
        elif isinstance(value, dict):
            yield from pairs(value, key)
        else:
            yield key, str(value).lower() if isinstance(value, bool) else str(value)


def _objects(value: Any) -> Iterator[Body]:
    """Yield an object and those inside it."""
    if isinstance(value, dict):
        if isinstance(value.get("object"), str):
            yield value
        for each in value.values():
            yield from _objects(each)
    elif isinstance(value, list):
        for each in value:
            yield from _objects(each)
