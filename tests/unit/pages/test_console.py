"""The document of the console."""

import gzip
import json
from dataclasses import replace
from pathlib import Path

import pytest

from paydrill.pages.console import (
    Entry,
    at_root,
    below_control,
    built_file,
    console_page,
    entry,
    policy,
)
from tests.unit.pages.page_reader import PageReader, directives
from tests.unit.pages.test_start_page import START

MANIFEST = {
    "index.html": {
        "file": "assets/index-4f2a.js",
        "isEntry": True,
        "imports": ["_preact.js"],
        "dynamicImports": ["src/editor.ts"],
        "css": ["assets/index-9c1e.css"],
    },
    "_preact.js": {"file": "assets/preact-77aa.js", "css": ["assets/index-9c1e.css"]},
    "src/editor.ts": {"file": "assets/editor-0b0b.js", "isDynamicEntry": True},
}
AT_ROOT = replace(START, base_url="http://127.0.0.1:8000")


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """A folder as Vite writes it."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "manifest.json").write_text(json.dumps(MANIFEST))
    (tmp_path / "assets" / "index-4f2a.js").write_text("start()")
    return tmp_path


def test_it_loads_what_the_manifest_names(built: Path) -> None:
    assert entry(built) == Entry("index-4f2a.js", ("index-9c1e.css",), ("preact-77aa.js",))


def test_without_a_build_it_loads_nothing(tmp_path: Path) -> None:
    assert entry(tmp_path) == Entry()


def test_a_built_file_is_there_compressed_as_well(built: Path) -> None:
    content, compressed = built_file("index-4f2a.js", built)
    assert content == gzip.decompress(compressed) == b"start()"


@pytest.mark.parametrize("name", ["index-0000.js", "..", ".", "", "../manifest.json", ".hidden"])
def test_no_other_file_is_given_away(built: Path, name: str) -> None:
    (built / "assets" / ".hidden").write_text("")
    with pytest.raises(LookupError):
        built_file(name, built)


@pytest.mark.parametrize(
    ("base_url", "place", "base", "root"),
    [
        ("http://127.0.0.1:8000", at_root, "./", "./"),
        ("http://127.0.0.1:8000/~checkout-7", at_root, "./", "../"),
        ("http://127.0.0.1:8000", below_control, "../", "../"),
        ("http://127.0.0.1:8000/~checkout-7", below_control, "../", "../../"),
    ],
)
def test_its_addresses_fit_wherever_it_is(base_url, place, base, root) -> None:
    start = replace(START, base_url=base_url)
    page = PageReader(console_page(start, place(base_url), needs_token=False))
    [console] = [each for each in page.attributes_of("div") if each.get("id") == "console"]
    assert (console["data-base"], console["data-root"]) == (base, root)
    assert console["data-sandbox"] == ("checkout-7" if "~" in base_url else "default")
    assert all(not url.startswith(("/", "http")) for url in page.loaded_urls())


@pytest.mark.parametrize(("needs_token", "shown"), [(True, "required"), (False, "none")])
def test_it_says_whether_a_token_is_needed(needs_token, shown) -> None:
    page = console_page(AT_ROOT, at_root(AT_ROOT.base_url), needs_token=needs_token)
    assert f'data-token="{shown}"' in page


def test_without_scripts_it_has_the_facts_of_the_start_page() -> None:
    page = PageReader(console_page(START, at_root(START.base_url), needs_token=False))
    assert "0.01 declined: insufficient_funds Insufficient funds" in page.text
    assert "Visa 4532015112830366" in page.text
    assert "Our API & more /own 2" in page.text


def test_its_links_lead_to_the_documentation_from_below_control_as_well() -> None:
    start = replace(START, pages="_control/")
    for place, link in ((at_root, "_control/redoc?contract=cards"), (below_control, "redoc?")):
        page = PageReader(console_page(start, place(START.base_url), needs_token=False))
        assert any(each["href"].startswith(link) for each in page.attributes_of("a"))


def test_nothing_is_inline_and_nothing_inline_is_allowed() -> None:
    page = PageReader(console_page(START, at_root(START.base_url), needs_token=False))
    assert page.inline == {"script": [], "style": []}
    assert not any("style" in attributes for _, attributes in page.elements)
    allowed = directives(policy("http://127.0.0.1:8000/~checkout-7"))
    assert allowed["default-src"] == ["'none'"]
    assert allowed["script-src"] == allowed["style-src"] == ["'self'"]
    sockets = ["ws://127.0.0.1:8000", "wss://127.0.0.1:8000"]
    assert allowed["connect-src"] == ["'self'", *sockets]
    assert "unsafe" not in policy("http://127.0.0.1:8000")
