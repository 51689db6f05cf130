"""Answers in Stripe's API: errors, lists, searches, expanded fields, metadata, headers."""

import httpx
import pytest

from tests.journeys.services.stripe import Merchant, merchant
from tests.server_process import Server

__all__ = ["merchant"]

ORDER = {"amount": 2000, "currency": "usd"}


@pytest.mark.parametrize(
    ("fields", "code", "param"),
    [
        ({"currency": "usd"}, "parameter_missing", "amount"),
        ({**ORDER, "amont": 5}, "parameter_unknown", "amont"),
        ({**ORDER, "amount": "5.5"}, "parameter_invalid_integer", "amount"),
        ({**ORDER, "amount": 49}, "amount_too_small", "amount"),
        ({**ORDER, "customer": "cus_none"}, "resource_missing", "customer"),
        ({**ORDER, "payment_method": "pm_none"}, "resource_missing", "payment_method"),
        ({**ORDER, "currency": "xxq"}, None, "currency"),
        ({**ORDER, "shipping": {"name": "Ada", "address": {"citty": "Rome"}}}, None, None),
    ],
)
def test_a_refusal_names_its_code_and_its_field(
    merchant: Merchant, fields: dict, code: str | None, param: str | None
):
    error = merchant.post("payment_intents", 400, **fields)["error"]
    assert error["type"] == "invalid_request_error"
    if param is not None:
        assert (error.get("code"), error["param"]) == (code, param)
    assert merchant.get("payment_intents")["data"] == []


SHIPPING = {"name": "Ada", "address": {"citty": "Rome"}}


@pytest.mark.parametrize(
    ("fields", "code", "param", "message"),
    [
        ({"currency": "usd"}, "parameter_missing", "amount", "Missing required param: amount."),
        ({**ORDER, "tip": 5}, "parameter_unknown", "tip", "Received unknown parameter: tip"),
        (
            {**ORDER, "shipping": SHIPPING},
            "parameter_unknown",
            "shipping[address][citty]",
            "Received unknown parameter: shipping[address][citty]. Did you mean city?",
        ),
        (
            {**ORDER, "amount": "5.5"},
            "parameter_invalid_integer",
            "amount",
            "amount must be an integer.",
        ),
        ({**ORDER, "expand": "customer"}, None, "expand", "Invalid array"),
        ({**ORDER, "metadata": "x"}, None, "metadata", "Invalid object"),
        ({**ORDER, "metadata[a][b]": "x"}, None, "metadata[a]", "metadata[a] must be a string."),
        ({**ORDER, "confirm": "maybe"}, None, "confirm", "confirm must be a boolean."),
        (
            {**ORDER, "amount": 10**8},
            "amount_too_large",
            "amount",
            "amount must be at most 99999999.",
        ),
        ({**ORDER, "amount": 0}, None, "amount", "amount must be at least 1."),
        (
            {"currency": "usd", "tip": 5},
            "parameter_missing",
            "amount",
            "Missing required param: amount. tip is not a field of this request.",
        ),
    ],
)
def test_a_message_is_a_sentence_that_names_the_field(
    merchant: Merchant, fields: dict, code: str | None, param: str, message: str
):
    error = merchant.post("payment_intents", 400, **fields)["error"]
    assert (error.get("code"), error["param"], error["message"]) == (code, param, message)


@pytest.mark.parametrize(
    ("query", "param", "message"),
    [
        ({"limit": "x"}, "limit", "limit must be an integer."),
        ({"creatd": 5}, "creatd", "Received unknown parameter: creatd. Did you mean created?"),
        ({"created": "x"}, "created", "created must be an integer."),
        ({"created": {"gt": "x"}}, "created[gt]", "created[gt] must be an integer."),
        ({"created": {"x": 5}}, "created[x]", "Received unknown parameter: created[x]"),
        ({"expand": "data.customer"}, "expand", "Invalid array"),
    ],
)
def test_a_message_of_a_query_does_too(merchant: Merchant, query: dict, param: str, message: str):
    error = merchant.get("charges", 400, **query)["error"]
    assert (error["param"], error["message"]) == (param, message)


def test_a_name_of_any_length_is_told_in_short(merchant: Merchant):
    error = merchant.post("payment_intents", 400, **ORDER, **{"a" * 10_000: 1})["error"]
    assert error["code"] == "parameter_unknown"
    assert error["message"] == f"Received unknown parameter: {error['param']}"
    assert error["param"] == "a" * 199 + "…"


@pytest.mark.parametrize("sent", ["", "ab"])
def test_an_empty_value_has_a_code_of_its_own(merchant: Merchant, sent: str):
    currency = merchant.post("payment_intents", 400, amount=500, currency=sent)["error"]
    assert currency.get("code") == (None if sent else "parameter_invalid_empty")
    customer = merchant.post("payment_intents", 400, **ORDER, customer=sent)["error"]
    assert customer["code"] == ("resource_missing" if sent else "parameter_invalid_empty")


@pytest.mark.parametrize("sent", ["images=true", "images=https://shop.example/a.png"])
def test_one_image_without_brackets_is_no_list(merchant: Merchant, sent: str):
    path = f"products/{merchant.post('products', name='Coffee')['id']}"
    name, _, value = sent.partition("=")
    error = merchant.post(path, 400, **{name: value})["error"]
    assert (error["message"], error["param"]) == ("Invalid array", "images")
    assert merchant.post(path, images=["https://shop.example/a.png"])["images"]
    assert merchant.post(path, images="")["images"] == []


def test_an_endpoint_needs_a_list_of_events_and_an_address(merchant: Merchant):
    hook = {"url": "http://127.0.0.1:9/hook", "enabled_events": "charge.failed"}
    error = merchant.post("webhook_endpoints", 400, **hook)["error"]
    assert (error["message"], error["param"]) == ("Invalid array", "enabled_events")
    hook = {"url": "ftp://127.0.0.1", "enabled_events": ["*"]}
    error = merchant.post("webhook_endpoints", 400, **hook)["error"]
    assert (error["param"], error["message"][:15]) == ("url", "url must be an ")


def test_the_first_price_of_a_product_says_what_it_costs(merchant: Merchant):
    price = {"currency": "usd"}
    error = merchant.post("products", 400, name="Coffee", default_price_data=price)["error"]
    at = "default_price_data[unit_amount]"
    assert (error["code"], error["param"]) == ("parameter_missing", at)


def test_an_empty_address_is_one_without_lines(merchant: Merchant):
    charge = merchant.post("charges", **ORDER, source="tok_visa")["id"]
    shipping = {"name": "Ada", "address": ""}
    for path, fields in ((f"charges/{charge}", {}), ("payment_intents", ORDER), ("customers", {})):
        shown = merchant.post(path, shipping=shipping, **fields)["shipping"]
        assert shown["name"] == "Ada"
        assert set(shown["address"].values()) == {None}


def test_an_id_to_filter_by_has_at_most_255_characters(merchant: Merchant):
    error = merchant.get("charges", 400, customer="c" * 256)["error"]
    assert (error["type"], error["param"]) == ("invalid_request_error", "customer")


@pytest.mark.parametrize(
    ("card", "code", "param"),
    [
        ({"number": "4242424242424241"}, "incorrect_number", "number"),
        ({"exp_month": 13}, "invalid_expiry_month", "exp_month"),
        ({"exp_year": 1970}, "invalid_expiry_year", "exp_year"),
        ({"cvc": "99"}, "invalid_cvc", "cvc"),
    ],
)
def test_a_card_that_is_none_is_told_by_its_field(
    merchant: Merchant, card: dict, code: str, param: str
):
    whole = {"number": "4242424242424242", "exp_month": 12, "exp_year": 2040, "cvc": "123"}
    for path in ("payment_methods", "tokens"):
        kind = {"type": "card"} if path == "payment_methods" else {}
        error = merchant.post(path, 402, card={**whole, **card}, **kind)["error"]
        assert (error["type"], error["code"], error["param"]) == ("card_error", code, param)


def test_no_key_is_a_401_and_an_unknown_id_a_404(server: Server, merchant: Merchant):
    error = merchant.get("customers/cus_none", 404)["error"]
    assert (error["code"], error["param"]) == ("resource_missing", "customer")
    answer = httpx.get(f"{server.url}/v1/customers")
    assert answer.status_code == 401
    assert answer.json()["error"]["type"] == "invalid_request_error"


def test_lists_are_read_from_both_ends(merchant: Merchant):
    made = [merchant.post("customers", name=f"Ada {n}")["id"] for n in range(5)]
    newest = merchant.get("customers", limit=2)
    assert ([each["id"] for each in newest["data"]], newest["has_more"]) == (made[:2:-1], True)
    rest = merchant.get("customers", starting_after=made[3])
    assert ([each["id"] for each in rest["data"]], rest["has_more"]) == (made[2::-1], False)
    before = merchant.get("customers", ending_before=made[0], limit=2)
    assert ([each["id"] for each in before["data"]], before["has_more"]) == (made[2:0:-1], True)
    created = newest["data"][0]["created"]
    assert merchant.get("customers", created={"gt": created})["data"] == []
    error = merchant.get("customers", 400, starting_after="cus_none")["error"]
    assert error["param"] == "starting_after"


def test_searches_find_by_fields_and_metadata(merchant: Merchant):
    for number in range(4):
        merchant.post("customers", name=f"Ada {number}", metadata={"tier": f"t{number % 2}"})
    query = 'name~"ada" AND metadata["tier"]:"t1"'
    found = merchant.get("customers/search", query=query, limit=1)
    assert [each["name"] for each in found["data"]] == ["Ada 3"]
    rest = merchant.get("customers/search", query=query, page=found["next_page"])
    assert ([each["name"] for each in rest["data"]], rest["next_page"]) == (["Ada 1"], None)
    wrong = merchant.get("customers/search", 400, query="colour:'red'")["error"]
    assert wrong["param"] == "query"


def test_fields_are_expanded_four_levels_deep(merchant: Merchant):
    customer = merchant.post("customers", name="Ada")["id"]
    paid = merchant.pay(customer=customer)
    refund = merchant.post(
        "refunds",
        payment_intent=paid["id"],
        expand=["charge.payment_intent.latest_charge.balance_transaction", "charge.customer"],
    )
    charge = refund["charge"]
    assert charge["customer"]["name"] == "Ada"
    assert charge["payment_intent"]["latest_charge"]["balance_transaction"]["amount"] == 2000
    listed = merchant.get("payment_intents", expand=["data.latest_charge.refunds"])["data"]
    assert listed[0]["latest_charge"]["refunds"]["data"][0]["id"] == refund["id"]
    for path in ("amount", "latest_charge.nothing", "customer.a.b.c.d"):
        error = merchant.get(f"payment_intents/{paid['id']}", 400, expand=[path])["error"]
        assert error["param"] == "expand", path


def test_metadata_is_merged_and_unset(merchant: Merchant):
    at = f"customers/{merchant.post('customers', metadata={'a': '1', 'b': '2'})['id']}"
    assert merchant.post(at, metadata={"a": "", "c": "3"})["metadata"] == {"b": "2", "c": "3"}
    assert merchant.post(at, metadata="")["metadata"] == {}
    event = merchant.get("events", type="customer.updated")["data"][0]
    assert event["data"]["previous_attributes"] == {"metadata": {"b": "2", "c": "3"}}


def test_a_deleted_customer_leaves_its_cards(merchant: Merchant):
    customer = merchant.post("customers")["id"]
    card = merchant.post("payment_methods/pm_card_visa/attach", customer=customer)["id"]
    assert merchant.delete(f"customers/{customer}")["deleted"] is True
    left = {"id": customer, "object": "customer", "deleted": True}
    assert merchant.get(f"customers/{customer}") == left
    merchant.post(f"customers/{customer}", 404, name="Ada")
    assert customer not in [each["id"] for each in merchant.get("customers")["data"]]
    assert merchant.get(f"payment_methods/{card}")["customer"] is None


def test_answers_repeat_the_version_and_name_the_request(server: Server):
    headers = {"Authorization": "Bearer sk_test_headers", "Stripe-Version": "2024-06-20"}
    answer = httpx.get(f"{server.url}/v1/customers", headers=headers)
    assert answer.headers["Stripe-Version"] == "2024-06-20"
    assert answer.headers["Request-Id"] == answer.headers["X-Request-Id"]
    assert answer.headers["Request-Id"].startswith("req_")


def test_an_event_names_the_request_that_caused_it(server: Server):
    headers = {"Authorization": "Bearer sk_test_causes", "Idempotency-Key": "once"}
    answer = httpx.post(f"{server.url}/v1/customers", headers=headers)
    [event] = httpx.get(f"{server.url}/v1/events", headers=headers).json()["data"]
    assert event["request"] == {"id": answer.headers["Request-Id"], "idempotency_key": "once"}
