"""Do what an agent asks of a server: tools whose names, arguments and docstrings it is shown."""

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import Field

from paydrill.testing.errors import PaydrillError
from paydrill.testing.sandbox import Sandbox
from paydrill.testing.server import Paydrill

INSTRUCTIONS = """\
Paydrill is a mock server for payments and for any OpenAPI contract. Work in a sandbox of your own:
start_sandbox gives a base URL for the application under test. Then decide what its next calls meet
(set_next), let it run, and look at what it has asked (list_requests, verify_requests).
list_operations has the names of operations; explain says what an attempt would meet.
"""

Name = Annotated[str, Field(description="The sandbox's name, as start_sandbox gave it")]
Operation = Annotated[
    str | None, Field(description="An operation's name, such as cards.create_payment")
]
Words = dict[str, Any]


class Tools:
    """The tools, about one server."""

    def __init__(self, server: Paydrill) -> None:
        """Take a server that runs."""
        self._server = server
        self.all = (
            self.start_sandbox,
            self.list_operations,
            self.list_scenarios,
            self.use_scenario,
            self.set_next,
            self.list_requests,
            self.verify_requests,
            self.explain,
            self.move_clock,
            self.list_events,
            self.send_webhook,
            self.reset_sandbox,
        )

    def start_sandbox(
        self,
        name: Annotated[
            str | None, Field(description="a-z, 0-9 and -; made up if left out")
        ] = None,
        scenario: Annotated[str | None, Field(description="See list_scenarios")] = None,
        now: Annotated[str | None, Field(description="Stop its clock there: RFC 3339")] = None,
        seed: Annotated[int | None, Field(description="The same seed gives the same ids")] = None,
    ) -> Words:
        """Make a sandbox: records, clock and log of its own. Point the application at its url."""
        named = None if scenario is None else _no_file(scenario)
        made = self._server.sandbox(name, scenario=named, now=now, seed=seed)
        return {"sandbox": made.name, "url": made.url, "api_key": made.key}

    def list_operations(
        self, contract: Annotated[str | None, Field(description="One contract alone")] = None
    ) -> Sequence[Words]:
        """List the operations of the contracts that are served: name, method, path."""
        control = self._server.control()
        names = [contract] if contract else [each["name"] for each in control.contracts()]
        found = (control.get(f"/contracts/{each}") for each in names)
        return [operation for each in found for operation in each["operations"]]

    def list_scenarios(self) -> Sequence[Words]:
        """List the scenarios: rules that decide which requests are declined, pend or fail."""
        return list(self._server.control().get("/scenarios")["scenarios"])

    def use_scenario(
        self,
        sandbox: Name,
        scenario: Annotated[
            str, Field(description="A scenario's name, or the text of one, in YAML")
        ],
    ) -> str:
        """Let another scenario decide in a sandbox."""
        self._sandbox(sandbox).scenario(_no_file(scenario))
        return "It decides from now on."

    def set_next(
        self,
        sandbox: Name,
        then: Annotated[
            Words,
            Field(
                description="What happens. One of declined: CODE, pending: REASON, approved: true,"
                " respond: {status, body}; or a fault: status, reset: true, timeout, effect:"
                " committed; and delay: {ms}",
                examples=[
                    {"declined": "insufficient_funds"},
                    {"respond": {"status": 503}},
                    {"reset": True, "effect": "committed"},
                ],
            ),
        ],
        operation: Operation = None,
        when: Annotated[
            Words | None, Field(description="Conditions, such as {amount: 10.00, currency: USD}")
        ] = None,
        times: Annotated[int, Field(ge=1, le=100)] = 1,
    ) -> str:
        """Decide what the next matching calls meet, before any rule of the scenario."""
        _without(then, {"on", "when", "times"})
        self._sandbox(sandbox).next(on=operation, when=when, times=times, **then)
        return f"The next {'call meets' if times == 1 else f'{times} calls meet'} it."

    def list_requests(
        self,
        sandbox: Name,
        operation: Operation = None,
        status: Annotated[str | None, Field(description="Such as 402 or 4XX")] = None,
    ) -> Sequence[str]:
        """List what the sandbox was asked, oldest first: method, path, status, rules, fault."""
        found = self._sandbox(sandbox).requests(operation=operation, status=status)
        return [str(each) for each in found]

    def verify_requests(
        self,
        sandbox: Name,
        operation: Operation = None,
        count: Annotated[int | None, Field(description="Exactly so many; else one or more")] = None,
        matching: Annotated[
            Words | None,
            Field(
                description="What else they must have: path, status, rule, headers, body",
                examples=[{"body": {"/amount": 77}, "headers": {"Idempotency-Key": "order-*"}}],
            ),
        ] = None,
    ) -> Words:
        """Say whether the application asked what it should have; if not, what it asked instead."""
        more = _without(matching, {"operation", "count"})
        return self._sandbox(sandbox).verify(operation, count=count, **more)

    def explain(
        self,
        sandbox: Name,
        operation: Annotated[str, Field(description="An operation's name")],
        attempt: Annotated[
            Words | None, Field(description="Facts of it: amount, currency, card, body, headers")
        ] = None,
    ) -> Words:
        """Say what an attempt would meet, by which rule, and which came near. Nothing changes."""
        return self._sandbox(sandbox).explain(operation, **_without(attempt, {"operation"}))

    def move_clock(
        self,
        sandbox: Name,
        by: Annotated[str | None, Field(description="Such as 24h or 30m")] = None,
        to: Annotated[str | None, Field(description="Stop it at a time: RFC 3339")] = None,
    ) -> str:
        """Move a sandbox's clock; what falls due on the way happens. Returns the new time."""
        if to is None and by is None:
            raise PaydrillError("Say by how much the clock moves, or where to: by, or to")
        moved = self._sandbox(sandbox)
        if to is not None:
            moved.freeze(to)
        if by is not None:
            moved.advance(by)
        return moved.now.isoformat()

    def list_events(
        self,
        sandbox: Name,
        types: Annotated[Sequence[str], Field(description="Such as payment.*; all if empty")] = (),
    ) -> Sequence[Words]:
        """List what happened in a sandbox, oldest first."""
        return self._sandbox(sandbox).events(*types)

    def send_webhook(
        self,
        sandbox: Name,
        name: Annotated[str, Field(description="As the contract calls it")],
        about: Annotated[str | None, Field(description="The id of what it tells of")] = None,
    ) -> str:
        """Send a webhook or a callback of a contract to the endpoints registered for it."""
        self._sandbox(sandbox).send_webhook(name, about)
        return "It is on its way."

    def reset_sandbox(self, sandbox: Name) -> str:
        """Forget everything in a sandbox, and begin again."""
        self._sandbox(sandbox).reset()
        return "It begins again."

    def _sandbox(self, name: str) -> Sandbox:
        return self._server.known_sandbox(name)


def _no_file(scenario: str) -> str:
    """Return a scenario's name or text: files of this machine are no agent's affair."""
    if scenario.endswith((".yaml", ".yml")) and "\n" not in scenario:
        raise PaydrillError(f"{scenario!r} is a file: give a scenario's name, or its text")
    return scenario


def _without(given: Words | None, arguments: set[str]) -> Words:
    """Return a mapping, which may not have what is an argument of its own."""
    found = given or {}
    if wrong := sorted(found.keys() & arguments):
        raise PaydrillError(f"{', '.join(wrong)} goes beside it, as an argument of its own")
    return found
