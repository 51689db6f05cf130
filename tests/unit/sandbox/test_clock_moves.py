"""Moving a sandbox's clock does what falls due on the way, as if somebody had waited."""

import pytest

from paydrill.errors import InvalidClock
from paydrill.payments import payments
from paydrill.payments.holds import AUTHORIZATION_EXPIRY
from paydrill.payments.pix import charges
from paydrill.sandbox.due import DUE
from paydrill.values.times import DAY, HOUR, MINUTE, SECOND, rfc3339
from tests.factories import NOON_MS, Merchant, card, order


def now_of(merchant):
    return merchant.look(lambda sandbox: sandbox.now_ms)


def test_a_new_sandbox_shows_the_machines_time(merchant, clock):
    clock.now_ms += 5 * SECOND
    assert now_of(merchant) == NOON_MS + 5 * SECOND


def test_an_advanced_clock_keeps_its_lead_and_goes_on_running(merchant, clock):
    merchant.advance("2h")
    clock.now_ms += MINUTE
    assert now_of(merchant) == NOON_MS + 2 * HOUR + MINUTE


def test_a_clock_set_to_another_time_runs_from_there(merchant, clock):
    merchant.set_clock("2030-01-01T00:00:00Z")
    then = now_of(merchant)
    clock.now_ms += SECOND
    assert now_of(merchant) == then + SECOND


def test_a_frozen_clock_moves_only_when_told(merchant, clock):
    merchant.set_clock(None, frozen=True)
    clock.now_ms += DAY
    assert now_of(merchant) == NOON_MS
    merchant.advance("1s")
    assert now_of(merchant) == NOON_MS + SECOND
    merchant.set_clock(None, frozen=False)
    clock.now_ms += SECOND
    assert now_of(merchant) == NOON_MS + 2 * SECOND


def test_each_sandbox_has_a_clock_of_its_own(merchant):
    merchant.advance("2h")
    assert now_of(Merchant(merchant.engine, "elsewhere")) == NOON_MS


def test_a_time_the_clock_cannot_take_is_refused_and_changes_nothing(merchant):
    merchant.advance("1h")
    before = merchant.everything()
    for by in ("soon", "999999999d"):
        with pytest.raises(InvalidClock) as caught:
            merchant.advance(by)
        assert [error.pointer for error in caught.value.errors] == ["/by"]
    for now in ("yesterday", "1969-12-31T23:59:59Z", "9999-01-01T00:00:00Z"):
        with pytest.raises(InvalidClock) as caught:
            merchant.set_clock(now)
        assert [error.pointer for error in caught.value.errors] == ["/now"]
    assert merchant.everything() == before


def test_at_the_end_of_time_a_clock_runs_on_and_what_expires_can_be_written(merchant, clock):
    merchant.set_clock("9998-12-31T23:59:59.999Z")
    clock.now_ms += DAY
    token = merchant.tokenize(card(year=9999))
    merchant.do(payments.charge_token, token.id, order(capture=False))
    [expiry] = [item for item in merchant.records(DUE) if item.action == AUTHORIZATION_EXPIRY]
    assert rfc3339(token.expires_ms) == "9999-01-02T23:59:59.999Z"
    assert rfc3339(expiry.position) == "9999-01-08T23:59:59.999Z"


def test_things_due_on_the_way_happen_in_order_each_at_its_own_time(merchant):
    late = merchant.pay(capture=False)
    merchant.advance("1h")
    charge = merchant.do(charges.create, 10)
    merchant.advance("30d")
    ends = [(event.type, event.at_ms) for event in merchant.events()[-2:]]
    assert ends == [
        ("pix.expired", NOON_MS + HOUR + 30 * MINUTE),
        ("payment.expired", NOON_MS + 7 * DAY),
    ]
    assert {merchant.payment(late).status, merchant.do(charges.find, int(charge.id)).status} == {
        "expired"
    }
    assert now_of(merchant) == NOON_MS + HOUR + 30 * DAY


def test_setting_the_clock_does_what_falls_due_like_advancing_it(merchant):
    payment = merchant.pay(capture=False)
    merchant.set_clock("2026-03-01T00:00:00Z")
    assert merchant.events(payment)[-1].at_ms == NOON_MS + 7 * DAY


def test_going_back_in_time_undoes_nothing_and_nothing_happens_twice(merchant):
    payment = merchant.pay(capture=False)
    merchant.advance("8d")
    merchant.set_clock("2026-01-27T12:00:00Z")
    assert merchant.payment(payment).status == "expired"
    merchant.advance("8d")
    assert [e.type for e in merchant.events(payment)] == ["payment.authorized", "payment.expired"]


def test_a_reset_takes_the_clock_and_everything_due_with_it(merchant):
    merchant.pay(capture=False)
    merchant.advance("1d")
    merchant.do(lambda sandbox: sandbox.reset())
    assert now_of(merchant) == NOON_MS
    merchant.advance("30d")
    assert merchant.events() == []


def test_after_a_reset_the_same_calls_give_the_same_ids_and_fingerprints(merchant):
    first = merchant.tokenize()
    merchant.do(lambda sandbox: sandbox.reset())
    assert merchant.tokenize() == first
