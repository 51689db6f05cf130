"""Overlay files: where they are found by themselves, and which cannot be read."""

from pathlib import Path

import pytest

from paydrill.openapi.contract import Contract
from paydrill.openapi.documents import ContractError, ContractFile, load_contracts
from paydrill.openapi.overlays import Overlay
from tests.unit.openapi.overlaid import CONTRACT

RETITLED = """\
overlay: 1.0.0
info: {{title: Fixes, version: '1'}}
actions: [{{target: $.info, update: {{title: {}}}}}]
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that the command is called in; the contract is in `specs` beside it."""
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "shop.yaml").write_text(CONTRACT.replace("strin}", "string}"), "utf-8")
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "here"


def write(file: Path, text: str) -> Path:
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def loaded(here: Path, *overlays: Path, name: str = "", address: str | None = None) -> Contract:
    file = ContractFile(here.parent / "specs" / "shop.yaml", name, address=address)
    [contract] = load_contracts((), [file], overlays=overlays)
    return contract


@pytest.mark.parametrize("suffix", ["yaml", "yml", "json"])
@pytest.mark.parametrize("folder", ["here/overlays", "specs/overlays"])
def test_an_overlay_of_the_contracts_name_is_found(here: Path, folder: str, suffix: str):
    assert loaded(here).title == "Shop"
    file = write(here.parent / folder / f"shop.overlay.{suffix}", RETITLED.format('"Store"'))
    if suffix == "json":
        write(
            file,
            '{"overlay": "1.0.0", "info": {"title": "t", "version": "1"},'
            ' "actions": [{"target": "$.info", "update": {"title": "Store"}}]}',
        )
    found = loaded(here)
    assert (found.title, found.findings) == ("Store", ())
    assert found.document["info"]["title"] == "Store"


def test_the_folder_of_the_command_goes_before_that_of_the_contract(here: Path):
    write(here.parent / "specs/overlays/shop.overlay.yaml", RETITLED.format("There"))
    assert loaded(here).title == "There"
    write(here / "overlays/shop.overlay.yaml", RETITLED.format("Here"))
    assert loaded(here).title == "Here"


def test_the_name_that_a_contract_is_given_counts(here: Path):
    write(here / "overlays/shop.overlay.yaml", RETITLED.format("Shop"))
    write(here / "overlays/store.overlay.yaml", RETITLED.format("Store"))
    assert loaded(here, name="store").title == "Store"


def test_a_fetched_contract_has_no_folder(here: Path):
    write(here.parent / "specs/overlays/shop.overlay.yaml", RETITLED.format("There"))
    assert loaded(here, address="https://a.example/shop.yaml").title == "Shop"


def test_a_name_can_be_too_long_for_the_file_of_an_overlay(here: Path):
    assert loaded(here, name="n" * 250).overlays == ()


def test_overlays_that_are_named_come_after_the_one_found_and_none_twice(here: Path):
    found = write(here / "overlays/shop.overlay.yaml", RETITLED.format("Found"))
    named = write(here / "named.yaml", RETITLED.format("Named"))
    assert loaded(here, named).title == "Named"
    assert [each.file.name for each in loaded(here, named, found).overlays] == [
        "shop.overlay.yaml",
        "named.yaml",
    ]


def test_overlays_among_contracts_are_no_contracts(here: Path):
    folder = here.parent / "specs"
    write(folder / "shop.overlay.yaml", RETITLED.format("Store"))
    assert [each.name for each in load_contracts([folder])] == ["shop"]


UNREADABLE = [
    (b"a list", "is no overlay, which begins with overlay: 1.0.0"),
    (b"", "is no overlay, which begins with overlay: 1.0.0"),
    (CONTRACT.encode(), "is no overlay, which begins with overlay: 1.0.0"),
    (b"overlay: 1.0.0\n\tactions: [", "line 2, column 10: mapping values are not allowed"),
    (b"overlay: \xff\n", "is not UTF-8: byte 10 is wrong"),
    (b"overlay: 1.0.0\na: " + b"[" * 300, "is nested deeper than 200 levels"),
    (
        b"a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        + b"".join(
            f"a{n + 1}: &a{n + 1} [{', '.join([f'*a{n}'] * 10)}]\n".encode() for n in range(9)
        ),
        "has aliases that stand for more than 1,000,000 values",
    ),
]


@pytest.mark.parametrize(("data", "why"), UNREADABLE)
def test_an_unreadable_overlay_is_a_finding_if_found_and_an_error_if_named(
    here: Path, data: bytes, why: str
):
    file = write(here / "overlays/shop.overlay.yaml", "")
    file.write_bytes(data)
    [finding] = loaded(here).findings
    assert (finding.code, finding.file) == ("unreadable-overlay", str(file))
    assert finding.sentence.startswith(why)
    with pytest.raises(ContractError) as error:
        loaded(here, file)
    assert error.value.problems[0].startswith(f"{file}: {why}")
    assert len(error.value.problems) == 1


def test_an_overlay_that_is_too_large_or_no_file(here: Path):
    large = here / "large.yaml"
    with large.open("wb") as sparse:
        sparse.truncate(65 * 2**20)
    assert Overlay.of(large).unread == "is larger than 64 MB"
    assert Overlay.of(here).unread == "is a folder, and no overlay"
    assert Overlay.of(here / "nowhere.yaml").unread.startswith("is not there")
    assert Overlay.of(Path("/dev/zero")).unread == "is no file"
