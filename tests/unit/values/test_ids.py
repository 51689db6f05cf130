"""Ids and chance are decided by seed, sandbox, purpose and number, and by nothing else."""

import uuid

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paydrill.values.ids import Ids, new_secret
from tests.factories import Merchant, make_engine

NUMBERS = range(1, 500)


def values(ids, number):
    return (
        ids.hex("token", number),
        ids.uuid("payment", number),
        ids.alphanumeric("E", number, 11),
        ids.chance("rule", number),
    )


def test_the_same_seed_and_sandbox_give_the_same_values_in_any_order():
    forwards = [values(Ids(7, "shop"), number) for number in NUMBERS]
    again = Ids(7, "shop")
    backwards = [values(again, number) for number in reversed(NUMBERS)]
    assert forwards == backwards[::-1]


@pytest.mark.parametrize("other", [Ids(8, "shop"), Ids(7, "till")])
def test_another_seed_or_sandbox_shares_no_value(other):
    mine = Ids(7, "shop")
    assert not set(values(mine, 1)) & set(values(other, 1))


def test_no_two_numbers_or_purposes_share_an_id():
    ids = Ids(0, "shop")
    drawn = [ids.hex(purpose, number) for purpose in ("token", "refund") for number in NUMBERS]
    assert len(set(drawn)) == len(drawn)


@settings(max_examples=200, deadline=None)
@given(st.integers(), st.integers(0, 10**9))
def test_a_uuid_has_the_version_and_variant_bits_of_version_4(seed, number):
    text = Ids(seed, "shop").uuid("payment", number)
    parsed = uuid.UUID(text)
    assert str(parsed) == text
    assert (parsed.version, parsed.variant) == (4, uuid.RFC_4122)


def test_uuids_use_all_four_variants():
    ids = Ids(0, "shop")
    assert {ids.uuid("payment", number)[19] for number in NUMBERS} == set("89ab")


def test_alphanumerics_have_the_length_asked_for():
    drawn = [Ids(0, "shop").alphanumeric("E", number, 24) for number in NUMBERS]
    assert {len(text) for text in drawn} == {24}
    assert set("".join(drawn)) == set("0123456789abcdefghijklmnopqrstuvwxyz")


def test_chance_is_spread_evenly_between_zero_and_one():
    drawn = [Ids(0, "shop").chance("rule", number) for number in range(10_000)]
    assert min(drawn) >= 0
    assert max(drawn) < 1
    tenths = [sum(int(value * 10) == tenth for value in drawn) for tenth in range(10)]
    assert all(900 < tenth < 1100 for tenth in tenths)


def test_two_servers_of_one_seed_give_the_same_ids_to_the_same_calls():
    def ids_of(seed):
        merchant = Merchant(make_engine(seed=seed))
        token, payment = merchant.tokenize(), merchant.pay()
        _, refund = merchant.refund(payment)
        return token.id, payment.id, payment.authorization_code, refund.id

    assert ids_of(3) == ids_of(3)
    assert not set(ids_of(3)) & set(ids_of(4))


def test_the_seed_of_the_scenario_goes_before_that_of_the_server():
    def id_of(seed, scenario_seed):
        return Merchant(make_engine(seed=seed, scenario_seed=scenario_seed)).tokenize().id

    assert id_of(1, 9) == id_of(2, 9) != id_of(1, 0)
    assert id_of(0, None) == id_of(5, 0)


def test_secrets_are_256_bits_and_never_the_same():
    assert len({new_secret() for _ in range(100)}) == 100
    assert len(bytes.fromhex(new_secret())) == 32
