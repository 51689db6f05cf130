"""Objects of Stripe's API are shown whole: addresses and shipping with all their fields."""

from paydrill.stripe.cards import brand_on_token
from paydrill.stripe.objects import changed
from paydrill.values.cards import ELO, MASTERCARD, VISA

ADDRESS = {"line1": "12 Mill Lane", "country": "GB"}
WHOLE = {**dict.fromkeys(("city", "line2", "postal_code", "state")), **ADDRESS}


def test_an_address_has_all_its_fields():
    assert changed({}, {"address": {**ADDRESS, "city": ""}}, ("address",)) == {"address": WHOLE}
    assert changed({"address": WHOLE}, {"address": ""}, ("address",)) == {"address": None}


def test_a_shipping_has_all_its_fields():
    said = {"shipping": {"name": "Ada", "address": ADDRESS, "phone": "1"}}
    whole = {"name": "Ada", "address": WHOLE, "phone": "1", "carrier": None}
    shipping = {**whole, "tracking_number": None}
    assert changed({}, said, ("shipping",)) == {"shipping": shipping}


def test_tokens_have_names_of_brands_for_people():
    assert [brand_on_token(each.name) for each in (VISA, MASTERCARD, ELO)] == [
        "Visa",
        "MasterCard",
        "Unknown",
    ]
