"""The examples of a contract, wherever it has them, and as they were meant."""

from typing import Any

import pytest

from paydrill.responders.examples import example_of

DOCUMENT: dict[str, Any] = {"components": {"examples": {"one": {"value": {"id": 1}}}}}
ONE = {"$ref": "#/components/examples/one"}


@pytest.mark.parametrize(
    ("media", "example"),
    [
        ({"examples": {"a": ONE}}, {"id": 1}),
        ({"examples": {"a": {"value": ONE}}}, {"id": 1}),
        ({"example": ONE}, {"id": 1}),
        ({"example": {"$ref": "a value of its own"}}, {"$ref": "a value of its own"}),
    ],
)
def test_an_example_that_is_referred_to_is_meant(media: dict[str, Any], example: Any) -> None:
    assert example_of(DOCUMENT, media) == example
