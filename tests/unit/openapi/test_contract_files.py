"""Which contract an overlay is for: by what it extends, by its name, or as there is but one."""

import json
from pathlib import Path
from typing import Any

import pytest

from paydrill.openapi.contract_files import ContractFile, overlaid

SHOP = ContractFile(Path("specs/shop.yaml"))
STRIPE = ContractFile(Path("specs/spec3.json"), "stripe")
FETCHED = ContractFile(Path("cache/1.yaml"), "pets", address="https://a.example/v1/petstore.yaml")
OWN = ContractFile(Path("openapi/control.yaml"))
OTHER = ContractFile(Path("openapi/compose.yaml"))
LOST = ContractFile(Path("openapi/lost.yaml"))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that the contracts are in, and files of other kinds."""
    for each in (SHOP, STRIPE, FETCHED, OWN):
        (tmp_path / each.file).parent.mkdir(exist_ok=True)
        (tmp_path / each.file).write_text('{"openapi": "3.1.0"}', encoding="utf-8")
    (tmp_path / OTHER.file).write_text("services: {}\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def chosen(
    folder: Path, extends: Any, name: str, named: list[ContractFile], found: list[ContractFile]
) -> tuple[list[str], list[str]]:
    """The names of the contracts that an overlay is for, and why it is for none."""
    file = folder / name
    content = {"overlay": "1.0.0"} | ({"extends": extends} if extends else {})
    file.write_text(json.dumps(content), encoding="utf-8")
    first, second, problems = overlaid(named, found, [file])
    return [each.called for each in (*first, *second) if each.overlays], problems


@pytest.mark.parametrize(
    ("extends", "name", "contract"),
    [
        ("specs/shop.yaml", "fix.yaml", "shop"),
        ("./shop.yaml", "fix.yaml", "shop"),
        ("https://b.example/main/shop.yaml?raw=1", "fix.yaml", "shop"),
        ("../spec3.json", "shop.overlay.yaml", "stripe"),
        ("https://a.example/v1/petstore.yaml", "fix.yaml", "pets"),
        ("petstore.yaml", "fix.yaml", "pets"),
        ("", "shop.overlay.yaml", "shop"),
        ("", "stripe.overlay.yml", "stripe"),
        ("", "spec3.overlay.json", "stripe"),
        ("elsewhere.yaml", "pets.overlay.yaml", "pets"),
    ],
)
def test_one_of_many(folder: Path, extends: str, name: str, contract: str):
    for named, found in (([SHOP, STRIPE, FETCHED], []), ([SHOP], [STRIPE, FETCHED, OWN])):
        assert chosen(folder, extends, name, named, found) == ([contract], [])


@pytest.mark.parametrize(
    ("named", "found", "contract"),
    [
        ([SHOP], [], "shop"),
        ([SHOP], [STRIPE, FETCHED], "shop"),
        ([], [STRIPE, OWN], "stripe"),
        ([OWN], [STRIPE], "stripe"),
        ([], [OTHER, STRIPE, LOST], "stripe"),
    ],
)
@pytest.mark.parametrize("extends", ["", "other.yaml"])
def test_the_only_one(
    folder: Path,
    extends: str,
    named: list[ContractFile],
    found: list[ContractFile],
    contract: str,
):
    assert chosen(folder, extends, "fix.yaml", named, found) == ([contract], [])


@pytest.mark.parametrize("extends", ["", "other.yaml", "control.yaml", "http://[", ["a"], 5])
def test_no_telling_which(folder: Path, extends: Any):
    why = (
        f"{folder / 'fix.yaml'}: no telling which contract it is for (shop, stripe):"
        " let it say `extends: FILE`, or be called CONTRACT.overlay.yaml"
    )
    for named, found in (([SHOP, STRIPE], []), ([], [SHOP, STRIPE, OWN, OTHER])):
        assert chosen(folder, extends, "fix.yaml", named, found) == ([], [why])


def test_two_of_one_name(folder: Path):
    other = SHOP._replace(file=Path("others/shop.yaml"))
    assert chosen(folder, "shop.yaml", "fix.yaml", [SHOP, other], [])[0] == []
    assert chosen(folder, "others/shop.yaml", "fix.yaml", [SHOP, other], [])[1] == []
