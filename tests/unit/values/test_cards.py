"""Cards: brands, the checks of a printed card, and what may be kept of one."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paydrill.errors import InvalidCard
from paydrill.standards import standards
from paydrill.values.cards import BRANDS, Card, CardDetails, brand_of, check_card, fingerprint, mask
from paydrill.values.times import from_rfc3339
from tests.factories import AMERICAN_EXPRESS, NOON_MS, VISA, card, luhn_valid

LUHN = standards().luhn

PUBLISHED = {
    "4532015112830366": "Visa",
    "4111111111111111": "Visa",
    "4242424242424242": "Visa",
    "4000056655665556": "Visa",
    "5425233430109903": "Mastercard",
    "5555555555554444": "Mastercard",
    "5105105105105100": "Mastercard",
    "2223003122003222": "Mastercard",
    "374245455400126": "American Express",
    "378282246310005": "American Express",
    "6011111111111117": "Discover",
    "6011981111111113": "Discover",
    "3530111333300000": "JCB",
    "36259600000004": "Diners Club",
}

# Both ends of every range, the numbers just outside it, and the ranges that lie in others.
PREFIXES = {
    "Visa": "4 401177 401180 431273 457630 457633 49",
    "Mastercard": "51 55 2221 2720 2500",
    "American Express": "34 37",
    "Discover": "6011 644 649 65 650030 650034 650052 655020 655059",
    "Diners Club": "300 305 36 38 39",
    "JCB": "3528 3589 2131 1800",
    "UnionPay": "62 627779 627781 8100 8171",
    "Maestro": "50 56 59 63 67 6 606281 6010 6012 643 504174 506698 506779 508999 637094 63737422",
    "Elo": "401178 401179 431274 438935 451416 457393 457631 457632 504175 506699 506778 509000 "
    "509999 627780 636297 636368 650031 650033 650035 650051 650405 650439 650485 650538 650541 "
    "650598 650700 650718 650720 650727 650901 650978 651652 651679 655000 655019 655021 655058",
    "Hipercard": "606282",
    "Hiper": "637095 637568 637599 637609 637612 63737423 63743358",
    "Unknown": "2220 2721 1 306 309 3527 3590 35 2130 1801 8099 8172 9 0 7",
}

LENGTHS = {
    "Visa": (VISA, {13, 16, 18, 19}),
    "Mastercard": ("5555", {16}),
    "American Express": ("3782", {15}),
    "Discover": ("6011", {16, 19}),
    "Diners Club": ("3625", {14, 16, 19}),
    "JCB": ("3530", {16, 17, 18, 19}),
    "UnionPay": ("6221", {14, 15, 16, 17, 18, 19}),
    "Maestro": ("5018", {12, 13, 14, 15, 16, 17, 18, 19}),
    "Elo": ("636368", {16}),
    "Hipercard": ("606282", {16}),
    "Hiper": ("637095", {16}),
    "Unknown": ("9", {12, 13, 14, 15, 16, 17, 18, 19}),
}


def errors_of(details, now_ms=NOON_MS):
    with pytest.raises(InvalidCard) as caught:
        check_card(details, now_ms, LUHN)
    return {error.pointer: error.message for error in caught.value.errors}


@pytest.mark.parametrize(("number", "brand"), PUBLISHED.items())
def test_published_test_cards_are_good_and_of_their_brand(number, brand):
    cvv = "1234" if brand == "American Express" else "123"
    assert check_card(card(number, cvv=cvv), NOON_MS, LUHN) == number
    assert brand_of(number).name == brand


@pytest.mark.parametrize(
    ("prefix", "brand"),
    [(prefix, brand) for brand, prefixes in PREFIXES.items() for prefix in prefixes.split()],
)
def test_the_longest_prefix_decides_the_brand(prefix, brand):
    assert brand_of(prefix.ljust(16, "0")).name == brand


def test_every_brand_has_a_name_that_scenarios_may_use():
    assert set(PREFIXES) - {"Unknown"} == BRANDS == set(LENGTHS) - {"Unknown"}


@pytest.mark.parametrize(("brand", "start", "lengths"), [(b, *rest) for b, rest in LENGTHS.items()])
def test_a_number_has_one_of_the_lengths_of_its_brand(brand, start, lengths):
    for length in range(8, 25):
        number = luhn_valid(start[: length - 1], length)
        details = CardDetails(number, at="/card")
        if length in lengths:
            assert check_card(details, NOON_MS, LUHN) == number
        else:
            message = errors_of(details)["/card/card_number"]
            assert f"has {length} digits; cards of {brand} have" in message


@pytest.mark.parametrize("brand", sorted(LENGTHS))
@pytest.mark.parametrize("cvv_length", [1, 2, 3, 4, 5])
def test_the_cvv_has_the_length_of_the_brand(brand, cvv_length):
    start, lengths = LENGTHS[brand]
    details = card(luhn_valid(start[:8], max(lengths)), cvv="9" * cvv_length)
    wanted = {"American Express": {4}, "Unknown": {3, 4}}.get(brand, {3})
    if cvv_length in wanted:
        check_card(details, NOON_MS, LUHN)
    else:
        assert errors_of(details).keys() == {"/card/cvv"}


@pytest.mark.parametrize("number", PUBLISHED)
def test_any_other_last_digit_fails_the_luhn_check(number):
    for digit in set("0123456789") - {number[-1]}:
        details = CardDetails(number[:-1] + digit, at="/card")
        assert errors_of(details) == {"/card/card_number": "fails the Luhn check."}


def test_spaces_and_dashes_between_the_digits_are_as_typed_on_the_card():
    assert check_card(card("4111 1111-1111 1111"), NOON_MS, LUHN) == VISA


@pytest.mark.parametrize("number", ["4111x11111111111", "٤111111111111111", "4111.1111.1111.1111"])
def test_what_is_not_a_digit_is_refused(number):
    assert errors_of(card(number)).keys() == {"/card/card_number"}


@pytest.mark.parametrize(
    ("now", "month", "year", "expired"),
    [
        ("2026-01-31T23:59:59.999Z", 1, 2026, False),
        ("2026-02-01T00:00:00Z", 1, 2026, True),
        ("2028-02-29T23:59:59.999Z", 2, 2028, False),
        ("2028-03-01T00:00:00Z", 2, 2028, True),
        ("2026-12-31T23:59:59.999Z", 12, 2026, False),
        ("2027-01-01T00:00:00Z", 12, 2026, True),
        ("2026-01-01T00:00:00Z", 12, 2025, True),
        ("2025-12-31T23:59:59.999Z", 1, 2026, False),
    ],
)
def test_a_card_is_good_until_the_end_of_its_month(now, month, year, expired):
    details, now_ms = card(month=month, year=year), from_rfc3339(now, "/now")
    if expired:
        assert errors_of(details, now_ms).keys() == {"/card/expiry_year"}
    else:
        check_card(details, now_ms, LUHN)


def test_a_card_without_expiry_and_cvv_is_judged_by_its_number():
    assert check_card(CardDetails(AMERICAN_EXPRESS), NOON_MS, LUHN) == AMERICAN_EXPRESS


def test_every_wrong_field_is_told_at_once_where_it_was_sent():
    details = CardDetails("4111111111111112", 12, 2025, "1234", "/payment", "expiry")
    assert errors_of(details).keys() == {
        "/payment/card_number",
        "/payment/expiry",
        "/payment/cvv",
    }


@settings(max_examples=100, deadline=None)
@given(st.from_regex(re.compile(r"[1-9][0-9]{7,24}", re.ASCII), fullmatch=True))
def test_no_refusal_ever_repeats_the_number(number):
    now_ms = int(datetime(2031, 1, 1, tzinfo=UTC).timestamp() * 1000)
    with pytest.raises(InvalidCard) as caught:
        check_card(card(number, cvv="98765"), now_ms, LUHN)
    said = f"{caught.value} {caught.value.errors} {caught.value.detail} {caught.value.args}"
    assert number not in said
    assert number[:8] not in said
    assert "98765" not in said


@pytest.mark.parametrize("number", PUBLISHED)
def test_the_mask_shows_the_last_four_digits_and_the_length(number):
    kept = Card(brand_of(number).name, number[-4:], fingerprint(number, "k"), len(number))
    masked = mask(kept)
    assert (len(masked), masked[-4:], set(masked[:-4])) == (len(number), number[-4:], {"*"})


def test_a_fingerprint_tells_cards_apart_only_to_who_has_the_key():
    assert fingerprint(VISA, "key") == fingerprint(VISA, "key")
    assert fingerprint(VISA, "key") != fingerprint(VISA, "other key")
    assert fingerprint(VISA, "key") != fingerprint(AMERICAN_EXPRESS, "key")
    assert re.fullmatch("[0-9a-f]{32}", fingerprint(VISA, "key"))


def test_a_kept_card_has_neither_number_nor_cvv():
    known = {"brand", "last4", "fingerprint", "length", "bin_marks", "good_until_ms"}
    assert set(Card._fields) == known
    assert mask(Card("Visa", "1111", "f", 16)) == "************1111"
