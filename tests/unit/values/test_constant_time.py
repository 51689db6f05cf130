import pytest

from paydrill.values.constant_time import is_same


@pytest.mark.parametrize("given", ["", "s", "secre", "secret ", "Secret", "sécret", "\ud800"])
def test_only_the_whole_secret_is_the_secret(given: str):
    assert is_same("secret", "secret")
    assert is_same(given, given)
    assert not is_same(given, "secret")
