"""Server processes under measurement: started on a free port, pinned, weighed, stopped."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PATIENCE_S = 60
_POLL_S = 0.002
_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
_CPUS = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []

PINNED = len(_CPUS) > 1 and shutil.which("taskset") is not None
"""Whether servers and load generator keep to a CPU each, so that they do not disturb each other."""

_UVICORN = ("-W", "ignore", "-m", "uvicorn", "--no-access-log", "--log-level", "warning")
BARE = (*_UVICORN, "bench.bare_uvicorn:app")
STOCK_CONNEXION = (*_UVICORN, "bench.stock_connexion:app")
PAYDRILL = ("server.py", "--store", "memory:")


def on_cpu(place: int, command: list[str]) -> list[str]:
    """Keep a command to the first or second CPU: 0 for servers, 1 for the load generator."""
    return ["taskset", "-c", str(_CPUS[place]), *command] if PINNED else command


@dataclass(frozen=True)
class Server:
    """A running server process."""

    pid: int
    port: int
    first_answer_s: float
    """From the start of the process to its first answer."""

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def cpu_s(self) -> float:
        """CPU time the process has used so far, in user and kernel mode (proc(5), stat)."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS_PER_SECOND

    def rss_mib(self) -> float:
        """Memory of the process that is in RAM (proc(5), statm)."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * _PAGE_BYTES / 2**20

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """Read the JSON of a success, `None` if empty. Raises `RuntimeError` for any other."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_S)
        try:
            text = None if body is None else json.dumps(body)
            connection.request(method, path, text, {"Content-Type": "application/json"})
            response = connection.getresponse()
            content = response.read()
        finally:
            connection.close()
        if response.status >= 300:  # noqa: PLR2004 - the first status that is no success
            raise RuntimeError(f"{method} {path} was answered {response.status}: {content!r}")
        return json.loads(content) if content else None


@contextmanager
def running(
    *command: str, first: str = "/api/v1/transactions/none", **environment: str
) -> Iterator[Server]:
    """Run a server of ours, stopped at the end; `first` is asked until anything is answered."""
    port = _free_port()
    started = time.perf_counter()
    process = subprocess.Popen(
        on_cpu(0, [sys.executable, *command, "--port", str(port)]),
        cwd=ROOT,
        env={k: v for k, v in os.environ.items() if not k.startswith("PAYDRILL_")} | environment,
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait(process, port, first)
        yield Server(process.pid, port, time.perf_counter() - started)
    finally:
        process.terminate()
        process.wait(PATIENCE_S)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(process: subprocess.Popen[bytes], port: int, path: str) -> None:
    deadline = time.perf_counter() + PATIENCE_S
    while time.perf_counter() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} ended with {process.returncode}")
        connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
        try:
            connection.request("GET", path)
            connection.getresponse().read()
        except ConnectionError:
            time.sleep(_POLL_S)
        else:
            return
        finally:
            connection.close()
    raise RuntimeError(f"{process.args!r} did not answer in {PATIENCE_S} s")
