"""overlays/: each is short, valid, ours alone, and told of in docs/resources.md."""

import re
from pathlib import Path

import pytest
import yaml

from paydrill.openapi.resource_words import ID, RESOURCE, ROLE, ROLES
from tests.server_process import ROOT
from tests.unit.openapi.overlaid import CONTRACT, overlaid

FILES = sorted((ROOT / "overlays").glob("*"))
MOST_LINES = 20
_TARGET = re.compile(r"\$\.paths\[('/[^']*'(?:,'/[^']*')*)\](?:\.(\w+)|\[('\w+'(?:,'\w+')*)\])")
each_file = pytest.mark.parametrize("file", FILES, ids=lambda file: file.name.split(".")[0])


def actions(file: Path) -> list[dict[str, object]]:
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    assert content.keys() == {"overlay", "info", "actions"}
    assert content["info"].keys() == {"title", "version"}
    found: list[dict[str, object]] = content["actions"]
    return found


@each_file
def test_an_overlay_is_short_and_has_our_words_alone(file: Path) -> None:
    assert len(file.read_text(encoding="utf-8").splitlines()) <= MOST_LINES
    for each in actions(file):
        assert each.keys() == {"target", "update"}
        words = each["update"]
        assert isinstance(words, dict)
        assert words.keys() <= {ROLE, RESOURCE, ID}
        assert words.get(ROLE, "none") in ROLES


@each_file
def test_an_overlay_is_valid_and_gives_its_words_to_each_operation(
    file: Path, tmp_path: Path
) -> None:
    wanted: dict[str, dict[str, dict[str, object]]] = {}
    for each in actions(file):
        parts = _TARGET.fullmatch(str(each["target"]))
        assert parts is not None
        for path in re.findall(r"'([^']*)'", parts[1]):
            for method in re.findall(r"\w+", parts[2] or parts[3]):
                words = each["update"]
                assert isinstance(words, dict)
                wanted.setdefault(path, {}).setdefault(method, {}).update(words)
    paths = {
        path: {method: {"responses": {"200": {"description": "Fine."}}} for method in methods}
        for path, methods in wanted.items()
    }
    contract = yaml.safe_load(CONTRACT) | {"paths": paths}
    found = overlaid(tmp_path, "", yaml.safe_dump(contract), file.read_text(encoding="utf-8"))
    assert [each for each in found.findings if each.file.endswith("fix.yaml")] == []
    told = {
        path: {
            method: {word: one[word] for word in (ROLE, RESOURCE, ID) if word in one}
            for method, one in item.items()
            if method != "parameters"
        }
        for path, item in found.document["paths"].items()
    }
    assert told == wanted


def test_the_page_names_each() -> None:
    page = (ROOT / "docs/resources.md").read_text(encoding="utf-8")
    assert set(re.findall(r"`(\S+)\.overlay\.yaml`", page)) - {"<contract>"} == {
        file.name.removesuffix(".overlay.yaml") for file in FILES
    }
