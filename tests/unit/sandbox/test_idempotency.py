"""Idempotency keys: an answer is kept for 24 hours; one request works on a key at a time."""

from decimal import Decimal
from threading import Barrier, Thread

import pytest

from paydrill.errors import IdempotencyKeyReused, InvalidCard, RequestInFlight
from paydrill.openapi import strict_json
from paydrill.sandbox import idempotency
from paydrill.sandbox.idempotency import ANSWERS, InFlight, KeptAnswer, fingerprint
from paydrill.values.times import DAY
from tests.factories import NOON_MS, Merchant


def answer(key="key-1", request="hash-of-request", at_ms=NOON_MS):
    return KeptAnswer(key, at_ms, request, 201, "test/rule", '{"id": 1}')


@pytest.fixture
def kept(merchant):
    """The answer kept at noon under key-1."""
    merchant.do(idempotency.keep, answer())
    return answer()


def ask(merchant, key="key-1", request="hash-of-request"):
    return merchant.do(idempotency.kept, key, request)


def test_a_new_key_has_no_answer(merchant):
    assert ask(merchant) is None


def test_the_same_request_gets_the_same_answer_again_and_again(merchant, kept):
    assert [ask(merchant), ask(merchant)] == [kept, kept]


def test_another_request_under_the_key_is_refused_and_changes_nothing(merchant, kept):
    before = merchant.everything()
    with pytest.raises(IdempotencyKeyReused):
        ask(merchant, request="hash-of-another")
    assert merchant.everything() == before
    assert ask(merchant) == kept


def test_keys_of_other_sandboxes_are_other_keys(merchant, kept):
    elsewhere = Merchant(merchant.engine, "elsewhere")
    assert ask(elsewhere, request="hash-of-another") is None
    assert ask(merchant) == kept


def test_an_answer_is_kept_to_the_last_millisecond_of_its_day(merchant, clock, kept):
    clock.now_ms += DAY - 1
    assert ask(merchant) == kept
    with pytest.raises(IdempotencyKeyReused):
        ask(merchant, request="hash-of-another")


def test_at_exactly_24_hours_the_key_is_new_and_the_answer_gone(merchant, clock, kept):
    clock.now_ms += DAY
    assert ask(merchant, kept.id, "hash-of-another") is None
    assert merchant.records(ANSWERS) == []


def test_the_day_is_counted_on_the_sandboxs_clock(merchant, kept):
    merchant.advance("1439m")
    assert ask(merchant) == kept
    merchant.advance("1m")
    assert ask(merchant) is None


def test_only_old_answers_are_forgotten(merchant):
    for hour in range(30):
        at_ms = NOON_MS + hour * DAY // 24
        merchant.do(idempotency.keep, answer(f"key-{hour}", at_ms=at_ms))
    merchant.advance("29h")
    assert ask(merchant, "key-5") is None
    assert ask(merchant, "key-6").id == "key-6"
    assert len(merchant.records(ANSWERS)) == 24


def test_a_request_that_was_refused_leaves_no_answer(merchant):
    def refused(sandbox):
        idempotency.keep(sandbox, answer())
        raise InvalidCard

    with pytest.raises(InvalidCard):
        merchant.do(refused)
    assert ask(merchant) is None


def test_a_key_in_flight_is_refused_and_afterwards_free():
    in_flight = InFlight()
    with in_flight.claim("shop", "key-1"):
        with pytest.raises(RequestInFlight), in_flight.claim("shop", "key-1"):
            pass
        with in_flight.claim("shop", "key-2"), in_flight.claim("elsewhere", "key-1"):
            pass
        with pytest.raises(RequestInFlight), in_flight.claim("shop", "key-1"):
            pass
    with in_flight.claim("shop", "key-1"):
        pass


def test_a_key_is_free_again_after_a_refusal():
    in_flight = InFlight()
    with pytest.raises(InvalidCard), in_flight.claim("shop", "key-1"):
        raise InvalidCard
    with in_flight.claim("shop", "key-1"):
        pass


def test_of_many_threads_one_gets_the_key():
    in_flight, together, seen = InFlight(), Barrier(8), []

    def claim():
        together.wait()
        try:
            with in_flight.claim("shop", "key-1"):
                seen.append("claimed")
                together.wait()
        except RequestInFlight:
            seen.append("refused")
            together.wait()

    threads = [Thread(target=claim) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(seen) == ["claimed"] + ["refused"] * 7


def of(body):
    """The fingerprint of a request with this body, given as JSON is sent."""
    return fingerprint("pix.create_payment", {"body": strict_json.parse(body.encode())})


SAME = {
    "whole": [
        '{"v": 10}',
        '{"v": 10.0}',
        '{"v": 10.00}',
        '{"v": 1e1}',
        '{"v": 1E+1}',
        '{"v":100e-1}',
    ],
    "a fraction": ['{"v": 99.9}', '{"v": 99.90}', '{"v": 999e-1}', '{"v": 0.999E2}'],
    "small": ['{"v": 0.0000001}', '{"v": 1e-7}', '{"v": 10E-8}'],
    "nothing": ['{"v": 0}', '{"v": 0.0}', '{"v": -0}', '{"v": -0.0}', '{"v": 0e5}'],
    "below nothing": ['{"v": -2}', '{"v": -2.0}'],
    "large": ['{"v": 1e40}', f'{{"v": 1{"0" * 40}}}', f'{{"v": 1{"0" * 40}.0}}'],
    "long": [f'{{"v": 1.{"1" * 50}}}', f'{{"v": 1.{"1" * 50}00}}', f'{{"v": 11.{"1" * 49}e-1}}'],
    "deep": ['{"a": [{"b": [1, 2.5]}]}', '{ "a" : [ {"b": [1.0, 2.50]} ] }'],
    "keys": ['{"a": 1, "b": {"c": 2, "d": 3}}', '{"b":{"d":3.0,"c":2},"a":1}'],
    "text": ['{"v": "10.50"}', '{"v": "\\u00310.50"}'],
}


@pytest.mark.parametrize("bodies", SAME.values(), ids=SAME)
def test_a_request_is_the_same_however_its_numbers_are_written(bodies):
    assert len({of(body) for body in bodies}) == 1


def test_what_differs_in_value_or_kind_is_another_request():
    written = [
        "1",
        "1.1",
        '"1"',
        '"1.1"',
        '"\'1.1"',
        "\"''1.1\"",
        "true",
        "null",
        "[1]",
        "{}",
        "[]",
    ]
    written += [
        '"1.0"',
        '"1e1"',
        "10",
        '"1E-7"',
        "1e-7",
        '"True"',
        '"null"',
        '"true"',
        "false",
        "0",
    ]
    # Numbers that differ far behind what Python's own decimals keep.
    written += [f"1.{'1' * 50}", f"1.{'1' * 49}2", f"1{'0' * 40}", f"1{'0' * 39}1"]
    assert len({of(f'{{"v": {each}}}') for each in written}) == len(written)


def test_parameters_count_by_their_value_and_their_name():
    def given(**parameters):
        return fingerprint("shop.order", parameters)

    assert given(weight=Decimal("10.0")) == given(weight=10) == given(weight=10.0)
    assert given(weight=Decimal("0.50")) == given(weight=0.5)
    assert len({given(weight=1), given(weight="1"), given(weight=True), given(height=1)}) == 4
    assert fingerprint("shop.order", {}) != fingerprint("shop.cancel", {})


@pytest.mark.parametrize(
    ("body", "before"),
    [
        (
            '{"token": "tok_1", "amount": 99.99, "currency": "USD"}',
            "8bf0373079db003af166d301d54b33e63f140b33289fa6d5d5aab047519e5ad1",
        ),
        (
            '{"value": 10, "description": "caf\u00e9", "split": [true, null, "4.5.6"]}',
            "2d17d9f33e5f36ce516f495f0d86ae8f7116a51090cccff89aa8c5270301bb27",
        ),
    ],
)
def test_answers_that_were_kept_by_earlier_versions_are_found(body, before):
    assert of(body) == before
