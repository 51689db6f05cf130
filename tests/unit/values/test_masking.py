"""Card numbers hidden in text, and everything else left as it is."""

import pytest
from stdnum import luhn

from paydrill.values.masking import _is_luhn, is_card_number, mask


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("4111111111111111", "************1111"),
        ("card 4111 1111 1111 1111.", "card **** **** **** 1111."),
        ("4111-1111-1111-1111", "****-****-****-1111"),
        ("4111.1111.1111.1111", "****.****.****.1111"),
        ("3782 822463 10005", "**** ****** *0005"),
        ("501800000009", "********0009"),
        ('{"n":"6304939304310009610"}', '{"n":"***************9610"}'),
        ("n4111111111111111n", "n************1111n"),
        ("4111 1111 1111 1111 12/30 123", "**** **** **** 1111 12/30 123"),
        ("378282246310005 4111111111111111", "***********0005 ************1111"),
    ],
)
def test_all_but_the_last_four_digits_are_hidden(text: str, masked: str):
    assert mask(text) == masked


def test_where_two_numbers_overlap_both_are_hidden():
    # 0366 4111 1111 passes the Luhn check as well.
    assert mask("0366 4111 1111 1111 1111") == "**** **** **** **** 1111"


@pytest.mark.parametrize(
    "text",
    [
        "4111111111111112",
        "41111111111",
        "99994111111111111111",
        "9999999999.99",
        "2026-01-27T12:00:00.000Z 2026-01-27 12:00:00,000 127.0.0.1:50000",
        "+1-555-0123",
        "txn_20260127120000_a1b2c3d4e5f60718",  # its time passes the Luhn check
        "tok_4111111111111111a1b2c3d4e5f60718",
        "dp_4111111111111111",
        "mdt_4111111111111111a1b2c3d4e5f60718",
        "3ds_4111111111111111a1b2c3d4e5f60718",
        "4111111111111111a1b2c3d4e5f60718",
        "9f86d081-4111-4111-8111-111111111111",
    ],
)
def test_other_numbers_are_left_alone(text: str):
    assert mask(text) == text


def test_a_time_that_passes_the_luhn_check_is_hidden_outside_of_an_id():
    assert luhn.is_valid("20260127120000")
    assert mask("20260127120000") == "**********0000"


def test_the_luhn_check_is_the_usual_one():
    numbers = [str(number) for number in range(10**11, 10**19, (10**19 - 10**11) // 997)]
    assert [_is_luhn(each) for each in numbers] == [luhn.is_valid(each) for each in numbers]
    assert sum(map(_is_luhn, numbers)) > 50


@pytest.mark.parametrize(
    ("digits", "is_one"),
    [
        ("4" * 12, True),
        ("4" * 19, True),
        ("4" * 11, False),
        ("4" * 20, False),
        ("4111 1111 1111 1111", False),
        ("\u0664" * 16, False),
        ("", False),
    ],
)
def test_a_card_number_by_itself_is_12_to_19_digits(digits: str, is_one):
    assert is_card_number(digits) == is_one
