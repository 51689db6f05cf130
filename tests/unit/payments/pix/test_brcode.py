"""The BR Code against the vectors that banks and libraries publish, and against itself."""

from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from paydrill.payments.pix import brcode
from paydrill.payments.pix.brcode import Merchant, checksum, dynamic, fields, is_valid

VECTORS = {
    "static, no amount": "00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-426655440000"
    "5204000053039865802BR5913Fulano de Tal6008BRASILIA62070503***63041D3D",
    "static, amount and txid (starkbank)": "00020126360014br.gov.bcb.pix0114arya@stark.com"
    "5204000053039865406125.005802BR5925Arya Stark with a very lo6015Pindamonhangaba"
    "62290525verylongreconciliationidt630405B7",
    "dynamic": "00020101021226770014BR.GOV.BCB.PIX2555pix.example.com/qr/"
    "93598be0-1bd0-4997-8318-81776a1d8a99"
    "5204000053039865802BR5907EMPRESA6009SAO PAULO62070503***6304EEAB",
    "dynamic and recurring (bacen/pix-api)": "00020101021226760014br.gov.bcb.pix2554"
    "pix.example.com/qr/v2/8b3da2f39a4140d1a91abd93113bd441"
    "5204000053039865802BR5913Fulano de Tal6008BRASILIA62070503***80800014br.gov.bcb.pix2558"
    "pix.example.com/qr/v2/rec/94ed2badcbc04c15b0bb7fa35319489063047741",
}
MERCHANT = Merchant("Paydrill Sandbox", "Sao Paulo")

each_vector = pytest.mark.parametrize("code", VECTORS.values(), ids=VECTORS)


def closed(body):
    return body + "6304" + checksum(body + "6304")


def test_the_checksum_has_its_published_check_value():
    assert checksum("123456789") == "29B1"


@each_vector
def test_published_codes_are_valid(code):
    assert is_valid(code)
    assert fields(code)["63"] == code[-4:]


@each_vector
def test_any_changed_character_makes_a_code_invalid(code):
    for place, character in enumerate(code):
        other = "0" if character != "0" else "1"
        assert not is_valid(code[:place] + other + code[place + 1 :])


@each_vector
def test_a_code_cut_short_anywhere_is_invalid(code):
    assert not any(is_valid(code[:length]) for length in range(len(code)))


def test_the_fields_of_a_published_code_are_read():
    parsed = fields(VECTORS["static, amount and txid (starkbank)"])
    assert (parsed["54"], parsed["59"]) == ("125.00", "Arya Stark with a very lo")
    assert fields(parsed["26"]) == {"00": "br.gov.bcb.pix", "01": "arya@stark.com"}
    assert fields(parsed["62"]) == {"05": "verylongreconciliationidt"}


@pytest.mark.parametrize(
    "body",
    [
        # Field 62 says 08 and has 7: the parse runs into the checksum.
        "0002015204000053039865802BR5913Fulano de Tal6008BRASILIA62080503***",
        # The template inside field 62 says 08 and has 3.
        "0002015204000053039865802BR5913Fulano de Tal6008BRASILIA62070508***",
        # The template inside field 26 ends in the middle of a length.
        "0002012617" + "0014br.gov.bcb.pix"[:17] + "5802BR",
        # What looks like the checksum field is the value of another.
        "0002019908",
        # A length that is no number.
        "000201581xBR",
        # A length in digits of another script, and an id that is none.
        "00020158\u0660\u0662BR",
        "0002015802BRxx01y",
        # A field that stands twice.
        "0002015802BR5802BR",
    ],
)
def test_a_right_checksum_over_broken_fields_is_not_validity(body):
    assert not is_valid(closed(body))


def test_a_checksum_in_lower_case_is_not_the_one_the_manual_prescribes():
    code = VECTORS["dynamic"]
    assert not is_valid(code[:-4] + code[-4:].lower())


@settings(max_examples=200, deadline=None)
@given(st.text() | st.text("0123456789BR*.6304", max_size=60).map(closed))
@example("\ud80063046304")
def test_no_text_makes_the_check_fail_otherwise_than_by_saying_no(text):
    assert is_valid(text) in {True, False}


ascii_text = st.text(st.characters(min_codepoint=32, max_codepoint=126))


@settings(max_examples=200, deadline=None)
@given(
    location=st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=77),
    cents=st.integers(1, 999_999_999_999),
    name=ascii_text.filter(bool),
    city=ascii_text.filter(bool),
)
def test_what_is_written_is_read_back(location, cents, name, city):
    amount = Decimal(cents).scaleb(-2)
    code = dynamic(location, amount, Merchant(name, city))
    assert is_valid(code)
    parsed = fields(code)
    assert fields(parsed["26"]) == {"00": brcode.GUI, "25": location}
    assert Decimal(parsed["54"]) == amount
    assert (parsed["59"], parsed["60"]) == (name[:25], city[:15])
    assert [parsed[id_] for id_ in ("00", "01", "52", "53", "58", "62")] == [
        *("01", "12", "0000", "986", "BR", "0503***")
    ]


def test_the_fields_of_a_code_stand_in_ascending_order():
    parsed = fields(dynamic("pix.example.com/qr/v2/1", Decimal("10.00"), MERCHANT))
    assert list(parsed) == sorted(parsed)


def test_a_location_that_does_not_fit_is_a_bug_and_raises():
    with pytest.raises(ValueError, match="26"):
        dynamic("x" * 78, Decimal(1), MERCHANT)
