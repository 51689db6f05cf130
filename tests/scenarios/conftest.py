"""A folder with one scenario in it, and its library."""

from pathlib import Path

import pytest

from paydrill.scenarios.files.library import Library
from tests.scenarios.samples import KNOWN, write
from tests.scenarios.shelves import declining


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, declining("do_not_honor"), "mine.yaml")
    return tmp_path


@pytest.fixture
def library(folder: Path) -> Library:
    return Library([folder], folder / "mine.yaml", KNOWN)
