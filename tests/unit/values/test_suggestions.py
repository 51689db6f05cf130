"""Words for a name that nothing has: which one was meant, or which there are."""

import pytest

from paydrill.values.suggestions import closest, likeness, nearest, quoted, suggestion, unknown

OPERATIONS = ["cards.create_payment", "pix.create_payment", "cards.get_token"]


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("cards.create_paymnt", ["cards.create_payment"]),
        (" PIX.create_payment", ["pix.create_payment"]),
        ("create_payment", ["pix.create_payment", "cards.create_payment"]),
        ("nothing.like_it", []),
        ("", []),
        ("c" * 100_000, []),
    ],
)
def test_the_likeliest_come_first_and_the_much_less_likely_not_at_all(word, found):
    assert nearest(word, OPERATIONS) == found
    assert closest(word, OPERATIONS) == (found[0] if found else None)


def test_letters_that_changed_places_are_the_likeliest_mistake():
    currencies = ["AUD", "CUP", "EUR", "SUR", "USD", "USN"]
    assert nearest("UDS", currencies) == ["USD"]
    assert nearest("ERU", currencies)[0] == "EUR"
    assert nearest("cards.create_paymnet", OPERATIONS) == ["cards.create_payment"]


def test_likeness_is_none_below_its_bar():
    assert likeness("cvs", "csv") > 0
    assert likeness("cvs", "csv", 0.9) == 0
    assert likeness("csv", "csv") == 1


def test_without_a_near_one_the_first_of_all_are_listed():
    assert suggestion("x", OPERATIONS) == f"allowed: {', '.join(sorted(OPERATIONS))}"
    assert suggestion("x", [f"rule-{n:02}" for n in range(20)]).endswith("rule-11 and 8 more")
    assert suggestion("x", []) == "allowed: none"


def test_what_is_quoted_is_short_and_has_no_card_number():
    assert quoted("4111 1111 1111 1111") == "'**** **** **** ****'"
    assert len(quoted("n" * 1000)) < 70
    assert unknown("no rule is called", "a\nb", ["a/b"]).startswith(r"no rule is called 'a\nb'; ")
