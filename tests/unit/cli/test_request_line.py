"""A line about a request: what it has, and what is cut where it is too long."""

import re

import pytest

from paydrill.cli.request_line import RequestLine

DECLINED = RequestLine(
    at_ms=1_769_515_267_000,
    sandbox="checkout-7",
    method="POST",
    path="/payment",
    status=201,
    outcome="declined",
    reason="insufficient_funds",
    rules=["default/insufficient-funds"],
    fault=None,
    delay_ms=0,
    duration_us=412,
)


def plain(line: RequestLine, width: int = 200) -> str:
    return line.text(width, coloured=False).partition("  ")[2]


def test_it_tells_what_came_and_what_became_of_it():
    text = DECLINED.text(200, coloured=False)
    assert re.match(r"\d\d:\d\d:\d\d  checkout-7  POST ", text)
    assert plain(DECLINED) == (
        "checkout-7  POST /payment  201 declined insufficient_funds"
        "  default/insufficient-funds  0.4 ms"
    )


def test_what_there_is_not_takes_no_room():
    bare = DECLINED._replace(outcome=None, reason=None, rules=[], duration_us=12_340)
    assert plain(bare) == "checkout-7  POST /payment  201  12.3 ms"


def test_a_fault_and_a_delay_are_named():
    broken = DECLINED._replace(reason=None, outcome=None, fault="reset", delay_ms=250)
    assert "  reset, delay 250 ms  " in plain(broken)


@pytest.mark.parametrize("width", [60, 80, 100, 120])
def test_a_sentence_gives_way_first_and_then_the_middle_of_the_path(width):
    long = DECLINED._replace(
        path=f"/customers/{'x' * 100}/sources",
        outcome="not_found",
        status=404,
        reason="Nothing is served at this path; /docs lists what is",
        rules=[],
    )
    text = long.text(max(width, 80), coloured=False)
    assert len(text) <= max(width, 80)
    assert "/customer" in text
    assert "/sources  404 not_found" in text


def test_a_word_is_never_cut():
    assert "declined insufficient_funds  default/" in DECLINED.text(40, coloured=False)


def test_what_moves_the_cursor_is_replaced():
    odd = DECLINED._replace(path="/a\x1b[2J\r\nb", reason="it\x07 rings")
    text = odd.text(200, coloured=False)
    assert text.isprintable()
    assert "/a·[2J··b" in text


@pytest.mark.parametrize(
    ("status", "outcome", "code"),
    [
        (200, None, "32"),
        (201, "declined", "33"),
        (302, None, "36"),
        (404, None, "33"),
        (503, None, "31"),
    ],
)
def test_colours_follow_the_status_and_what_was_refused(status, outcome, code):
    line = DECLINED._replace(status=status, outcome=outcome, reason=None)
    assert f"\x1b[{code}m{status}" in line.text(200, coloured=True)
