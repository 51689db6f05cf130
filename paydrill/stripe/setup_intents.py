"""Set cards up for later payments: the issuer and the cardholder agree, and nothing is charged."""

from typing import NamedTuple

from paydrill.payments import authentications
from paydrill.payments.authentications import CHALLENGE_END, Subject
from paydrill.payments.challenges import Asked
from paydrill.sandbox import due
from paydrill.sandbox.sandbox import Sandbox
from paydrill.scenarios.attempt import Attempt
from paydrill.scenarios.challenges import REQUIRED
from paydrill.scenarios.outcomes import APPROVED, Outcome
from paydrill.stripe import objects, payment_methods
from paydrill.stripe.declines import AUTHENTICATION_FAILED, decline
from paydrill.stripe.errors import SetupUnexpectedState, invalid
from paydrill.stripe.intents import CANCELED, REQUIRES_CONFIRMATION, REQUIRES_METHOD, SUCCEEDED
from paydrill.stripe.objects import CUSTOMER, PAYMENT_METHOD, SETUP_INTENT, Body
from paydrill.stripe.payment_methods import Presented
from paydrill.values.card_checks import CardChecks
from paydrill.values.cards import Card
from paydrill.values.constant_time import is_same

CREATE = "stripe.create_setup_intent"
CONFIRM = "stripe.confirm_setup_intent"
REQUIRES_ACTION = "requires_action"

TABLE = "stripe_setups"
"""The name under which authentications know setups."""

_CONFIRMABLE = (REQUIRES_METHOD, REQUIRES_CONFIRMATION)
_CANCELABLE = (*_CONFIRMABLE, REQUIRES_ACTION)
_SAID = ("description", "payment_method_options", "payment_method_types")
_DEFAULTS: Body = {
    "automatic_payment_methods": None,
    "cancellation_reason": None,
    "customer": None,
    "description": None,
    "last_setup_error": None,
    "latest_attempt": None,
    "mandate": None,
    "metadata": {},
    "payment_method": None,
    "payment_method_options": {},
    "payment_method_types": ["card"],
    "status": REQUIRES_METHOD,
    "usage": "off_session",
    "_authentication": None,
    "_checks": [],
    "_base_url": None,
    "_planned": None,
    "_return_url": None,
}


class Change(NamedTuple):
    """A setup intent after a change, and the event that tells of it, if there is one."""

    body: Body
    event: str = ""


def new(sandbox: Sandbox, said: Body) -> Body:
    """Make a setup intent, which is not stored. Raises `ReferenceMissing`."""
    if said.get("customer"):
        objects.find(sandbox, CUSTOMER, said["customer"], "customer")
    body = objects.made(sandbox, SETUP_INTENT, _DEFAULTS)
    digits = sandbox.ids.word("client_secret", body["_position"])
    body["client_secret"] = f"{body['id']}_secret_{digits}"
    automatic = said.get("automatic_payment_methods")
    if automatic is not None:
        body["automatic_payment_methods"] = {"allow_redirects": "always", **automatic}
    body["customer"] = said.get("customer") or None
    body["usage"] = said.get("usage", body["usage"])
    return objects.changed(body, said, _SAID)


def create(sandbox: Sandbox, said: Body) -> Body:
    """Store a new setup intent that is confirmed later. Raises as `new` does."""
    body = new(sandbox, said)
    method = _presented(sandbox, said)
    sandbox.meet(Attempt(CREATE, customer=body["customer"] or "", at=sandbox))
    return objects.save(sandbox, SETUP_INTENT, _with(sandbox, body, method))


def update(sandbox: Sandbox, id_: str, said: Body) -> Body:
    """Change a setup intent that waits to be confirmed.

    Raises `ResourceMissing`, `ReferenceMissing` and `SetupUnexpectedState`.
    """
    body = objects.find(sandbox, SETUP_INTENT, id_)
    fixed = {"payment_method", "customer"} & said.keys()
    if fixed and body["status"] not in _CONFIRMABLE:
        raise _unexpected("update", body)
    if said.get("customer"):
        objects.find(sandbox, CUSTOMER, said["customer"], "customer")
    body = objects.changed(body, said, (*_SAID, "customer"))
    return objects.save(sandbox, SETUP_INTENT, _with(sandbox, body, _presented(sandbox, said)))


def confirm(
    sandbox: Sandbox, body: Body, said: Body, operation: str, base_url: str | None
) -> Change:
    """Ask the issuer whether the card can be stored; it may want to see the cardholder first.

    Raises `SetupUnexpectedState`, and as `payment_methods.resolve` does.
    """
    if body["status"] not in _CONFIRMABLE:
        raise _unexpected("confirm", body)
    method = _presented(sandbox, said)
    if method is None and body["payment_method"] is not None:
        method = payment_methods.resolve(sandbox, body["payment_method"], "payment_method")
    if method is None:
        message = "You cannot confirm this SetupIntent because it's missing a payment method."
        raise SetupUnexpectedState(message)
    outcome = payment_methods.verify(sandbox, method, body["customer"] or "", operation)
    challenge = sandbox.decision.challenge
    checks = method.checks.but(sandbox.decision.checks or {})
    payment_methods.store(sandbox, method)
    asked = {
        **body,
        "payment_method": method.id,
        "_base_url": base_url,
        "_checks": list(checks),
        "_return_url": said.get("return_url") or body["_return_url"],
    }
    if challenge is None or challenge.kind != REQUIRED:
        return _decided(sandbox, asked, outcome)
    subject = Subject(TABLE, body["id"], method.card.brand)
    begun = authentications.begin(sandbox, challenge, subject, asked["_return_url"])
    waiting = {
        **asked,
        "status": REQUIRES_ACTION,
        "_authentication": begun.id,
        "_planned": [outcome.verdict, outcome.reason],
    }
    saved = objects.save(sandbox, SETUP_INTENT, waiting)
    return Change(saved, "setup_intent.requires_action")


def cancel(sandbox: Sandbox, id_: str, reason: str | None) -> Body:
    """Cancel a setup intent. Raises `ResourceMissing` and `SetupUnexpectedState`."""
    body = objects.find(sandbox, SETUP_INTENT, id_)
    if body["status"] not in _CANCELABLE:
        raise _unexpected("cancel", body)
    if body["status"] == REQUIRES_ACTION:
        due.cancel(sandbox, CHALLENGE_END, body["_authentication"])
        found = sandbox.tx.get(authentications.AUTHENTICATIONS, body["_authentication"])
        assert found is not None  # noqa: S101 - a setup that waits has one
        authentications.conclude(sandbox, found, authentications.WITHDRAWN)
    canceled = {**body, "status": CANCELED, "cancellation_reason": reason}
    return objects.save(sandbox, SETUP_INTENT, canceled)


def with_secret(sandbox: Sandbox, id_: str, secret: str | None) -> Body:
    """Return the setup intent of an id; a client secret, if it is sent, must be its own.

    Raises `ResourceMissing` and `InvalidInput`.
    """
    body = objects.find(sandbox, SETUP_INTENT, id_)
    if secret is not None and not is_same(secret, body["client_secret"]):
        raise invalid("client_secret", "The client_secret provided does not match this intent.")
    return body


def after_challenge(sandbox: Sandbox, id_: str, authenticated: bool) -> Change:  # noqa: FBT001
    """Take a setup intent further whose challenge has ended."""
    body = objects.find(sandbox, SETUP_INTENT, id_)
    if not authenticated:
        failed = {**AUTHENTICATION_FAILED, "code": "setup_intent_authentication_failure"}
        failed["doc_url"] = failed["doc_url"].replace("payment-intent", "setup-intent")
        return _failed(sandbox, body, failed)
    verdict, reason = body["_planned"]
    return _decided(sandbox, body, Outcome(verdict, reason))


def _decided(sandbox: Sandbox, body: Body, outcome: Outcome) -> Change:
    if outcome.verdict != APPROVED:
        return _failed(sandbox, body, decline(outcome.reason))
    method = objects.find(sandbox, PAYMENT_METHOD, body["payment_method"])
    method["_set_up"] = method["_set_up"] or body["usage"] == "off_session"
    owner = body["customer"] or method["customer"]
    payment_methods.give(sandbox, Presented(method), owner, CardChecks(*body["_checks"]))
    done = {**body, "status": SUCCEEDED, "last_setup_error": None}
    return Change(objects.save(sandbox, SETUP_INTENT, done), "setup_intent.succeeded")


def _failed(sandbox: Sandbox, body: Body, error: Body) -> Change:
    method = objects.find(sandbox, PAYMENT_METHOD, body["payment_method"])
    told = {**error, "payment_method": objects.shown(method)}
    failed = {
        **body,
        "status": REQUIRES_METHOD,
        "payment_method": None,
        "last_setup_error": told,
    }
    return Change(objects.save(sandbox, SETUP_INTENT, failed), "setup_intent.setup_failed")


def _presented(sandbox: Sandbox, said: Body) -> Presented | None:
    if said.get("payment_method_data"):
        return payment_methods.new(sandbox, said["payment_method_data"], "payment_method_data/")
    if not said.get("payment_method"):
        return None
    return payment_methods.resolve(sandbox, said["payment_method"], "payment_method")


def _with(sandbox: Sandbox, body: Body, method: Presented | None) -> Body:
    if method is None:
        return body
    chosen = payment_methods.store(sandbox, method)["id"]
    return {**body, "payment_method": chosen, "status": REQUIRES_CONFIRMATION}


def _unexpected(verb: str, body: Body) -> SetupUnexpectedState:
    return SetupUnexpectedState(
        f"You cannot {verb} this SetupIntent because it has a status of {body['status']}."
    )


def question(sandbox: Sandbox, id_: str) -> Asked:
    """Return what the challenge of a setup asks the cardholder."""
    body = objects.find(sandbox, SETUP_INTENT, id_)
    failed = body["last_setup_error"] or {}  # it has taken the payment method from the setup
    asked = body["payment_method"] or failed["payment_method"]["id"]
    method = objects.find(sandbox, PAYMENT_METHOD, asked)
    card = Card(*method["_card"])
    return Asked(body["status"], f"{card.brand} ••••{card.last4}")
