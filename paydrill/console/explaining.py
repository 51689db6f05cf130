"""Explain a logged request: what it would meet if it came now, and which rules nearly applied.

A rule is matched against facts of which the log keeps a part. A payment that the request has made,
or is about, has the rest; what nobody knows any more is told as a caveat.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from paydrill.console.effects import caused
from paydrill.console.kinds import stored_thing
from paydrill.openapi import strict_json
from paydrill.openapi.operation import Operation
from paydrill.openapi.strict_json import JsonError
from paydrill.openapi.templates import values_in
from paydrill.openapi.types import types_of
from paydrill.payments.channels import CHANNELS, CREATING, attempt_on
from paydrill.payments.pix import charges
from paydrill.payments.pix.records import CHARGES
from paydrill.payments.records import Payment
from paydrill.payments.tokens import TOKENS
from paydrill.request_log.exchange import LONGEST_BODY, Exchange
from paydrill.sandbox.sandbox import Sandbox
from paydrill.sandbox.scripting import attempt_of, explained
from paydrill.scenarios.attempt import Attempt, Original, Said, Supposed
from paydrill.scenarios.explain import Explanation
from paydrill.values.masking import HIDDEN

_REFUSED = 400
_NOW = "Counters, chances and one-shot outcomes are as they stand now, after this request"
_CUT = "Of the body, only the first 16 KiB are kept"
_MASKED = "Of the card, only the last four digits are kept"
_UNKNOWN_PATH = "no contract has this path, so that no scenario is asked"
_FORM = "application/x-www-form-urlencoded"
_AMOUNTS, _CUSTOMERS = ("amount", "value"), ("customer_id", "customer_name", "customer")


class Explained(NamedTuple):
    """An explanation, and what makes it doubtful."""

    explanation: Explanation
    caveats: list[str]


def explain_request(sandbox: Sandbox, exchange: Exchange, operation: Operation | None) -> Explained:
    """Explain a logged request of an operation; `None` where no contract has its path."""
    if operation is None:
        return Explained(explained(sandbox, Attempt(""), _UNKNOWN_PATH), [])
    sent = _sent(exchange, operation)
    attempt = _of_payment(sandbox, exchange, operation, sent) or _as_sent(sandbox, operation, sent)
    place = Supposed(exchange.at_ms, exchange.header, sandbox.fingerprint, sandbox.matches, sent)
    found = explained(sandbox, replace(attempt, at=place), _refusal(exchange))
    return Explained(found, [_NOW, *_caveats(sandbox, exchange, attempt)])


def _caveats(sandbox: Sandbox, exchange: Exchange, attempt: Attempt) -> Iterator[str]:
    known = {rule.name for rule in sandbox.scenario.rules}
    gone = [each for each in exchange.rules if each not in known and not each.startswith("one-")]
    if gone:
        yield f"Rules that applied decide no more: {', '.join(gone)}"
    if exchange.body_size > LONGEST_BODY:
        yield _CUT
    if attempt.card is not None and not attempt.card.fingerprint:
        yield _MASKED


def _refusal(exchange: Exchange) -> str | None:
    """Say why the server has refused a request before it asked a scenario, if it has."""
    if exchange.status < _REFUSED or exchange.rules or exchange.events[0] < exchange.events[1]:
        return None
    reason = exchange.outcome.reason or exchange.status
    return f"the server refused it before any scenario was asked: {reason}"


def _sent(exchange: Exchange, operation: Operation) -> Said:
    path: Mapping[str, str] = values_in(operation.path, exchange.path) or {}
    query = dict(parse_qsl(exchange.query.decode("utf-8", "replace"), keep_blank_values=True))
    return Said(_typed(operation, "path", path), _typed(operation, "query", query), _body(exchange))


def _body(exchange: Exchange) -> Any:
    if (exchange.header("content-type") or "").startswith(_FORM):
        return dict(parse_qsl(exchange.body.decode("utf-8", "replace"), keep_blank_values=True))
    return _json(exchange.body, None)


def _typed(operation: Operation, place: str, texts: Mapping[str, str]) -> dict[str, Any]:
    """Return parameters as the contract has them: those that are no text as JSON."""
    plain = {
        each["name"]
        for each in operation.parameters
        if each["in"] == place and "string" in types_of(operation.document, each.get("schema", {}))
    }
    return {n: text if n in plain else _json(text.encode(), text) for n, text in texts.items()}


def _json(text: bytes, otherwise: Any) -> Any:
    try:
        return strict_json.parse(text)
    except JsonError:
        return otherwise


def _of_payment(
    sandbox: Sandbox, exchange: Exchange, operation: Operation, sent: Said
) -> Attempt | None:
    """Describe a call that made a payment, or is about one; `None` where none is known."""
    ids = [each.subject for each in caused(sandbox, exchange)]
    for id_ in dict.fromkeys([*ids, *map(str, sent.path.values())]):
        for channel in CHANNELS.values():
            payment = sandbox.tx.get(channel.table, id_)
            if payment is not None:
                amount_minor = _amount_of(sandbox, operation, payment, sent)
                attempt = attempt_on(sandbox, channel, operation.id, payment, amount_minor)
                return _about(sandbox, operation, payment, attempt)
        charge = sandbox.tx.get(CHARGES, id_)
        if charge is not None:
            return charges.attempt_on(sandbox, operation.id, charge, charge.amount_minor)
    return None


def _about(sandbox: Sandbox, operation: Operation, payment: Payment, attempt: Attempt) -> Attempt:
    if operation.id in CREATING:
        return replace(attempt, payment=None)
    if "refund" not in operation.id:
        return attempt
    paid = sandbox.currencies.decimal(payment.amount_minor, payment.currency)
    return replace(attempt, refund_of=Original(payment.id, paid, payment.reference))


def _amount_of(sandbox: Sandbox, operation: Operation, payment: Payment, sent: Said) -> int:
    amount = _field(sent.body, _AMOUNTS)
    is_own = operation.id not in CREATING and not operation.id.startswith("stripe.")
    if is_own and isinstance(amount, int | Decimal):
        return int(amount * 10 ** sandbox.currencies.exponent(payment.currency))
    return payment.amount_minor


def _as_sent(sandbox: Sandbox, operation: Operation, sent: Said) -> Attempt:
    """Describe a call by its body alone."""
    described: dict[str, Any] = {"operation": operation.id}
    amount, currency = _field(sent.body, _AMOUNTS), _field(sent.body, ("currency",))
    if isinstance(amount, int | Decimal) and not isinstance(amount, bool):
        described["amount"] = amount
    if isinstance(currency, str) and currency in sandbox.currencies:
        described["currency"] = currency
    customer = _field(sent.body, _CUSTOMERS)
    described["customer"] = customer if isinstance(customer, str) else ""
    number, token = _field(sent.body, ("card_number",)), _field(sent.body, ("token",))
    if isinstance(number, str) and number.startswith(HIDDEN):
        described["card"] = {"last4": number[-4:]}
    resource = next(
        filter(None, (stored_thing(sandbox, str(key)) for key in sent.path.values())), None
    )
    attempt = replace(attempt_of(sandbox, described), resource=resource)
    stored = sandbox.tx.get(TOKENS, token) if isinstance(token, str) else None
    return attempt if stored is None else replace(attempt, card=stored, token=stored.id)


def _field(body: Any, names: tuple[str, ...]) -> Any:
    fields = body if isinstance(body, Mapping) else {}
    return next((fields[name] for name in names if name in fields), None)
