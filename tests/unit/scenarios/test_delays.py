"""Delays: how long, drawn from a number between 0 and 1."""

from statistics import median

import pytest

from paydrill.scenarios.delays import delay_of

EVENLY = [number / 10_000 for number in range(10_000)]


def test_a_fixed_delay_is_always_the_same_and_draws_nothing():
    delay = delay_of({"ms": 250})
    assert not delay.varies
    assert delay.length_of(0.0) == 250


def test_a_uniform_delay_has_every_length_of_its_range_and_no_other():
    delay = delay_of({"min_ms": 10, "max_ms": 20})
    assert {delay.length_of(drawn) for drawn in EVENLY} == set(range(10, 21))


def test_a_log_normal_delay_has_its_median_in_the_middle_and_a_tail_that_is_cut():
    lengths = [
        delay_of({"median_ms": 800, "sigma": 0.4, "max_ms": 2000}).length_of(drawn)
        for drawn in EVENLY
    ]
    assert median(lengths) == pytest.approx(800, abs=2)
    assert max(lengths) == 2000
    # One in about 6.3 is more than a standard deviation above: 800 * e^0.4.
    assert sum(length > 1193 for length in lengths) / len(lengths) == pytest.approx(0.159, abs=0.01)
