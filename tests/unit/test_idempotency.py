"""Idempotency keys: an answer is kept for 24 hours; one request works on a key at a time."""

from threading import Barrier, Thread

import pytest

from paydrill.engine import idempotency
from paydrill.engine.clock import DAY
from paydrill.engine.errors import IdempotencyKeyReused, InvalidCard, RequestInFlight
from paydrill.engine.idempotency import ANSWERS, InFlight, KeptAnswer
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
