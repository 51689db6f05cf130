"""The document of events as it is published."""

import pytest
import yaml

from paydrill.pages.events import events_as_yaml
from paydrill.shipped import EVENTS


@pytest.mark.parametrize(
    ("root", "named"),
    [
        ("http://127.0.0.1:8000", {"host": "127.0.0.1:8000", "protocol": "ws"}),
        (
            "https://pay.test/~shop",
            {"host": "pay.test", "protocol": "wss", "pathname": "/~shop"},
        ),
        ("", {"host": "localhost:8000", "protocol": "ws"}),
    ],
)
def test_it_names_the_server_that_it_was_read_from(root: str, named: dict[str, str]) -> None:
    document = yaml.safe_load(events_as_yaml(root))
    here = document["servers"].pop("here")
    assert here == named | {"description": "The server that serves this document."}
    source = yaml.safe_load(EVENTS.read_text(encoding="utf-8"))
    del source["servers"]["here"]
    assert document == source
