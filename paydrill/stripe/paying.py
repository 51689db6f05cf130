"""Pay on the page of Checkout: what its buttons do."""

from typing import NamedTuple

from paydrill.payments import challenges
from paydrill.payments.authentications import AUTHENTICATIONS
from paydrill.sandbox.sandbox import Sandbox
from paydrill.scenarios.challenges import ABANDONED
from paydrill.stripe import confirming, events, intents, objects, sessions, setup_intents, telling
from paydrill.stripe.declines import decline
from paydrill.stripe.intents import Intent
from paydrill.stripe.objects import SESSION, Body
from paydrill.stripe.shown.intents import last_error, payment_intent
from paydrill.stripe.shown.setup_intents import next_action, setup_intent

PAY, DECLINE, AUTHENTICATE = "pay", "decline", "authenticate"

CARDS = {
    PAY: "pm_card_visa",
    DECLINE: "pm_card_visa_chargeDeclined",
    AUTHENTICATE: "pm_card_authenticationRequired",
}
"""The payment method that each button pays with."""


class Tried(NamedTuple):
    """A session after a button of its page: where the browser goes on, or what was wrong."""

    session: Body
    goes_to: str | None = None
    problem: str = ""


def look(sandbox: Sandbox, id_: str) -> Body | None:
    """Return the session of an id; `None` if there is none."""
    return objects.look_up(sandbox, SESSION, id_)


def press(sandbox: Sandbox, session: Body, button: str, base_url: str | None) -> Tried:
    """Pay an open session with the card of a button, or store that card."""
    _give_up_challenge(sandbox, session)
    said = {"payment_method": CARDS[button], "return_url": session["url"]}
    intent = sessions.intent_of(sandbox, session)
    if session["mode"] == sessions.SETUP:
        return _set_up(sandbox, session, intent, said, base_url)
    is_new = session["payment_intent"] is None
    tried = confirming.confirm(sandbox, intent, said, confirming.CONFIRM, base_url)
    session = sessions.tried(sandbox, session, tried.body)
    if is_new:
        first = payment_intent(sandbox, Intent(intent, None))
        telling.tell(sandbox, "payment_intent.created", first)
    events.follow(sandbox)
    shown = payment_intent(sandbox, tried)
    if shown["next_action"] is not None:
        return Tried(session, shown["next_action"]["redirect_to_url"]["url"])
    if tried.status == intents.REQUIRES_METHOD:
        error = last_error(sandbox, tried) or decline(None)
        return Tried(session, problem=error["message"])
    return Tried(session, sessions.success_url(session))


def _give_up_challenge(sandbox: Sandbox, session: Body) -> None:
    """End the challenge of an earlier try, which the customer has left for another card."""
    tried = session["payment_intent"] or session["setup_intent"]
    found = sandbox.tx.find(AUTHENTICATIONS, ("payment", _charge_or_setup(sandbox, tried)))
    for each in [each for each in found if each.is_open]:
        challenges.end(sandbox, each.id, ABANDONED)
    events.follow(sandbox)


def _charge_or_setup(sandbox: Sandbox, id_: str | None) -> str:
    """Return the id under which a challenge knows an intent; empty if it was not tried yet."""
    intent = objects.look_up(sandbox, objects.PAYMENT_INTENT, id_ or "")
    return (id_ or "") if intent is None else intent["_charge"] or ""


def _set_up(
    sandbox: Sandbox, session: Body, intent: Body, said: Body, base_url: str | None
) -> Tried:
    is_new = session["setup_intent"] is None
    intent = {**intent, "_session": session["id"]}
    change = setup_intents.confirm(sandbox, intent, said, setup_intents.CONFIRM, base_url)
    session = sessions.tried(sandbox, session, change.body)
    if is_new:
        telling.tell(sandbox, "setup_intent.created", setup_intent(sandbox, intent))
    events.tell_setup(sandbox, change)
    action = next_action(sandbox, change.body)
    if action is not None:
        return Tried(session, action["redirect_to_url"]["url"])
    error = change.body["last_setup_error"]
    if error is not None:
        return Tried(session, problem=error["message"])
    return Tried(session, sessions.success_url(session))
