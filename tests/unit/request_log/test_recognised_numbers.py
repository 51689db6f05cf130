"""Every place that hides card numbers recognises the same ones, however they are written."""

import pytest

from paydrill.request_log.redaction import USUAL_REDACTION
from paydrill.request_log.secrets_in_text import without_secrets
from paydrill.values.masking import SEPARATORS, hide_numbers, mask
from paydrill.values.suggestions import quoted
from tests.unit.request_log.wire import request

BETWEEN = ["", ".", *SEPARATORS, "  ", " - ", " \u2013 ", "\u00a0-\u00a0", "\t\t\t"]
GROUPS = ("4111", "1111", "1111", "1111")
MISTYPED = ("4111", "1111", "1111", "1112")


@pytest.mark.parametrize("between", BETWEEN, ids=ascii)
def test_a_number_that_passes_the_luhn_check_is_masked(between: str):
    assert (
        mask(f"card {between.join(GROUPS)}!") == f"card {between.join(['****'] * 3)}{between}1111!"
    )


@pytest.mark.parametrize("between", BETWEEN, ids=ascii)
def test_a_number_that_is_called_a_card_number_is_masked_even_if_it_is_mistyped(between: str):
    shown = without_secrets(f"card number: {between.join(MISTYPED)}")
    assert shown == f"card number: {between.join(['****'] * 3)}{between}1112"


@pytest.mark.parametrize("groups", [GROUPS, MISTYPED])
@pytest.mark.parametrize("between", BETWEEN, ids=ascii)
def test_where_nothing_may_move_every_digit_of_such_a_form_is_hidden(between: str, groups):
    written, hidden = between.join(groups), between.join(["****"] * 4)
    assert hide_numbers(f"number: {written}  # mine") == f"number: {hidden}  # mine"
    assert quoted(written) == repr(hidden)


@pytest.mark.parametrize("between", BETWEEN, ids=ascii)
def test_no_exchange_with_one_is_kept_as_it_was(between: str):
    kept = USUAL_REDACTION.redacted(request(between.join(GROUPS).encode()), [], b"")
    assert b"".join(kept[5].split()).endswith(b"1111")
    assert b"4" not in kept[5]


@pytest.mark.parametrize(
    "text", ["127.0.0.100", "1.234.567.890", "9999999999.99", "12345678901", "30 s", ""]
)
def test_other_numbers_have_another_form(text: str):
    assert hide_numbers(text) == mask(text) == text


def test_a_number_behind_an_address_is_hidden():
    written = "192.168.4111 1111 1111 1111"
    assert mask(written) == "192.168.**** **** **** 1111"
    assert hide_numbers(written) == "192.168.**** **** **** ****"
