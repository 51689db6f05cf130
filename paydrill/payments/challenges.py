"""End the challenges of 3-D Secure: the cardholder, a rule, the control API or the clock does."""

from collections.abc import Callable, Iterator
from operator import attrgetter
from typing import NamedTuple

from paydrill.payments import authentications, payments, planned_outcomes
from paydrill.payments.authentications import (
    AUTHENTICATIONS,
    CHALLENGE_END,
    Authentication,
)
from paydrill.payments.channels import CHANNELS, Channel, find, move
from paydrill.payments.errors import ChallengeEnded, ChallengeNotFound
from paydrill.payments.lifecycle import EXPIRED
from paydrill.payments.planned_outcomes import PAYMENT_DECISION
from paydrill.sandbox import due
from paydrill.sandbox.sandbox import Sandbox
from paydrill.scenarios.challenges import ABANDONED, AUTHENTICATED, FAILED, NOT_AUTHENTICATED
from paydrill.scenarios.outcomes import Outcome
from paydrill.values import paging
from paydrill.values.cards import mask
from paydrill.values.paging import Page, position_of

_EXPIRED = Outcome(EXPIRED, None, "Authentication expired", NOT_AUTHENTICATED.response_code)


class Filter(NamedTuple):
    """The filter of a list of open challenges."""

    payment: str | None = None
    cursor: str | None = None


def find_challenge(sandbox: Sandbox, challenge_id: str) -> Authentication:
    """Return the challenge of that id, open or ended. Raises `ChallengeNotFound`."""
    found = look_up(sandbox, challenge_id)
    if found is None:
        raise ChallengeNotFound
    return found


def look_up(sandbox: Sandbox, challenge_id: str) -> Authentication | None:
    """Return the challenge of that id, open or ended; `None` if there is none."""
    found = sandbox.tx.get(AUTHENTICATIONS, challenge_id)
    return None if found is None or found.expires_ms is None else found


class Asked(NamedTuple):
    """The question of a challenge: a payment, or a card to be stored, which has no amount."""

    status: str
    card: str
    """The brand, and the last digits."""
    amount_minor: int | None = None
    currency: str = ""


def question_of(sandbox: Sandbox, challenge: Authentication) -> Asked:
    """Return what a challenge asks the cardholder."""
    others = sandbox.world.domain.challenged.get(challenge.channel)
    if others is not None:
        return others.question(sandbox, challenge.payment)  # type: ignore[no-any-return]
    payment = find(sandbox, CHANNELS[challenge.channel], challenge.payment)
    card = f"{payment.brand} {mask(payment.card)}"
    return Asked(payment.status, card, payment.amount_minor, payment.currency)


def page(sandbox: Sandbox, wanted: Filter, limit: int) -> Page[Authentication]:
    """Return a page of at most `limit` open challenges, newest first. Raises `InvalidCursor`."""
    return paging.page(_open_ones(sandbox, wanted), limit, attrgetter("position"))


def end(sandbox: Sandbox, challenge_id: str, result: str) -> Authentication:
    """End a challenge: `result` is `authenticated`, `failed` or `abandoned`.

    The payment then has the outcome that was planned for it, or is declined. Raises
    `ChallengeNotFound` and `ChallengeEnded`.
    """
    challenge = find_challenge(sandbox, challenge_id)
    if not challenge.is_open:
        raise ChallengeEnded
    due.cancel(sandbox, CHALLENGE_END, challenge_id)
    return _end(sandbox, challenge, result)


def end_by_itself(sandbox: Sandbox, challenge_id: str) -> Authentication:
    """End a challenge as its rule says, or because it has expired."""
    challenge = find_challenge(sandbox, challenge_id)
    return _end(sandbox, challenge, challenge.planned_result)


def _open_ones(sandbox: Sandbox, wanted: Filter) -> Iterator[Authentication]:
    found = sandbox.tx.find(
        AUTHENTICATIONS,
        None if wanted.payment is None else ("payment", wanted.payment),
        after=position_of(wanted.cursor),
        newest_first=True,
    )
    return (each for each in found if each.is_open)


def _end(sandbox: Sandbox, challenge: Authentication, result: str) -> Authentication:
    ended = authentications.conclude(sandbox, challenge, result)
    others = sandbox.world.domain.challenged.get(ended.channel)
    if others is None:
        _ENDS[result](sandbox, CHANNELS[ended.channel], ended.payment)
    else:
        others.end(sandbox, ended.payment, result == AUTHENTICATED)
    return ended


def _decide(sandbox: Sandbox, channel: Channel, payment_id: str) -> None:
    """Apply the outcome that was held for the payment."""
    table = channel.table.name
    outcome = planned_outcomes.take(sandbox, PAYMENT_DECISION, table, payment_id)
    payments.decide(sandbox, channel, find(sandbox, channel, payment_id), outcome)


def _refuse(sandbox: Sandbox, channel: Channel, payment_id: str) -> None:
    """Decline a payment whose cardholder was not authenticated."""
    _stop(sandbox, channel, payment_id, NOT_AUTHENTICATED)


def _expire(sandbox: Sandbox, channel: Channel, payment_id: str) -> None:
    """Expire a payment whose cardholder did not answer in time."""
    _stop(sandbox, channel, payment_id, _EXPIRED)


def _stop(sandbox: Sandbox, channel: Channel, payment_id: str, outcome: Outcome) -> None:
    payment = find(sandbox, channel, payment_id)
    planned_outcomes.drop(sandbox, payment_id)
    move(sandbox, payment, payment.status, outcome.verdict, payment.amount_minor)
    stopped = payment._replace(
        status=outcome.verdict,
        reason=outcome.reason,
        message=outcome.message or "",
        response_code=outcome.response_code,
    )
    sandbox.tx.put(channel.table, stopped)


_ENDS: dict[str, Callable[[Sandbox, Channel, str], object]] = {
    AUTHENTICATED: _decide,
    FAILED: _refuse,
    ABANDONED: _refuse,
    authentications.EXPIRED: _expire,
}
"""The functions that take a payment further after its challenge, by the result."""
