"""Every test of a store runs over every scheme."""

import pytest

from paydrill.stores import SCHEMES, open_store
from tests.factories import STORE_URLS


@pytest.fixture(params=sorted(SCHEMES))
def store(request, tmp_path):
    """An empty store of each scheme; a scheme without a URL in `STORE_URLS` fails here."""
    opened = open_store(STORE_URLS[request.param].format(folder=tmp_path))
    yield opened
    opened.close()
