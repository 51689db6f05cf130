"""A raised document is kept between starts, and never used when anything has changed since."""

from pathlib import Path
from unittest.mock import Mock

import pytest

from paydrill.openapi import cache, documents
from paydrill.openapi.contract import Contract
from paydrill.openapi.documents import ContractFile, load_contracts

TEXT = """openapi: 3.0.3
info: {title: A, version: '1'}
paths: {/a: {get: {operationId: a, responses: {200: {description: d, content: {application/json:
  {schema: {$ref: part.yaml}}}}}}}}
"""

FIX = """overlay: 1.0.0
info: {{title: Fixes, version: '1'}}
actions: [{{target: $.info, update: {{title: {}}}}}]
"""


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(cache.FOLDER, str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "part.yaml").write_text("type: int\n", encoding="utf-8")
    (tmp_path / "a.yaml").write_text(TEXT, encoding="utf-8")
    return tmp_path / "a.yaml"


@pytest.fixture
def raised(monkeypatch: pytest.MonkeyPatch) -> Mock:
    """Counts how often a document is raised; it is raised all the same."""
    spy = Mock(wraps=documents.raise_document)
    monkeypatch.setattr(documents, "raise_document", spy)
    return spy


def loaded(file: Path) -> Contract:
    [contract] = load_contracts((), [ContractFile(file)])
    return contract


def test_a_contract_is_raised_once(file: Path, raised: Mock):
    first, second = loaded(file), loaded(file)
    assert raised.call_count == 1
    assert second.raised == first.raised
    assert second.findings == first.findings
    assert second.origins == first.origins
    assert [each.id for each in second.operations] == ["a"]
    assert second.document == first.document


def test_what_has_changed_is_raised_again(file: Path, raised: Mock):
    loaded(file)
    (file.parent / "part.yaml").write_text("type: integer\n", encoding="utf-8")
    assert loaded(file).findings == ()
    file.write_text(TEXT.replace("title: A", "title: B"), encoding="utf-8")
    assert loaded(file).title == "B"
    assert raised.call_count == 3


def test_an_overlay_that_has_changed_is_applied_again(file: Path, raised: Mock):
    overlay = file.parent / "overlays" / "a.overlay.yaml"
    overlay.parent.mkdir()
    assert loaded(file).title == "A"
    for title, calls in (("B", 2), ("C", 3), ("C", 3), ("A", 4)):
        overlay.write_text(FIX.format(title), encoding="utf-8")
        assert loaded(file).title == title
        assert raised.call_count == calls
    overlay.unlink()
    assert loaded(file).title == "A"
    assert raised.call_count == 4


def test_a_file_that_was_missing_is_found_when_it_is_there(file: Path):
    part = file.parent / "part.yaml"
    part.unlink()
    assert {each.code for each in loaded(file).findings} == {"missing-reference"}
    part.write_text("type: integer\n", encoding="utf-8")
    assert loaded(file).findings == ()


@pytest.mark.parametrize("text", [b"", b"{", b"[]", b"{}", b'{"key": 1, "file": 2}'])
def test_an_entry_that_is_damaged_is_written_again(
    file: Path, own_cache: Path, raised: Mock, text: bytes
):
    loaded(file)
    [entry] = own_cache.iterdir()
    whole = entry.read_bytes()
    entry.write_bytes(text)
    loaded(file)
    assert raised.call_count == 2
    assert entry.read_bytes() == whole


def test_an_entry_under_another_key_is_not_used(file: Path, own_cache: Path):
    loaded(file)
    [entry] = own_cache.iterdir()
    other = file.with_name("b.yaml")
    other.write_text(TEXT.replace("title: A", "title: B"), encoding="utf-8")
    loaded(other)
    [another] = set(own_cache.iterdir()) - {entry}
    another.write_bytes(entry.read_bytes())
    assert loaded(other).title == "B"


def test_only_so_many_entries_are_kept(file: Path, own_cache: Path):
    for number in range(70):
        file.write_text(TEXT.replace("title: A", f"title: A{number}"), encoding="utf-8")
        loaded(file)
    assert len(list(own_cache.iterdir())) == 64


def test_a_server_starts_where_nothing_can_be_kept(file: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv(cache.FOLDER, str(file))  # a file is no folder
    assert loaded(file).title == "A"
