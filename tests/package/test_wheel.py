"""The package, installed into empty environments and used from an empty folder."""

import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

from tests.package.image_root import ROOT

UV = Path(sys.executable).with_name("uv")
LARGEST = 3 * 1024 * 1024
PYTHONS = ["3.11", "3.12", "3.13", "3.14"]
SHOP = """
openapi: 3.1.0
info: {title: Shop, version: "1"}
paths:
  /orders:
    get:
      operationId: listOrders
      responses:
        "200":
          description: All orders.
          content: {application/json: {schema: {type: array, items: {type: string}}}}
"""
HANDLER = '''
def list_orders(sandbox):
    """List the orders of the team."""
    return ["answered by the team"], 200
'''
PAYMENT = {
    "card_number": "4111111111111111",
    "amount": 150,
    "currency": "USD",
    "customer_name": "Maria Oliveira",
}
PAGES = [
    "/docs",
    "/llms.txt",
    "/openapi/cards.json",
    "/openapi/events.asyncapi.yaml",
    "/openapi/scenario.schema.json",
    "/postman.json",
]
SCENARIO = """
scenario: 1
name: default
description: The shipped one, and a rule of ours.
include: [default.yaml]
rules:
  - id: ours
    when: {amount: 42.42}
    then: {declined: do_not_honor}
"""


def uv(*arguments: str | Path, folder: Path = ROOT) -> str:
    """Run uv, and return what it printed."""
    command = [str(UV), *map(str, arguments)]
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def pythons() -> dict[str, Path]:
    """Return the interpreters of this machine by version: this one, and those that pyenv has."""
    found = {".".join(map(str, sys.version_info[:2])): Path(sys.executable)}
    root = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    for each in PYTHONS:
        for interpreter in root.glob(f"versions/{each}.*/bin/python"):
            found.setdefault(each, interpreter)
    return found


class Installed(NamedTuple):
    """An environment with nothing but the package, and an empty folder to be in."""

    environment: Path
    folder: Path

    @property
    def command(self) -> str:
        """The program that was installed."""
        return str(self.environment / "bin" / "paydrill")

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run a command in the folder."""
        return subprocess.run(
            [self.command, *arguments], cwd=self.folder, capture_output=True, text=True, check=False
        )

    @contextmanager
    def serving(self, *options: str) -> Iterator[httpx.Client]:
        """Start a server in the folder; it is stopped by SIGTERM."""
        with subprocess.Popen(
            [self.command, "serve", "--port", "0", *options],
            cwd=self.folder,
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            try:
                assert process.stdout is not None
                url = process.stdout.readline().split()[-1]
                with httpx.Client(base_url=url) as client:
                    yield client
                process.terminate()
                assert process.wait(10) == 0
            finally:
                process.kill()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a wheel and an archive of sources, built from this clone."""
    folder = tmp_path_factory.mktemp("dist")
    uv("build", "--out-dir", folder)
    return folder


def installed(folder: Path, package: Path, python: Path) -> Installed:
    """Install a package into an environment of its own."""
    made = Installed(folder / "environment", folder / "empty")
    made.folder.mkdir()
    uv("venv", "--python", python, made.environment)
    uv("pip", "install", "--python", made.environment, package)
    return made


@pytest.fixture(scope="module")
def usual(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel, installed with the Python of these tests."""
    [wheel] = built.glob("*.whl")
    return installed(tmp_path_factory.mktemp("usual"), wheel, Path(sys.executable))


def test_nothing_lies_beside_the_package_and_all_licences_are_in_it(built: Path):
    [wheel] = built.glob("*.whl")
    assert wheel.stat().st_size < LARGEST
    with zipfile.ZipFile(wheel) as opened:
        names = opened.namelist()
    assert {name.partition("/")[0] for name in names} == {
        "paydrill",
        f"{wheel.name.rpartition('-py3')[0]}.dist-info",
    }
    licences = {name.partition(".dist-info/licenses/")[2] for name in names} - {""}
    static = "paydrill/pages/static"
    vendored = {"redoc/LICENSE", "swagger-ui-dist/NOTICE", "console/LICENSES.md"}
    assert licences >= {"LICENSE", *(f"{static}/{each}" for each in vendored)}
    assert "paydrill/py.typed" in names
    assert any(name.endswith(".dist-info/sboms/viewers.cdx.json") for name in names)


def test_the_same_sources_make_the_same_bytes(built: Path, tmp_path: Path):
    uv("build", "--out-dir", tmp_path)
    assert {
        each.name: each.read_bytes() for each in tmp_path.iterdir() if each.suffix != ".gitignore"
    } == {each.name: each.read_bytes() for each in built.iterdir()}


@pytest.mark.parametrize("kind", ["whl", "tar.gz"])
@pytest.mark.parametrize("version", sorted(pythons()))
def test_it_pays_from_an_empty_folder(built: Path, tmp_path: Path, version: str, kind: str):
    [package] = built.glob(f"*.{kind}")
    made = installed(tmp_path, package, pythons()[version])
    with made.serving() as client:
        paid = client.post("/payment", json=PAYMENT)
        assert paid.json()["status"] == "captured"
        for path in PAGES:
            assert client.get(path).is_success, path
    assert list(made.folder.iterdir()) == []


def test_a_projects_folders_are_laid_over_what_is_shipped(usual: Installed):
    for name, text in {
        "openapi/shop.yaml": SHOP,
        "scenarios/default.yaml": SCENARIO,
        "handlers/shop.py": HANDLER,
    }.items():
        (usual.folder / name).parent.mkdir()
        (usual.folder / name).write_text(text, encoding="utf-8")
    checked = usual.run("check")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    with usual.serving() as client:
        assert client.get("/orders").json() == ["answered by the team"]
        declined = client.post("/payment", json={**PAYMENT, "amount": 42.42})
        assert declined.headers["Paydrill-Rule"] == "default/ours"
        poor = client.post("/payment", json={**PAYMENT, "amount": 0.01})
        assert poor.headers["Paydrill-Rule"] == "default/insufficient-funds"
        assert client.get("/_control/scenarios").json()["scenarios"]
    assert (usual.folder / "data" / "paydrill.tinydb").is_file()


@pytest.mark.parametrize(
    ("extra", "options"),
    [("postgres", ["--store", "postgresql://me@127.0.0.1/none"]), ("tls", ["--tls-self-signed"])],
)
def test_what_needs_an_extra_says_which(usual: Installed, extra: str, options: list[str]):
    refused = usual.run("serve", *options)
    assert refused.returncode == 2
    assert refused.stderr.strip().endswith(f"pip install 'paydrill[{extra}]'")
