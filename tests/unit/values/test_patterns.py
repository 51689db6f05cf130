"""Patterns with stars: what fits them, and that none takes long."""

import pytest

from paydrill.values.patterns import glob, overlap


@pytest.mark.parametrize(
    ("pattern", "fitting", "others"),
    [
        ("cus_1", ["cus_1"], ["cus_10", "cus_", ""]),
        ("cus_*", ["cus_", "cus_1", "cus_*"], ["cus", "xcus_1"]),
        ("*_1", ["_1", "cus_1"], ["cus_10"]),
        ("a*b*c", ["abc", "a1b2c", "abbcc", "a\nb\nc"], ["ab", "acb", "abc1"]),
        ("ab*ba", ["abba", "ab-ba"], ["aba", "ab"]),
        ("*", ["", "anything"], []),
        ("**", ["", "anything"], []),
        ("*a*a*", ["aa", "banana"], ["ba", ""]),
        ("a.c", ["a.c"], ["abc"]),
    ],
)
def test_a_star_stands_for_any_characters(pattern: str, fitting: list[str], others: list[str]):
    fits = glob(pattern)
    assert [text for text in fitting if not fits(text)] == []
    assert [text for text in others if fits(text)] == []


class Searched(str):
    """A text that notes from where on it is searched."""

    __slots__ = ("searched_from",)

    def find(self, part, start=0, end=None):
        self.searched_from.append(start)
        return super().find(part, start, end)


@pytest.mark.parametrize("last", ["b", "a"])
def test_a_text_is_searched_once_however_many_stars_there_are(last: str):
    text = Searched("a" * 100_000)
    text.searched_from = []
    assert glob("*a" * 200 + f"*{last}")(text) == (last == "a")
    assert len(text.searched_from) <= 200
    assert text.searched_from == sorted(text.searched_from)


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        ("/payment", "/payment", True),
        ("/payment", "/payments", False),
        ("/api/*", "/api/v1/*/refund", True),
        ("*/refund", "/api/v1/*/refund", True),
        ("/api/v1/*/txn_1/*", "/api/v1/transactions/*/refund", True),
        ("/api/v9/*", "/api/v1/*", False),
        ("*a", "b*", True),
        ("*", "", True),
        ("**", "*", True),
        ("a*", "", False),
        ("", "", True),
    ],
)
def test_two_patterns_meet_where_a_text_fits_both(one: str, other: str, *, meet: bool):
    assert overlap(one, other) == overlap(other, one) == meet
