"""Install providers' own client libraries, their contracts, and generators of clients.

All of it is below `build/`. `python -m tests.clients.libraries`, which `make clients` runs, takes
them from npm and PyPI, once, with what our own package of Node is built and tested by.
"""

import shutil
import subprocess
import sys
from pathlib import Path

from bench.corpus.packages import ROOT, directory, install, need_node

FOLDER = ROOT / "build" / "clients"
NODE = FOLDER / "node"
PYTHON = FOLDER / "python"
GENERATORS = FOLDER / "generators"
GENERATOR_JAR = "lib/python*/site-packages/openapi_generator_cli/openapi-generator.jar"
TESTING = FOLDER / "testing"

OF_NODE = (
    "@adyen/api-library@30.0.0",
    "@hey-api/openapi-ts@0.95.0",
    "@octokit/webhooks-methods@5.1.1",
    "@types/node@20.19.43",
    "axios@1.21.1",
    "mercadopago@3.6.1",
    "newman@6.2.2",
    "openapi-fetch@0.17.0",
    "openapi-to-postmanv2@6.3.3",
    "openapi-typescript@7.13.0",
    "stripe@22.2.0",
    "typescript@5.9.3",
)
OF_PYTHON = (
    "Adyen==13.4.0",
    "squareup==46.0.0.20260916",
    "standardwebhooks==1.1.0",
    "stripe==16.1.0",
)
OF_GENERATORS = (
    "datamodel-code-generator==0.89.0",
    "openapi-generator-cli==7.26.0",
    "openapi-python-client==0.29.1",
    # what the generated code needs, and its types
    "attrs",
    "email-validator==2.4.0",
    "httpx",
    "mypy",
    "pydantic",
    "python-dateutil==2.9.0.post0",
    "types-python-dateutil==2.9.0.20261116",
    "typing-extensions",
    "urllib3",
)
_LONGEST_S = 600


def contract(name: str) -> Path:
    """Return the file of a provider's contract, by its name in the directory."""
    return directory() / f"{name}.json"


def version(package: str) -> str:
    """Return the version of a package of Node that is installed."""
    pins = dict(each.rsplit("@", 1) for each in OF_NODE)
    return pins[package]


def node(program: Path) -> list[str]:
    """Return the command of a program that stands where Node finds the libraries."""
    install(NODE, OF_NODE)
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
    interpreter = _environment(PYTHON, OF_PYTHON) / "python"
    # Square's client leaves its connection open at the end.
    return [str(interpreter), "-W", "error", "-W", "ignore::ResourceWarning", str(program)]


def generators() -> Path:
    """Return the folder of the programs that generate, in an environment of their own."""
    return _environment(GENERATORS, OF_GENERATORS)


def generator_jar() -> Path:
    """Return openapi-generator's archive, which has the libraries of its Java clients as well."""
    [jar] = GENERATORS.glob(GENERATOR_JAR)
    return jar


def _environment(folder: Path, packages: tuple[str, ...]) -> Path:
    """Make an environment with these packages, once; return the folder of its programs."""
    interpreter = folder / "bin" / "python"
    stamp = folder / "installed.txt"
    wanted = "\n".join(packages)
    if not stamp.is_file() or stamp.read_text(encoding="utf-8") != wanted:
        quiet = ("--disable-pip-version-check", "--quiet", "--quiet")
        pins = ("--constraint", str(ROOT / "requirements-dev.txt"))
        for command in (
            [sys.executable, "-m", "venv", "--clear", str(folder)],
            [str(interpreter), "-m", "pip", "install", *quiet, *pins, *packages],
        ):
            subprocess.run(command, check=True, timeout=_LONGEST_S)
        stamp.write_text(wanted, encoding="utf-8")
    return interpreter.parent


if __name__ == "__main__":
    directory()
    generators()
    for prepare in (node, python):
        prepare(Path(__file__))
    our_package()
