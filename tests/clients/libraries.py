"""Install providers' own client libraries, and the contracts of these providers, below `build/`.

`python -m tests.clients.libraries`, which `make clients` runs, takes them from npm and PyPI, once,
with what our own package of Node is built and tested by.
"""

import shutil
import subprocess
import sys
from pathlib import Path

from bench.corpus.packages import ROOT, directory, install, need_node

FOLDER = ROOT / "build" / "clients"
NODE = FOLDER / "node"
PYTHON = FOLDER / "python"
TESTING = FOLDER / "testing"

_OF_NODE = (
    "@adyen/api-library@30.0.0",
    "@octokit/webhooks-methods@5.1.1",
    "mercadopago@3.6.1",
    "stripe@22.2.0",
)
_OF_PYTHON = (
    "Adyen==13.4.0",
    "squareup==46.0.0.20260916",
    "standardwebhooks==1.1.0",
    "stripe==16.1.0",
)
_LONGEST_S = 600


def contract(name: str) -> Path:
    """Return the file of a provider's contract, by its name in the directory."""
    return directory() / f"{name}.json"


def node(program: Path) -> list[str]:
    """Return the command of a program that stands where Node finds the libraries."""
    install(NODE, _OF_NODE)
    copy = NODE / program.name
    copy.write_text(program.read_text(encoding="utf-8"), encoding="utf-8")
    return ["node", "--no-warnings", str(copy)]  # the programs raise those that matter


def our_package() -> Path:
    """Copy `@paydrill/testing` to where its dependencies are, and return the copy's folder."""
    need_node()
    ours = ROOT / "clients" / "node"
    TESTING.mkdir(parents=True, exist_ok=True)
    for each in TESTING.iterdir():
        if each.name in {"dist", "src", "test"}:
            shutil.rmtree(each)
    shutil.copytree(
        ours, TESTING, ignore=shutil.ignore_patterns("dist", "node_modules"), dirs_exist_ok=True
    )
    stamp = TESTING / "installed.txt"
    wanted = (ours / "package-lock.json").read_text(encoding="utf-8")
    if not stamp.is_file() or stamp.read_text(encoding="utf-8") != wanted:
        quiet = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
        subprocess.run(["npm", "ci", *quiet], cwd=TESTING, check=True, timeout=_LONGEST_S)
        stamp.write_text(wanted, encoding="utf-8")
    return TESTING


def python(program: Path) -> list[str]:
    """Return the command of a program in an environment of its own, where any warning fails."""
    interpreter = PYTHON / "bin" / "python"
    stamp = PYTHON / "installed.txt"
    wanted = "\n".join(_OF_PYTHON)
    if not stamp.is_file() or stamp.read_text(encoding="utf-8") != wanted:
        quiet = ("--disable-pip-version-check", "--quiet", "--quiet")
        pins = ("--constraint", str(ROOT / "requirements-dev.txt"))
        for command in (
            [sys.executable, "-m", "venv", "--clear", str(PYTHON)],
            [str(interpreter), "-m", "pip", "install", *quiet, *pins, *_OF_PYTHON],
        ):
            subprocess.run(command, check=True, timeout=_LONGEST_S)
        stamp.write_text(wanted, encoding="utf-8")
    # Square's client leaves its connection open at the end.
    return [str(interpreter), "-W", "error", "-W", "ignore::ResourceWarning", str(program)]


if __name__ == "__main__":
    directory()
    for prepare in (node, python):
        prepare(Path(__file__))
    our_package()
