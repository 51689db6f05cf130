"""A server as people run it: a process of its own, told by options, asked over HTTP."""

import os
import re
import signal
import ssl
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile
from threading import Timer
from typing import IO

import httpx

from tests.warm_start import Warm

ROOT = Path(__file__).parents[1]
COMMAND = [sys.executable, str(ROOT / "server.py")]
IN_MEMORY = ("--port", "0", "--store", "memory:")
PATIENCE_S = 60
PLAIN = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""For clients of a server that speaks HTTP: most of making one is to read certificates for TLS."""

_URL = re.compile(r"http://\S+")


@dataclass
class Server:
    """A running server. `announcement` is what it printed when it began to listen."""

    process: subprocess.Popen[str] | Warm
    announcement: list[str]
    errors: IO[str]

    @property
    def url(self) -> str:
        """Where it listens, as it says itself."""
        found = _URL.search(self.announcement[0])
        assert found, self.announcement
        return found[0]

    def told(self, label: str) -> str:
        """What the announcement says under this label."""
        [found] = [each for each in self.announcement if each.startswith(f"  {label} ")]
        return found.removeprefix(f"  {label} ").strip()

    def stop(self, number: int = signal.SIGTERM, *, patience_s: float = PATIENCE_S) -> int:
        """Send the signal, wait for the end, and return the exit code."""
        self.process.send_signal(number)
        return self.process.wait(patience_s)

    def log(self) -> str:
        """Everything it has written on standard error so far."""
        # The server writes where a reader of the same file would stand.
        file = self.errors.fileno()
        return os.pread(file, os.fstat(file).st_size, 0).decode()


@contextmanager
def running(
    *options: str,
    variables: Mapping[str, str] | None = None,
    folder: Path | None = None,
    afresh: bool = False,
    through: Sequence[str] = (),
) -> Iterator[Server]:
    """A server with these options and `PAYDRILL_*` variables, stopped at the end.

    It is started in the folder, and reads the settings that are there. One that is begun `afresh`
    is the program itself, as is one with workers, or one begun `through` another command; any other
    is a copy, see `warm_start`.

    It answers: the announcement has been read, and one request has been made.
    """
    is_itself = afresh or through or "--workers" in options
    begin = partial(_begun, through) if is_itself else Warm
    with (
        TemporaryFile("w+", encoding="utf-8") as errors,
        begin(options, environment(variables), folder, errors) as process,
    ):
        watchdog = Timer(PATIENCE_S, process.kill)
        watchdog.start()
        try:
            server = Server(process, list(_announcement(process)), errors)
            assert server.announcement, server.log()
            httpx.get(f"{server.url}/health", timeout=PATIENCE_S, verify=PLAIN)
            watchdog.cancel()
            yield server
        finally:
            watchdog.cancel()
            if process.poll() is None:
                process.terminate()
                process.wait(PATIENCE_S)


def _begun(
    through: Sequence[str],
    options: Sequence[str],
    variables: Mapping[str, str],
    folder: Path | None,
    errors: IO[str],
) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*through, *COMMAND, *options],
        env=variables,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=errors,
        text=True,
        encoding="utf-8",
    )


def refused(*options: str, variables: Mapping[str, str] | None = None) -> tuple[int, list[str]]:
    """Exit code and standard error, line by line, of a server that cannot start."""
    with (
        TemporaryFile("w+", encoding="utf-8") as errors,
        Warm(options, environment(variables), None, errors) as process,
    ):
        watchdog = Timer(PATIENCE_S, process.kill)
        watchdog.start()
        said, code = process.stdout.read(), process.wait()
        watchdog.cancel()
        errors.seek(0)
        assert said == ""
        return code, errors.read().splitlines()


def only_line(*options: str) -> str:
    """The one line that says why a server, its records in memory, cannot start."""
    code, lines = refused(*IN_MEMORY, *options)
    assert code == 2, lines
    assert len(lines) == 1, lines
    return lines[0]


def finished(*options: str, through: Sequence[str] = ()) -> subprocess.CompletedProcess[str]:
    """What the program itself has said, and its exit code, when it has come to an end."""
    return subprocess.run(
        [*through, *COMMAND, *options],
        env=environment(None),
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )


def told_by(option: str) -> str:
    """What the command prints for an option that only tells something."""
    done = finished(option)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def environment(variables: Mapping[str, str] | None) -> dict[str, str]:
    """This process's environment; of `PAYDRILL_*` variables, the cache and the given ones."""
    kept = "PAYDRILL_CACHE"  # nothing of the tests goes into the home of who runs them
    inherited = {k: v for k, v in os.environ.items() if k == kept or not k.startswith("PAYDRILL_")}
    return inherited | dict(variables or {})


def _announcement(process: subprocess.Popen[str] | Warm) -> Iterator[str]:
    """The lines up to the one about scenarios, which is the last; fewer when the process ends."""
    assert process.stdout is not None
    for line in process.stdout:
        yield line.rstrip("\n")
        if line.startswith("  Script "):
            return
