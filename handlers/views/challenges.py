"""Make the bodies and pages about 3-D Secure: parts of payments, and challenges."""

from typing import Any
from urllib.parse import unquote_plus, urlencode, urlsplit, urlunsplit

from handlers.views import HandlerResult
from paydrill.pages.challenge import ChallengeFacts, challenge_not_found_page, challenge_page
from paydrill.payments import authentications, challenges
from paydrill.payments.authentications import Authentication
from paydrill.payments.challenges import Asked
from paydrill.payments.records import Payment
from paydrill.sandbox.sandbox import Sandbox
from paydrill.scenarios.challenges import RESULTS
from paydrill.values.paging import Page
from paydrill.values.times import rfc3339

Body = dict[str, Any]

_HTML = "text/html"


def of_payment(sandbox: Sandbox, payment: Payment, base_url: str | None) -> Body:
    """Show how the cardholder was authenticated, and what the payment waits for.

    Empty for a payment without 3-D Secure. `base_url` is that of the request.
    """
    found = authentications.of_payment(sandbox, payment)
    if found is None:
        return {}
    body: Body = {"three_d_secure": _three_d_secure(found)}
    if found.is_open:
        body["next_action"] = {
            "type": "challenge",
            "challenge_id": found.id,
            "url": _url(sandbox, found, base_url),
            "expires_at": rfc3339(found.expires_ms or 0),
        }
    return body


def challenge(sandbox: Sandbox, record: Authentication, base_url: str | None) -> Body:
    """Show a challenge with its payment."""
    asked = challenges.question_of(sandbox, record)
    body = {
        "challenge_id": record.id,
        "payment": record.payment,
        "payment_status": asked.status,
        **_amount(sandbox, asked),
        "url": _url(sandbox, record, base_url),
        "expires_at": rfc3339(record.expires_ms or 0),
        "three_d_secure": _three_d_secure(record),
    }
    return body | ({"result": record.result} if record.result in RESULTS else {})


def _amount(sandbox: Sandbox, asked: Asked) -> Body:
    if asked.amount_minor is None:
        return {}
    amount = sandbox.currencies.major(asked.amount_minor, asked.currency)
    return {"amount": amount, "currency": asked.currency}


def page(sandbox: Sandbox, found: Page[Authentication], base_url: str | None) -> Body:
    """Show a page of open challenges."""
    return {
        "challenges": [challenge(sandbox, each, base_url) for each in found.items],
        "next_cursor": found.next_cursor,
    }


def shown(sandbox: Sandbox, challenge_id: str) -> HandlerResult:
    """Show the page of a challenge."""
    found = challenges.look_up(sandbox, challenge_id)
    if found is None:
        return challenge_not_found_page(), 404, _HTML
    return _page_of(sandbox, found), 200, _HTML


def answered(sandbox: Sandbox, challenge_id: str, result: str) -> HandlerResult:
    """End a challenge by a button of its page, and send the browser on."""
    found = challenges.look_up(sandbox, challenge_id)
    if found is None:
        return challenge_not_found_page(), 404, _HTML
    if not found.is_open:
        return _page_of(sandbox, found), 409, _HTML
    ended = challenges.end(sandbox, challenge_id, result)
    return b"", 303, _HTML, {"Location": _next_page(ended, result)}


def _next_page(ended: Authentication, result: str) -> str:
    """Write the address of the merchant's page, or of the challenge's own, seen from it."""
    if ended.return_url is None:
        return ended.id
    told = {"challenge_id": ended.id, "result": result}
    parts = urlsplit(ended.return_url)
    own = [
        each
        for each in parts.query.split("&")
        if each and unquote_plus(each.partition("=")[0]) not in told
    ]
    query = "&".join([*own, urlencode(told)])
    return urlunsplit(parts._replace(query=query))


def _page_of(sandbox: Sandbox, found: Authentication) -> str:
    asked = challenges.question_of(sandbox, found)
    amount = asked.amount_minor
    leads_back = found.return_url is not None and found.result is not None
    facts = ChallengeFacts(
        id=found.id,
        amount=None if amount is None else sandbox.currencies.decimal(amount, asked.currency),
        currency=asked.currency,
        card=asked.card,
        result=found.result,
        expires_at=rfc3339(found.expires_ms or 0),
        return_url=_next_page(found, str(found.result)) if leads_back else found.return_url,
    )
    return challenge_page(facts)


def _url(sandbox: Sandbox, record: Authentication, base_url: str | None) -> str:
    return f"{base_url or f'/~{sandbox.name}'}/3ds/challenges/{record.id}"


def _three_d_secure(record: Authentication) -> Body:
    body = {
        "version": record.version,
        "trans_status": record.trans_status,
        "trans_status_reason": record.trans_status_reason,
        "challenge_cancel": record.challenge_cancel,
        "eci": record.eci,
        "authentication_value": record.authentication_value,
        "ds_transaction_id": record.ds_transaction_id,
        "acs_transaction_id": record.acs_transaction_id,
        "liability_shift": record.liability_shift,
    }
    return {name: value for name, value in body.items() if value is not None}
