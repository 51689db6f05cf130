"""Make clients of our contracts by the commands of docs/how-to/generate-clients.md."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.clients.libraries import NODE, generators
from tests.server_process import ROOT

PAGE = (ROOT / "docs" / "how-to" / "generate-clients.md").read_text(encoding="utf-8")
NAMES = ("acquirer", "cards", "control", "pix", "service")
MADE = NODE / "made"
"""Where the clients are made: Node finds packages above it."""

OF_GENERATORS = Path(__file__).with_name("of_generators")
_AT = "http://127.0.0.1:8000"
_LONGEST_S = 180
_QUICK = {"JAVA_OPTS": "-XX:TieredStopAtLevel=1"}
"""Has openapi-generator begin at once: it runs for seconds only."""


def installed() -> set[str]:
    """List the packages that the page tells to install, with their versions."""
    lines = re.findall(r"^(?:pip|npm) install (.*)$", PAGE, re.MULTILINE)
    return {package for line in lines for package in line.split()}


def make(url: str) -> None:
    """Make a client of each contract by each command, from the server and sandbox at `url`.

    The programs that use the clients stand beside them afterwards.
    """
    shutil.rmtree(MADE, ignore_errors=True)
    shutil.copytree(OF_GENERATORS, MADE)
    together(
        [block.replace(_AT, url).replace("cards", name) for block in _blocks() for name in NAMES]
    )


def together(commands: Iterable[str]) -> None:
    """Run commands where the clients are, as many at once as there are processors."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        done = list(pool.map(said, commands))
    failed = [f"{command}\n{output}" for command, code, output in done if code]
    assert not failed, "\n".join(failed)


def passes(command: str) -> None:
    """Run one command, which ends well."""
    together([command])


def said(command: str) -> tuple[str, int, str]:
    """Run one command; return it with its exit code and what it wrote."""
    programs = (generators(), NODE / "node_modules" / ".bin", os.environ["PATH"])
    done = subprocess.run(
        ["sh", "-e", "-c", command.replace("npx ", "")],
        cwd=MADE,
        env=os.environ | _QUICK | {"PATH": os.pathsep.join(map(str, programs))},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=_LONGEST_S,
        check=False,
    )
    return command, done.returncode, done.stdout


def _blocks() -> list[str]:
    """List the commands of the page that make something of a contract."""
    blocks = re.findall(r"^```sh\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    without = [
        re.sub(r"^(pip|npm) install .*\n", "", block, flags=re.MULTILINE) for block in blocks
    ]
    return [block for block in without if "/openapi/" in block]
