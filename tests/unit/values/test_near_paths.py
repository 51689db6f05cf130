"""Paths that are not there, and those that were meant."""

from pathlib import Path

import pytest

from paydrill.values.near_paths import did_you_mean


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("scenarios/default.yml", "scenarios/default.yaml"),
        ("scenarois/defualt.yaml", "scenarios/default.yaml"),
        ("scenarois", "scenarios"),
        ("nothing", None),
        ("scenarios/nothing.txt", None),
        ("scenarios/default.yaml/x", None),
        ("x" * 5_000, None),
        ("scenarios/\0", None),
    ],
)
def test_each_part_may_be_misspelt(given, meant, tmp_path):
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "scenarios" / "default.yaml").touch()
    hint = did_you_mean(tmp_path / given)
    assert hint == ("" if meant is None else f"; did you mean {tmp_path / meant}?")


def test_a_relative_path_stays_one(tmp_path, monkeypatch):
    (tmp_path / "shop.yaml").touch()
    monkeypatch.chdir(tmp_path)
    assert did_you_mean(Path("shpo.yaml")) == "; did you mean shop.yaml?"
