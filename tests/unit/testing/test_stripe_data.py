"""What the hooks of Schemathesis send to the contract for clients of Stripe."""

from paydrill.testing.stripe_data import MADE_UP_ONE_IN, StripeMemory

CUSTOMER = "cus_Qm3xTz7Lw9Kc2R"
CHARGE = "ch_3Qm3xTz7Lw9Kc2Rf5Vb8Nd4G"


def sent_ids(memory: StripeMemory) -> list[str]:
    turns = range(MADE_UP_ONE_IN)
    return [memory.in_path("/customers/{customer}", {"customer": "x"})["customer"] for _ in turns]


def test_ids_that_were_shown_are_sent_again_and_some_are_made_up():
    memory = StripeMemory()
    assert set(sent_ids(memory)) == {"x"}
    memory.learn({"object": "list", "data": [{"id": "py_1", "customer": CUSTOMER}]})
    assert set(sent_ids(memory)) == {"x", CUSTOMER}
    memory.learn({"id": CUSTOMER, "deleted": True})
    assert set(sent_ids(memory)) == {"x"}


def test_bodies_are_filled_with_what_can_be_paid():
    memory = StripeMemory()
    sent = {"amount": 1, "currency": "xxx", "customer": "", "expand": ["a"], "metadata": {"[": "b"}}
    made = memory.in_body("/charges", sent)
    assert made == {
        "amount": 51,
        "currency": made["currency"],
        "customer": "",
        "expand": ["customer"],
        "metadata": {"note": "b"},
    }
    assert made["currency"] in {"usd", "eur", "jpy"}
    assert memory.in_body("/charges", {})["source"] == "tok_visa"


def test_of_two_fields_that_exclude_each_other_one_is_sent():
    body = StripeMemory().in_body("/tokens", {"card": {"token": "a", "number": "1"}})
    assert body == {"card": {"token": "tok_visa"}}
    made = StripeMemory().in_body("/refunds", {"charge": CHARGE, "payment_intent": "pi_1"})
    assert made == {"payment_intent": "pi_1"}


def test_lists_expand_their_entries_and_begin_beside_what_was_shown():
    memory = StripeMemory()
    query = {"expand": ["a"], "starting_after": "b"}
    assert memory.in_query("/charges", query) == {"expand": ["data.customer"] * 2}
    memory.learn({"id": CHARGE})
    assert memory.in_query("/charges", query)["starting_after"] == CHARGE
    assert memory.in_query("/balance", query) == {"expand": []}
