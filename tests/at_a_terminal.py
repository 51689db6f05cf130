"""A command whose standard error is a terminal, and what the person in front of it reads."""

import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from time import monotonic

from tests.server_process import PATIENCE_S, ROOT, environment

WIDTH = 120


class Screen:
    """What a terminal was sent so far."""

    def __init__(self, process: subprocess.Popen[str], descriptor: int) -> None:
        self.process = process
        self._descriptor = descriptor
        self.text = ""

    def read_until(self, pattern: str) -> re.Match[str]:
        """Read until the pattern is found, and return the match."""
        ends = monotonic() + PATIENCE_S
        while (found := re.search(pattern, self.text)) is None:
            left = ends - monotonic()
            assert left > 0, f"no {pattern} in {self.text!r}"
            if select.select([self._descriptor], [], [], left)[0]:
                try:
                    self.text += os.read(self._descriptor, 65536).decode()
                except OSError:  # the other end is closed
                    raise AssertionError(f"no {pattern} in {self.text!r}") from None
        return found

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Send the signal, read what is left, and return the exit code."""
        self.process.send_signal(number)
        with suppress(OSError):  # the other end is closed
            while more := os.read(self._descriptor, 65536):
                self.text += more.decode()
        return self.process.wait(PATIENCE_S)


@contextmanager
def at_a_terminal(
    command: list[str], *, variables: Mapping[str, str] | None = None, width: int = WIDTH
) -> Iterator[Screen]:
    """Run a command with a terminal for standard error, and stop it at the end."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, width, 0, 0))
    variables = {"TERM": "xterm", "COLUMNS": str(width), **(variables or {})}
    try:
        with subprocess.Popen(
            command,
            env=environment(variables),
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=theirs,
            text=True,
        ) as process:
            os.close(theirs)
            try:
                yield Screen(process, ours)
            finally:
                if process.poll() is None:
                    process.terminate()
                    process.wait(PATIENCE_S)
    finally:
        os.close(ours)
