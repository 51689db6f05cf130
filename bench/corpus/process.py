"""Run a server on one contract, within bounds of time and memory."""

import http.client
import os
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread
from typing import IO

from bench.corpus.packages import ROOT

START_S = 60
"""How long a server may take to respond for the first time."""
MEMORY_MIB = 4096
"""How much memory it may have before it is ended."""

_STOP_S = 5
_DROP_S = 0.5
_POLL_S = 0.01
_WATCH_S = 0.25
_TAIL_BYTES = 2_000


class NotStarted(Exception):
    """A server that ended, or did not respond in time; says which, with the end of its output."""


class Server:
    """A running server process."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, output: IO[bytes]) -> None:
        self.port = port
        self.start_s = 0.0
        self.too_large = False
        self._process = process
        self._output = output

    @property
    def alive(self) -> bool:
        """Whether the process has not ended."""
        return self._process.poll() is None

    def ends(self) -> bool:
        """Return whether the process ends in a moment, as after a connection that it dropped."""
        try:
            self._process.wait(_DROP_S)
        except subprocess.TimeoutExpired:
            return False
        return True

    def peak_mib(self) -> float:
        """Return the most memory it had in RAM so far (proc(5), status); 0 where it has ended."""
        return self._memory_mib("VmHWM")

    def output(self) -> str:
        """Return the end of what it has written."""
        size = os.fstat(self._output.fileno()).st_size
        return os.pread(self._output.fileno(), _TAIL_BYTES, max(0, size - _TAIL_BYTES)).decode(
            errors="replace"
        )

    def wait(self) -> None:
        """Wait for the first response. Raises `NotStarted`."""
        begun = time.perf_counter()
        while time.perf_counter() - begun < START_S:
            if not self.alive:
                reason = "too much memory" if self.too_large else f"exit {self._process.returncode}"
                raise NotStarted(f"{reason}: {self.output()}")
            if self._responds():
                self.start_s = time.perf_counter() - begun
                return
            time.sleep(_POLL_S)
        raise NotStarted(f"no response in {START_S} s: {self.output()}")

    def watch(self, ended: Event) -> None:
        """End the process when it grows too large; returns when `ended` is set."""
        while not ended.wait(_WATCH_S) and self.alive:
            if self._memory_mib("VmRSS") > MEMORY_MIB:
                self.too_large = True
                self.stop(signal.SIGKILL)

    def stop(self, number: int = signal.SIGTERM) -> None:
        """End the process and those that it started, which share its group."""
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, number)
        try:
            self._process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait(_STOP_S)

    def _responds(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=START_S)
        try:
            connection.request("GET", "/")
            connection.getresponse().read()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
        return True

    def _memory_mib(self, field: str) -> float:
        try:
            status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii")
        except OSError:
            return 0.0
        found = [line.split()[1] for line in status.splitlines() if line.startswith(f"{field}:")]
        return int(found[0]) / 1024 if found else 0.0


@contextmanager
def running(command: list[str], port: int) -> Iterator[Server]:
    """Run a server that responds, stopped at the end. Raises `NotStarted`."""
    ended = Event()
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={k: v for k, v in os.environ.items() if not k.startswith("PAYDRILL_")},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        server = Server(process, port, output)
        watch = Thread(target=server.watch, args=(ended,), daemon=True)
        watch.start()
        try:
            server.wait()
            yield server
        finally:
            ended.set()
            server.stop()
            watch.join(_STOP_S)


def free_port() -> int:
    """Return a port of the loopback interface that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
