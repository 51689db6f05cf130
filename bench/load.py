"""Load from wrk, and what it measured."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

from bench.samples import CARD, ORDER
from bench.servers import Server, on_cpu

_SCRIPT = Path(__file__).with_name("wrk.lua")
_APT = ("apt-get", "install", "--yes", "--quiet", "wrk")


class Request(NamedTuple):
    """What is sent over and over; `body` is text of a media type, empty for none."""

    method: str
    path: str
    body: str = ""
    authorization: str = ""
    """The value of `Authorization`; empty for none."""
    media_type: str = "application/json"


class Load(NamedTuple):
    """One run. Latencies and CPU time are microseconds, CPU time that of the server alone."""

    requests: int
    per_second: float
    p50_us: float
    p99_us: float
    cpu_us: float
    """Per request."""


def need_wrk() -> None:
    """Install wrk where that is one command; otherwise end with what to do."""
    if shutil.which("wrk"):
        return
    if shutil.which("apt-get") and os.geteuid() == 0:
        print("Installing wrk, which makes the load")
        subprocess.run(_APT, check=True, stdout=subprocess.DEVNULL)
    else:
        sys.exit("bench: wrk makes the load: `apt install wrk`, `brew install wrk`, or its source")


def payment(server: Server) -> Request:
    """Write a payment with a token of the server."""
    token = server.ask("POST", "/api/v1/tokenize", CARD)["token"]
    return Request("POST", "/api/v1/payments", json.dumps({"token": token, **ORDER}))


def transaction(server: Server) -> Request:
    """Write a look at a payment that is there."""
    request = payment(server)
    made = server.ask(request.method, request.path, json.loads(request.body))
    return Request("GET", f"/api/v1/transactions/{made['transaction_id']}")


def _variables(request: Request) -> dict[str, str]:
    found = {"METHOD": request.method, "BODY": request.body, "TYPE": request.media_type}
    return found | ({"AUTHORIZATION": request.authorization} if request.authorization else {})


def run(server: Server, request: Request, connections: int, seconds: int) -> Load:
    """Send as fast as answers come. Raises `RuntimeError` unless every answer is a success."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(_SCRIPT)]
    cpu_s = server.cpu_s()
    done = subprocess.run(
        on_cpu(1, [*command, server.url + request.path]),
        env=os.environ | _variables(request),
        capture_output=True,
        check=True,
        text=True,
    )
    cpu_s = server.cpu_s() - cpu_s
    measured: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    if measured["failed"]:
        raise RuntimeError(f"{measured['failed']} of {measured['requests']} requests failed")
    requests = measured["requests"]
    return Load(
        requests,
        per_second=requests / measured["microseconds"] * 1e6,
        p50_us=measured["p50"],
        p99_us=measured["p99"],
        cpu_us=cpu_s / requests * 1e6,
    )
