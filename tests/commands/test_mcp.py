"""`paydrill mcp`, asked by the official SDK's own client."""

import asyncio
import socket
import subprocess
import sys
from typing import Any

import httpx
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

from tests.commands.terminal import NOBODY, run
from tests.server_process import IN_MEMORY, ROOT, running

COMMAND = ["-m", "paydrill", "mcp"]
PAYMENT = {
    "card_number": "4111111111111111",
    "amount": 77,
    "currency": "USD",
    "customer_name": "Ada",
}


class Agent:
    """An agent's side of a session."""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def tools(self) -> dict[str, Any]:
        return {each.name: each for each in (await self._client.list_tools()).tools}

    async def call(self, tool: str, **arguments: Any) -> Any:
        """The tool's result, as the client gets it."""
        called = await self._client.call_tool(tool, arguments)
        text = "\n".join(each.text for each in called.content)
        assert not called.is_error, text
        found = called.structured_content
        return found["result"] if found and found.keys() == {"result"} else found

    async def refusal(self, tool: str, **arguments: Any) -> str:
        called = await self._client.call_tool(tool, arguments)
        assert called.is_error, called
        return "\n".join(each.text for each in called.content)


def over_stdio(*arguments: str) -> Client:
    """A client of the command, started as agents start it."""
    return Client(
        stdio_client(
            StdioServerParameters(command=sys.executable, args=[*COMMAND, *arguments], cwd=ROOT)
        )
    )


async def declines_and_verifies(agent: Agent) -> None:
    began = await agent.call("start_sandbox", name="agent-1")
    await agent.call(
        "set_next",
        sandbox="agent-1",
        operation="acquirer.authorize_payment",
        then={"declined": "insufficient_funds"},
    )
    async with httpx.AsyncClient(base_url=began["url"]) as application:
        declined = (await application.post("/payment", json=PAYMENT)).json()
        assert declined["status"] == "declined"
        assert (await application.post("/payment", json=PAYMENT)).json()["status"] == "captured"
    verdict = await agent.call(
        "verify_requests",
        sandbox="agent-1",
        operation="acquirer.authorize_payment",
        count=2,
        matching={"body": {"/amount": 77}},
    )
    assert verdict["verified"], verdict
    asked = await agent.call("list_requests", sandbox="agent-1")
    assert len(asked) == 2
    assert "one-shot" in asked[0]


def test_an_agent_declines_the_next_payment_and_verifies_the_call():
    async def session() -> None:
        async with over_stdio() as client:
            agent = Agent(client)
            await declines_and_verifies(agent)
            assert (await agent.tools())["set_next"].description.startswith("Decide what")
            operations = await agent.call("list_operations", contract="cards")
            assert "cards.create_payment" in [each["operation_id"] for each in operations]
            assert "outage" in [e["name"] for e in await agent.call("list_scenarios")]
            told = await agent.call(
                "explain",
                sandbox="agent-1",
                operation="cards.create_payment",
                attempt={"amount": 0.01},
            )
            assert told["outcome"]["reason"] == "insufficient_funds"
            await agent.call("use_scenario", sandbox="agent-1", scenario="outage")
            moved = await agent.call(
                "move_clock", sandbox="agent-1", to="2030-01-01T00:00:00Z", by="24h"
            )
            assert moved.startswith("2030-01-02T00:00")
            types = [e["type"] for e in await agent.call("list_events", sandbox="agent-1")]
            assert "payment.declined" in types
            await agent.call("reset_sandbox", sandbox="agent-1")
            assert await agent.call("list_requests", sandbox="agent-1") == []

    asyncio.run(session())


REFUSALS: list[tuple[str, dict[str, Any], str]] = [
    ("set_next", {"then": {"declined": "poor"}}, "poor"),
    (
        "set_next",
        {"then": {"declined": "do_not_honor"}, "operation": "cards.create_paymet"},
        "create_payment",
    ),
    ("start_sandbox", {"name": "Not A Name"}, "name"),
    ("use_scenario", {"scenario": "outtage"}, "outage"),
    ("list_operations", {"contract": "card"}, "cards"),
    ("send_webhook", {"name": "nothing"}, "nothing"),
    ("move_clock", {"by": "soon"}, "such as 30s"),
    ("move_clock", {"to": "tomorrow"}, "is no moment"),
    ("move_clock", {}, "by, or to"),
    ("set_next", {"then": {"reset": True, "times": 2}}, "argument of its own"),
    ("set_next", {"then": {"reset": True}, "operatoin": "x"}, "operatoin"),
    ("explain", {"operation": "cards.create_payment", "amount": 0.01}, "amount"),
    ("use_scenario", {"scenario": "/etc/passwd.yaml"}, "is a file"),
    ("list_requests", {"sandbox": "never-made"}, "Sandbox not found"),
]


def test_refusals_are_sentences():
    async def session() -> None:
        async with over_stdio() as client:
            agent = Agent(client)
            tools = await agent.tools()
            for tool, arguments, says in REFUSALS:
                known = tools[tool].input_schema["properties"]
                named = {"sandbox": "default"} if "sandbox" in known else {}
                told = await agent.refusal(tool, **{**named, **arguments})
                assert says in told, tool
                assert "Traceback" not in told

    asyncio.run(session())


def test_it_directs_a_server_that_runs_and_leaves_it_running():
    async def session(url: str) -> None:
        async with over_stdio("--url", url) as client:
            await declines_and_verifies(Agent(client))

    with running(*IN_MEMORY) as server:
        asyncio.run(session(server.url))
        assert httpx.get(f"{server.url}/health").is_success


def test_over_http_it_serves_this_machine_alone():
    with subprocess.Popen(
        [sys.executable, *COMMAND, "--http", str(port := free_port())],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stderr is not None
            assert any("running on" in line for line in process.stderr)
            url = f"http://127.0.0.1:{port}/mcp"
            headers = {"Accept": "application/json, text/event-stream"}
            foreign = {"Host": "evil.example"}, {"Origin": "http://evil.example"}
            statuses = [
                httpx.post(url, json={}, headers=headers | each).status_code for each in foreign
            ]
            assert statuses == [421, 403]
            taken = run("mcp", "--http", port)
            assert "the port is taken" in taken.stderr
        finally:
            process.terminate()


def test_without_the_server_that_is_named_it_does_not_begin():
    ended = run("mcp", "--url", NOBODY)
    assert (ended.exit_code, ended.stderr.count("\n")) == (2, 1)
    assert "no server answers" in ended.stderr


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
