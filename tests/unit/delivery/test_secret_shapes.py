"""Secrets have the shape that the libraries of the providers take, and those that are made too."""

import base64
import binascii

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paydrill.delivery.webhooks.forms import FORMS
from paydrill.delivery.webhooks.secret_shapes import HEX, KEY, PREFIXED_TEXT, TEXT

SHAPED = [each for each in FORMS.values() if each.shape is not None]


def key_of(length: int) -> str:
    return "whsec_" + base64.b64encode(bytes(length)).decode()


@given(secret=st.from_regex(KEY.pattern, fullmatch=True))
def test_every_secret_of_standard_webhooks_is_a_key(secret):
    key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    assert 24 <= len(key) <= 64


@pytest.mark.parametrize("length", range(20, 70))
def test_a_key_of_standard_webhooks_has_24_to_64_bytes(length):
    assert KEY.fits(key_of(length)) == (24 <= length <= 64)


@given(secret=st.from_regex(HEX.pattern, fullmatch=True))
def test_every_secret_of_adyen_is_a_key(secret):
    assert 16 <= len(binascii.a2b_hex(secret)) <= 64


@pytest.mark.parametrize("form", SHAPED)
def test_what_is_made_fits_and_is_never_the_same(form):
    made = {form.shape.new() for _ in range(8)}
    assert len(made) == 8
    assert all(map(form.shape.fits, made))


@pytest.mark.parametrize(
    ("shape", "secret"),
    [
        (KEY, "A" * 32),
        (KEY, key_of(32) + "\n"),
        (KEY, "whsec_" + "A" * 33),
        (PREFIXED_TEXT, "A" * 32),
        (PREFIXED_TEXT, "whsec_" + "A" * 15),
        (PREFIXED_TEXT, "whsec_" + "A" * 65),
        (HEX, "A" * 33),
        (HEX, "AB" * 15),
        (HEX, "AB" * 65),
        (HEX, "G" * 64),
        (TEXT, "A" * 15),
        (TEXT, "A" * 65),
        (TEXT, "A secret with blanks"),
        (TEXT, "segredo-não-ascii"),
    ],
)
def test_what_does_not_fit(shape, secret):
    assert not shape.fits(secret)
