"""Every test of a store runs over every scheme."""

import pytest

from paydrill.stores import open_store


@pytest.fixture
def store(scheme, empty_store):
    """An empty store of each scheme."""
    opened = open_store(empty_store(scheme))
    yield opened
    opened.close()
