"""What a response tells of how a request turned out."""

import pytest

from paydrill.request_log.outcome import outcome_in


@pytest.mark.parametrize(
    ("status", "body", "told"),
    [
        (201, b'{"status": "captured"}', ("captured", None)),
        (
            201,
            b'{"status": "declined", "decline_code": "insufficient_funds"}',
            ("declined", "insufficient_funds"),
        ),
        (
            402,
            b'{"error": {"type": "card_error", "code": "card_declined", "decline_code": "lost"}}',
            ("card_declined", "lost"),
        ),
        (400, b'{"error": {"type": "invalid_request_error"}}', ("invalid_request_error", None)),
        (400, b'{"error": "invalid_grant"}', ("invalid_grant", None)),
        (404, b'{"type": "about:blank", "status": 404, "code": "not_found"}', ("not_found", None)),
        (200, b'{"code": "SplxlOBeZQQYbYS6WxSbIA"}', (None, None)),
        (200, b'{"status": "all is well, and more than a word"}', (None, None)),
        (200, b'{"status": {"code": 1}}', (None, None)),
        (200, b'{"status": "capt', (None, None)),
        (200, b"<status>captured</status>", (None, None)),
        (200, b"", (None, None)),
    ],
)
def test_a_word_and_a_reason_are_read_from_any_body(status, body, told):
    assert outcome_in(status, body, []) == told


def test_a_refusal_without_a_word_for_its_reason_has_its_sentence():
    lines = [(b"x-request-id", b"1"), (b"paydrill-error", b"/value must be at least 0.01.")]
    assert outcome_in(400, b'{"message": "Invalid value"}', lines) == (
        None,
        "/value must be at least 0.01.",
    )
    problem = b'{"code": "invalid_request"}'
    assert outcome_in(400, problem, lines) == ("invalid_request", "/value must be at least 0.01.")
    [reason] = outcome_in(400, problem, [(b"paydrill-error", b"x" * 500)])[1:]
    assert len(reason or "") == 200
