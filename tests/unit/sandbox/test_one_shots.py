import pytest

from paydrill.sandbox.one_shots import is_name


@pytest.mark.parametrize(
    ("rule", "may_be"),
    [
        ("one-shot/1", True),
        ("one-shot/3", True),
        ("one-shot/4", False),
        ("one-shot/0", False),
        ("one-shot/\u0661", False),
        ("one-shot/" + "9" * 5_000, False),
        ("one-shot/*", True),
        ("*", True),
        ("1", False),
    ],
)
def test_a_one_shot_is_named_by_its_number(rule: str, may_be: bool):
    assert is_name(rule, 3) is may_be
