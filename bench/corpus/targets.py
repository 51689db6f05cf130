"""Name the servers that are compared: how each is started on one contract, and at which paths."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from bench.corpus.contract import Operation
from bench.corpus.packages import RIVALS, ROOT

_PRISM = ("node", f"{RIVALS}/node_modules/@stoplight/prism-cli/dist/index.js", "mock")
_SCALAR = ("node", f"{RIVALS}/scalar.mjs")
_FINDING = re.compile(r"^\S[^:]*:\d+:\d+: .* \(([a-z0-9]+(?:-[a-z0-9]+)+)\)$", re.MULTILINE)
_CHECK_S = 120


class Target(NamedTuple):
    """A server under test."""

    name: str
    command: Callable[[Path, int], list[str]]
    """The command line for a contract and a port."""
    keeps_base_path: bool
    """Whether operations are served below the path of the contract's server, or at the root."""

    def path(self, operation: Operation, path: str) -> str:
        """Return where this server has an operation's path."""
        return operation.base_path + path if self.keeps_base_path else path


def _paydrill(contract: Path, port: int) -> list[str]:
    # The requests ask for ids that nobody made, as they ask of servers that keep nothing.
    options = ["--store", "memory:", "--port", str(port), "--unknown-ids", "sample"]
    return [sys.executable, str(ROOT / "server.py"), str(contract), *options]


def _prism(contract: Path, port: int, *options: str) -> list[str]:
    return [*_PRISM, "-v", "error", "-p", str(port), *options, str(contract)]


def _prism_dynamic(contract: Path, port: int) -> list[str]:
    return _prism(contract, port, "-d")


def _steady(contract: Path, port: int) -> list[str]:
    # Without its launcher in Node, whose memory and start would count.
    (program,) = RIVALS.glob("node_modules/@stdy/cli-*/bin/steady*")
    return [str(program), "--quiet", "--host", "127.0.0.1", "--port", str(port), str(contract)]


def _scalar(contract: Path, port: int) -> list[str]:
    return [*_SCALAR, str(contract), str(port)]


PAYDRILL = Target("Paydrill", _paydrill, keeps_base_path=True)
OTHERS = (
    Target("Prism", _prism, keeps_base_path=False),
    Target("Prism -d", _prism_dynamic, keeps_base_path=False),
    Target("Scalar", _scalar, keeps_base_path=False),
    Target("Steady", _steady, keeps_base_path=False),
)


def findings(contract: Path) -> list[str]:
    """Return the codes of what `paydrill check` finds in a contract; empty where it cannot say."""
    command = [sys.executable, "-m", "paydrill", "check", str(contract)]
    try:
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, timeout=_CHECK_S, check=False
        )
    except subprocess.TimeoutExpired:
        return ["check-timed-out"]
    return _FINDING.findall(done.stdout)
