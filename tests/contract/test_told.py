"""What a contract tells of a value is what the engine takes: no more, and no less."""

import re
from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paydrill.delivery.webhooks.forms import FORMS
from paydrill.errors import InvalidAmount
from paydrill.standards import standards
from paydrill.values import paging
from paydrill.values.money import MOST_MINOR, Currencies
from paydrill.values.times import from_rfc3339
from tests.our_contracts import OUR_CONTRACTS

CONTRACTS = {each.name: each.document["components"] for each in OUR_CONTRACTS}
CURRENCIES = Currencies(standards().currency_exponents)


def schema(contract: str, name: str):
    return CONTRACTS[contract]["schemas"][name]


def texts(of):
    return st.from_regex(of["pattern"], fullmatch=True).filter(
        lambda text: of.get("minLength", 0) <= len(text) <= of.get("maxLength", len(text))
    )


@pytest.mark.parametrize("contract", ["acquirer", "cards", "control"])
def test_currencies_are_those_of_the_engine(contract):
    assert schema(contract, "Currency")["enum"] == sorted(standards().currency_exponents)


def test_the_smallest_amount_is_one_that_some_currency_has():
    told = Decimal(str(schema("cards", "PositiveAmount")["minimum"]))
    smallest = max(standards().currency_exponents, key=standards().currency_exponents.get)
    assert CURRENCIES.minor(told, smallest) == 1
    with pytest.raises(InvalidAmount):
        CURRENCIES.minor(told / 10, smallest)


def test_the_smallest_value_of_a_charge_is_a_centavo():
    told = schema("pix", "PixValueInput")["minimum"]
    assert CURRENCIES.minor(Decimal(str(told)), "BRL") == 1


@pytest.mark.parametrize(
    ("contract", "name"), [("cards", "PositiveAmount"), ("pix", "PixValueInput")]
)
def test_amounts_end_where_those_of_two_decimals_do(contract, name):
    told = schema(contract, name)
    assert told["exclusiveMaximum"]
    assert Decimal(told["maximum"]) == Decimal(MOST_MINOR + 1) / 100


@given(data=st.data())
def test_every_text_in_the_form_of_a_cursor_is_one(data):
    told = CONTRACTS["cards"]["parameters"]["Cursor"]["schema"]
    cursor = data.draw(texts(told))
    assert paging.cursor_after(paging.place_in(cursor)) == cursor
    assert paging.position_of(cursor) >= 0


@pytest.mark.parametrize("form", [each for each in FORMS.values() if each.shape])
@given(data=st.data())
def test_every_secret_of_a_form_has_the_form_of_the_contract(form, data):
    told = schema("control", "WebhookSecret")
    secret = data.draw(st.from_regex(form.shape.pattern, fullmatch=True))
    assert re.fullmatch(told["pattern"], secret)
    assert told["minLength"] <= len(secret) <= told["maxLength"]


def test_formats_and_the_most_secrets_are_those_of_the_engine():
    assert schema("control", "WebhookFormat")["enum"] == list(FORMS)
    taken = schema("control", "WebhookEndpointInput")["properties"]
    assert taken["format"]["enum"] == list(FORMS)
    most = max(each.most_secrets for each in FORMS.values())
    assert schema("control", "WebhookSecrets")["maxItems"] == most


@given(moment=st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31)), zone=st.sampled_from("Zz"))  # noqa: DTZ001
def test_every_moment_can_be_written(moment, zone):
    text = f"{moment.isoformat(timespec='milliseconds')}{zone}"
    assert re.fullmatch(schema("cards", "InstantInput")["pattern"], text)
    is_shown = 1970 <= moment.year <= 9998
    assert bool(re.fullmatch(schema("control", "ClockInput")["pattern"], text)) == is_shown
    assert from_rfc3339(text, "/now") is not None
