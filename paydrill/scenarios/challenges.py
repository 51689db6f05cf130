"""Compile what rules decide about 3-D Secure: how the issuer authenticates the cardholder."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from paydrill.scenarios.attempt import MERCHANT
from paydrill.scenarios.outcomes import Outcome, declined
from paydrill.values.times import MINUTE, duration_ms

CHALLENGE = "challenge"
"""The key of a `then`, and of its `later`, that decides it."""

REQUIRED = "required"
FRICTIONLESS = "frictionless"
ATTEMPTED = "attempted"
FAILED = "failed"
REJECTED = "rejected"
UNAVAILABLE = "unavailable"
CHALLENGES = frozenset((REQUIRED, FRICTIONLESS, ATTEMPTED, FAILED, REJECTED, UNAVAILABLE))

AUTHENTICATED = "authenticated"
ABANDONED = "abandoned"
RESULTS = (AUTHENTICATED, FAILED, ABANDONED)
"""How a challenge may end, apart from its expiry."""


LIFETIME_MS = 15 * MINUTE
"""The usual time-out of the cardholder's challenge (`sdkMaxTimeout`, Cybersource API fields)."""


REFUSING = frozenset({FAILED, REJECTED})
"""The answers after which a payment is declined."""

NOT_AUTHENTICATED = declined("authentication_failed", None)
_CARDHOLDER_WANTED = declined("authentication_required", None)


class Challenge(NamedTuple):
    """The issuer's answer to an authentication: a challenge, or a result without one.

    A challenge that is required ends by itself with `result` after `after_ms` milliseconds; if
    both are `None`, the cardholder or a call of the control API ends it.
    """

    kind: str
    result: str | None = None
    after_ms: int | None = None


class Met(NamedTuple):
    """The challenge that an attempt meets, and its outcome, or that after the challenge."""

    challenge: Challenge | None
    outcome: Outcome


def challenge_of(then: Mapping[str, Any]) -> Challenge | None:
    """Compile the challenge of a rule's `then`; `None` where it has none."""
    kind = then.get(CHALLENGE)
    if kind is None:
        return None
    ends = next((each for each in then.get("later", ()) if CHALLENGE in each), None)
    if ends is None:
        return Challenge(kind)
    return Challenge(kind, ends[CHALLENGE], duration_ms(ends["after"]))


def met(challenge: Challenge | None, planned: Outcome, initiated_by: str) -> Met:
    """Return the challenge that an attempt meets, and the outcome that it has, or has after it.

    An issuer that wants the cardholder declines what the merchant begins, for there is none to ask:
    a soft decline. One that is not satisfied declines as well.
    """
    if challenge is None:
        return Met(None, planned)
    if initiated_by == MERCHANT:
        challenge, planned = unattended(challenge, planned)
    is_refused = challenge is not None and challenge.kind in REFUSING
    return Met(challenge, NOT_AUTHENTICATED if is_refused else planned)


def unattended(challenge: Challenge | None, planned: Outcome) -> Met:
    """Return what an attempt meets whose cardholder is not there to answer a challenge."""
    if challenge is not None and challenge.kind == REQUIRED:
        return Met(None, _CARDHOLDER_WANTED)
    return Met(challenge, planned)
