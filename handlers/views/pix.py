"""Make the bodies, pages and images of openapi/pix.yaml."""

from collections.abc import Callable
from typing import Any

from handlers.views import HandlerResult
from paydrill.pages.bank import NOT_FRAMED, BankFacts, bank_page
from paydrill.pages.languages import language_for
from paydrill.pages.payment import ChargeFacts, payment_not_found_page, payment_page
from paydrill.pages.qr import qr_png, qr_svg
from paydrill.payments.pix import charges, returns
from paydrill.payments.pix.records import CURRENCY, Charge, Return
from paydrill.sandbox.sandbox import Sandbox
from paydrill.values.times import http_date, rfc3339

Body = dict[str, Any]

_HTML = "text/html"
_CLOCK = "Paydrill-Clock"


def charge(sandbox: Sandbox, record: Charge) -> Body:
    """Show a charge as it stands."""
    major = sandbox.currencies.major
    return {
        "id": int(record.id),
        "bank_payment_id": record.bank_payment_id,
        "value": major(record.amount_minor, CURRENCY),
        "paid": record.paid,
        "expiration_date": http_date(record.expires_ms),
        "qr_code": record.qr_code,
        "br_code": record.br_code,
        "txid": record.txid,
        "status": record.status,
        "description": record.description,
        "end_to_end_id": record.end_to_end_id,
        "amount_returned": major(record.returned_minor, CURRENCY),
        "returns": [
            pix_return(sandbox, record, made) for made in returns.of_charge(sandbox, record)
        ],
    }


def new_charge(sandbox: Sandbox, record: Charge) -> Body:
    """Make the response to a new charge."""
    return {"message": "The payment has been created", "payment": charge(sandbox, record)}


def pix_return(sandbox: Sandbox, record: Charge, made: Return) -> Body:
    """Show a return as it stands."""
    body = {
        "return_id": made.id,
        "bank_payment_id": record.bank_payment_id,
        "value": sandbox.currencies.major(made.amount_minor, CURRENCY),
        "status": made.status,
        "message": made.message,
        "processed_at": rfc3339(made.created_ms),
    }
    return body if made.decline_code is None else {**body, "decline_code": made.decline_code}


def _shown_as_page(sandbox: Sandbox, charge_id: int) -> HandlerResult:
    language = _language(sandbox)
    headers = {"Content-Language": language, "Vary": "Accept, Accept-Language"}
    record = charges.look_up(sandbox, charge_id)
    if record is None:
        return payment_not_found_page(language), 404, _HTML, headers
    clock = _clock(sandbox)
    facts = ChargeFacts(
        id=charge_id,
        value=sandbox.currencies.decimal(record.amount_minor, CURRENCY),
        returned=sandbox.currencies.decimal(record.returned_minor, CURRENCY),
        status=record.status,
        br_code=record.br_code,
        expires_at=rfc3339(record.expires_ms),
        clock=clock[_CLOCK],
        description=record.description,
    )
    return payment_page(facts, language), 200, _HTML, headers | clock


def shown_to_the_bank(sandbox: Sandbox, charge_id: int) -> HandlerResult:
    """Show the page to pay the charge from."""
    language = _language(sandbox)
    headers = {"Content-Language": language, "Vary": "Accept-Language"}
    record = charges.look_up(sandbox, charge_id)
    if record is None:
        return payment_not_found_page(language), 404, _HTML, headers
    facts = BankFacts(
        id=charge_id,
        bank_payment_id=record.bank_payment_id,
        value=sandbox.currencies.decimal(record.amount_minor, CURRENCY),
        status=record.status,
        description=record.description,
    )
    return bank_page(facts, language), 200, _HTML, headers | NOT_FRAMED


def _shown_as_json(sandbox: Sandbox, charge_id: int) -> HandlerResult:
    shown = charge(sandbox, charges.find(sandbox, charge_id))
    return shown, 200, "application/json", _clock(sandbox)


def _language(sandbox: Sandbox) -> str:
    return language_for(sandbox.header("accept-language"))


def _clock(sandbox: Sandbox) -> dict[str, str]:
    stands_still = sandbox.clock.frozen_ms is not None
    return {_CLOCK: rfc3339(sandbox.now_ms) + ("; frozen" if stands_still else "")}


SHOWN: dict[str, Callable[[Sandbox, int], HandlerResult]] = {
    "text/html": _shown_as_page,
    "application/json": _shown_as_json,
}


def _png(code: str) -> HandlerResult:
    return qr_png(code), 200, "image/png"


def _svg(code: str) -> HandlerResult:
    return qr_svg(code), 200, "image/svg+xml"


QR_IMAGES: dict[str, Callable[[str], HandlerResult]] = {"png": _png, "svg": _svg}
