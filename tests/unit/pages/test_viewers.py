"""The files of Swagger UI and ReDoc: those that their makers published, and nothing else."""

import json
from base64 import b64encode
from hashlib import sha256

import pytest

from paydrill.pages import viewers
from tests.server_process import ROOT

STATIC = ROOT / "paydrill" / "pages" / "static"
PINNED = json.loads((STATIC / "viewers.json").read_text("utf-8"))
FILES = [(name, file) for name, package in PINNED.items() for file in package["files"]]


@pytest.mark.parametrize(("package", "file"), FILES)
def test_a_file_is_the_one_that_was_pinned(package: str, file: str):
    digest = b64encode(sha256((STATIC / package / file).read_bytes()).digest()).decode()
    assert f"sha256-{digest}" == PINNED[package]["files"][file]


def test_there_is_no_other_file():
    # The console is compared with what its sources make, by `make check`.
    ours = STATIC / "console"
    files = (path for path in STATIC.rglob("*") if path.is_file() and ours not in path.parents)
    found = [path.relative_to(STATIC) for path in files]
    pinned = [f"{package}/{file}" for package, file in FILES]
    assert sorted(map(str, found)) == sorted([*pinned, "viewers.cdx.json", "viewers.json"])


@pytest.mark.parametrize("package", PINNED)
def test_each_package_comes_with_its_licence(package: str):
    assert PINNED[package]["licence"] in {"MIT", "Apache-2.0"}
    assert "LICENSE" in PINNED[package]["files"]
    assert PINNED[package]["integrity"].startswith("sha512-")


def test_pages_load_pinned_files_alone():
    assert {(package, file) for package, file, _ in viewers.ASSETS.values()} <= {*FILES}


def test_redoc_is_served_without_the_logo_of_its_makers_servers():
    assert b"cdn.redoc.ly" in (STATIC / "redoc" / "redoc.standalone.js").read_bytes()
    assert b"cdn.redoc.ly" not in viewers.asset("redoc.js")


def test_what_is_served_fits_a_small_package():
    assert sum((STATIC / package / file).stat().st_size for package, file in FILES) < 4_700_000


def test_the_bill_of_materials_lists_what_is_pinned():
    listed = json.loads((STATIC / "viewers.cdx.json").read_text("utf-8"))["components"]
    assert {each["name"]: each["version"] for each in listed} == {
        name: package["version"] for name, package in PINNED.items()
    }
