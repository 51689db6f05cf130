"""Every test of a store runs over every scheme; those of a log open one file again and again."""

import pytest

from paydrill.stores import open_store


@pytest.fixture
def store(scheme, empty_store):
    """An empty store of each scheme."""
    opened = open_store(empty_store(scheme))
    yield opened
    opened.close()


@pytest.fixture
def file(tmp_path):
    """Where a log is, in a folder that is not there yet."""
    return tmp_path / "data" / "records.tinydb"


@pytest.fixture
def reopen(file):
    """Opens the file anew, as the next process would."""
    opened = []

    def again(durability="process"):
        if opened:
            opened.pop().close()
        opened.append(open_store(f"tinydb:{file}", durability))
        return opened[-1]

    yield again
    if opened:
        opened.pop().close()
