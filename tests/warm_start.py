"""A server begun in a copy of a process that has read its modules already.

Most of a start is to read modules, and there are hundreds of starts here. The copy is a process of
its own: it has its own arguments, variables, folder, outputs, signals and exit code. It shares the
seed of hashes with other copies, so that a test for which it matters wants a server begun afresh.
"""

import gc
import multiprocessing
import os
import sys
from collections.abc import Mapping, Sequence
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from subprocess import TimeoutExpired
from types import TracebackType
from typing import IO, Self

PROGRAM = "server.py"

_CONTEXT = multiprocessing.get_context("forkserver")
_READ = [
    "paydrill.cli.serve",
    "tests.warm_start",
    "tests.warm_build",
    # imported by a server when it begins to listen
    "anyio._backends._asyncio",
    "uvicorn.lifespan.on",
    "uvicorn.protocols.websockets.websockets_sansio_impl",
    "uvloop",
    "watchfiles",
]
_CONTEXT.set_forkserver_preload(_READ)


class Warm:
    """A server, used as if it was a `subprocess.Popen` whose standard output is a pipe."""

    def __init__(
        self,
        options: Sequence[str],
        variables: Mapping[str, str],
        folder: Path | None,
        errors: IO[str],
    ) -> None:
        """Begin in the folder, if any; write standard error to `errors`."""
        ours, theirs = os.pipe()
        self.stdout = os.fdopen(ours, encoding="utf-8")
        outputs = Connection(theirs, readable=False), Connection(os.dup(errors.fileno()))
        begun = (list(options), dict(variables), folder, outputs)
        self._process: ForkServerProcess = _CONTEXT.Process(target=_serve, args=begun)
        try:
            self._process.start()
        finally:
            for each in outputs:
                each.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Wait for the end, as `Popen` does."""
        self.stdout.close()
        self._process.join()

    @property
    def pid(self) -> int:
        """The number of the process."""
        assert self._process.pid is not None
        return self._process.pid

    def poll(self) -> int | None:
        """The exit code, minus the signal's number after a signal; `None` while it runs."""
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """The exit code. Raises `TimeoutExpired` when it has none after `timeout` seconds."""
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise TimeoutExpired(PROGRAM, timeout or 0)
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        """Send a signal to it, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self._process.terminate()

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()


def _serve(
    options: list[str],
    variables: dict[str, str],
    folder: Path | None,
    outputs: tuple[Connection, Connection],
) -> None:
    for number, each in enumerate(outputs, 1):
        os.dup2(each.fileno(), number)
        each.close()
    os.environ.clear()
    os.environ.update(variables)
    if folder is not None:
        os.chdir(folder)
    sys.argv = [PROGRAM, *options]
    gc.disable()  # as server.py does
    from paydrill.cli.serve import serve  # noqa: PLC0415 - read by the process that is copied

    serve()
