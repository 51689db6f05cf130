"""Make the answers of openapi/stripe.yaml: objects, lists and search results, expanded."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from handlers.views import HandlerResult
from paydrill.payments.lifecycle import DECLINED
from paydrill.payments.records import REFUNDS, Payment, Refund
from paydrill.sandbox.sandbox import Sandbox
from paydrill.stripe import events, expanding, lists, objects, searching, sessions, telling
from paydrill.stripe.declines import decline
from paydrill.stripe.errors import IntentUnexpectedState
from paydrill.stripe.intents import REQUIRES_METHOD, Intent
from paydrill.stripe.lists import Source
from paydrill.stripe.objects import Body, Kind
from paydrill.stripe.resolving import resolve, shown
from paydrill.stripe.setup_intents import Change
from paydrill.stripe.shown.charges import charge
from paydrill.stripe.shown.intents import declined, payment_intent
from paydrill.stripe.shown.refunds import refund
from paydrill.stripe.shown.setup_intents import failed, setup_intent

OK, PAYMENT_REQUIRED = 200, 402


def answer(sandbox: Sandbox, body: Body, said: Body | None, event: str = "") -> HandlerResult:
    """Answer with an object, and tell of it if there is an `event`."""
    if event:
        telling.tell(sandbox, event, body)
    return _expanded(sandbox, {**body}, said), OK


@contextmanager
def showing(sandbox: Sandbox, intent: Intent) -> Iterator[None]:
    """Show an intent beside the refusal of what its status forbids."""
    try:
        yield
    except IntentUnexpectedState as error:
        error.beside = {"payment_intent": payment_intent(sandbox, intent)}
        raise


def tried(
    sandbox: Sandbox, intent: Intent, said: Body | None, new: Body | None = None
) -> HandlerResult:
    """Answer with an intent that was tried, or with the error of a card that was declined.

    `new` is the intent as it was before that, if it was just made.
    """
    if new is not None:
        first = payment_intent(sandbox, Intent(new, None))
        telling.tell(sandbox, "payment_intent.created", first)
    events.follow(sandbox)
    if intent.status == REQUIRES_METHOD:
        return declined(sandbox, intent), PAYMENT_REQUIRED
    return answer(sandbox, payment_intent(sandbox, intent), said)


def canceled(sandbox: Sandbox, intent: Intent, said: Body | None) -> HandlerResult:
    """Answer with an intent that was canceled; the release of a charge tells of it already."""
    has_told = bool(sandbox.noted)
    event = "" if has_told else "payment_intent.canceled"
    return answer(sandbox, payment_intent(sandbox, intent), said, event)


def set_up(
    sandbox: Sandbox, change: Change, said: Body | None, new: Body | None = None
) -> HandlerResult:
    """Answer with a setup intent that was tried, or with the error of a card that was declined.

    `new` is the intent as it was before that, if it was just made.
    """
    if new is not None:
        telling.tell(sandbox, "setup_intent.created", setup_intent(sandbox, new))
    events.tell_setup(sandbox, change)
    if change.body["status"] == REQUIRES_METHOD:
        return failed(sandbox, change.body), PAYMENT_REQUIRED
    return answer(sandbox, setup_intent(sandbox, change.body), said)


def charged(sandbox: Sandbox, payment: Payment, said: Body) -> HandlerResult:
    """Answer with a charge that was made without an intent, or with the error of its card."""
    events.follow(sandbox)
    if payment.status == DECLINED:
        error = {**decline(payment.reason), "charge": payment.id}
        return {"error": error}, PAYMENT_REQUIRED
    return answer(sandbox, charge(sandbox, payment), said)


def refused(reason: str | None, method: Body | None) -> HandlerResult:
    """Answer that an issuer does not let a card be stored."""
    error = decline(reason)
    if method is not None:
        error["payment_method"] = objects.shown(method)
    return {"error": error}, PAYMENT_REQUIRED


def of_customer(source: Source[Any], customer: str | None) -> Source[Any]:
    """Leave the payments of other customers out of a list."""
    if customer is None:
        return source
    accepted = source.accepted
    return source._replace(accepted=lambda each: accepted(each) and each.customer == customer)


def changed(
    sandbox: Sandbox, before: Body, body: Body, said: Body | None, event: str
) -> HandlerResult:
    """Answer with an object that was changed, and tell what of it."""
    now = objects.shown(body)
    telling.tell(sandbox, event, now, objects.shown(before))
    return _expanded(sandbox, now, said), OK


def deleted(sandbox: Sandbox, body: Body, event: str) -> HandlerResult:
    """Answer that an object was deleted, and tell of it."""
    telling.tell(sandbox, event, objects.shown(body))
    return {"id": body["id"], "object": body["object"], "deleted": True}, OK


def page(sandbox: Sandbox, source: Source[Any], asked: Body) -> HandlerResult:
    """Answer with a page of a list."""
    return _expanded(sandbox, lists.page(sandbox, source, asked), asked), OK


def page_of(
    sandbox: Sandbox,
    kind: Kind,
    at: str,
    asked: Body,
    accepted: Callable[[Body], bool] | None = None,
    owner: str | None = None,
) -> HandlerResult:
    """Answer with a page of the objects of a kind, of an `owner` if there is one."""
    source = lists.objects_of(kind, at, lambda record: shown(sandbox, record))
    if owner is not None:
        source = source._replace(where=("owner", f"{kind.name} {owner}"))
    if accepted is not None:
        test = accepted
        source = source._replace(accepted=lambda record: test(objects.read(record)))
    return page(sandbox, source, asked)


def found(
    sandbox: Sandbox, source: Source[Any], asked: Body, fields: frozenset[str]
) -> HandlerResult:
    """Answer with what a search finds."""
    return _expanded(sandbox, searching.search(sandbox, source, asked, fields), asked), OK


def found_of(
    sandbox: Sandbox, kind: Kind, at: str, asked: Body, fields: frozenset[str]
) -> HandlerResult:
    """Answer with the objects of a kind that a search finds."""
    source = lists.objects_of(kind, at, lambda record: shown(sandbox, record))
    return found(sandbox, source, asked, fields)


def _expanded(sandbox: Sandbox, body: Body, said: Body | None) -> Body:
    paths = (said or {}).get("expand") or ()
    return expanding.expand(sandbox, body, paths, resolve, _INCLUDED)


def _refunds_of(sandbox: Sandbox, charge: Body) -> Body:
    def accepted(made: Refund) -> bool:
        return objects.look_up(sandbox, objects.REFUND, made.id) is not None

    at = f"/v1/charges/{charge['id']}/refunds"
    source = Source(
        REFUNDS, at, lambda made: refund(sandbox, made), ("payment", charge["id"]), accepted
    )
    return lists.page(sandbox, source, {})


def _line_items_of(sandbox: Sandbox, session: Body) -> Body:
    return sessions.line_items(objects.find(sandbox, objects.SESSION, session["id"]), {})


_INCLUDED = {"refunds": _refunds_of, "line_items": _line_items_of}
"""The fields that an object has only where a request asks for them, each with its maker."""
