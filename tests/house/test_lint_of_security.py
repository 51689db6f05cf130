"""The lint for weaknesses (ruff's S, which is Bandit's) is on, and left out for a reason only."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
LINT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["ruff"]["lint"]
PRODUCT = ("paydrill", "handlers", "server.py", "openapi", "**", "*")
SILENCED = re.compile(r"# noqa:[^#]*\bS[0-9]{3}\b(?P<reason>.*)")


def of_security(codes: list[str]) -> list[str]:
    return [each for each in codes if re.fullmatch("S[0-9]*", each)]


def test_all_of_it_is_on():
    assert LINT["select"] == ["ALL"]
    assert of_security(LINT["ignore"]) == []


def test_no_folder_of_the_product_is_left_out():
    left_out = {
        place: of_security(codes)
        for place, codes in LINT["per-file-ignores"].items()
        if place.startswith(PRODUCT)
    }
    assert {place: codes for place, codes in left_out.items() if codes} == {}


def test_each_line_that_is_left_out_says_why():
    lines = [
        f"{path.relative_to(ROOT)}:{number}"
        for folder in ("paydrill", "handlers", "tools", "bench", "tests")
        for path in sorted((ROOT / folder).rglob("*.py"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if (found := SILENCED.search(line)) and " - " not in found["reason"]
    ]
    assert lines == []
