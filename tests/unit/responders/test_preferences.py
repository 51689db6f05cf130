"""`Prefer`, as clients write it."""

import pytest

from paydrill.responders.preferences import NO_PREFERENCES, Preferences, preferences_of


@pytest.mark.parametrize(
    ("header", "wished"),
    [
        (None, NO_PREFERENCES),
        ("", NO_PREFERENCES),
        ("code=422", Preferences(422)),
        (" code = 422 ; x, example=expired ,dynamic", Preferences(422, "expired", dynamic=True)),
        ('example="a, \\"b\\"; c"', Preferences(example='a, "b"; c')),
        ("code=404, code=500", Preferences(404)),
        ("respond-async; wait=10, Dynamic=1", Preferences(dynamic=True)),
        ("code=999", Preferences("999")),
        ("respond async, code=422", Preferences(422)),
        ('example="open, code=422', NO_PREFERENCES),
        ("example=" + "a" * 5_000, Preferences(example="a" * 992)),
        (" " * 900 + "!", NO_PREFERENCES),
    ],
)
def test_wishes_are_read_wherever_they_stand(header: str | None, wished: Preferences):
    assert preferences_of(header) == wished
