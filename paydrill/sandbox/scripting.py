"""Manage a sandbox's scenarios: which decides, which are its own, what an attempt would meet."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from paydrill.errors import (
    FieldError,
    InvalidAmount,
    InvalidCard,
    InvalidScenario,
    ScenarioChanged,
    ScenarioNotFound,
)
from paydrill.sandbox.counters import Counters
from paydrill.sandbox.own_scenarios import OWN_SCENARIOS, OwnScenario
from paydrill.sandbox.sandbox import Sandbox
from paydrill.scenarios.attempt import CARD, CUSTOMER, PIX, Attempt, Original, Said, Supposed
from paydrill.scenarios.explain import Explanation, explain
from paydrill.values.card_checks import CardChecks
from paydrill.values.cards import (
    Card,
    CardDetails,
    bin_mark,
    bin_marks,
    brand_of,
    check_card,
    digits_of,
)
from paydrill.values.own_contracts import OWN_CONTRACTS
from paydrill.values.suggestions import unknown
from paydrill.values.times import from_rfc3339

_OWN = "no scenario is asked about the server's own operations"
_CHANGED = (
    "The sandbox's scenario has changed since it was read;"
    " read it again, and put both texts together"
)


def activate(sandbox: Sandbox, name: str) -> None:
    """Choose the scenario that decides. Raises `ScenarioNotFound`."""
    if own(sandbox, name) is None and sandbox.world.scenarios.find(name) is None:
        raise not_found(sandbox, name, "/name")
    sandbox.choose_scenario(name)


def own(sandbox: Sandbox, name: str) -> OwnScenario | None:
    """Return the sandbox's own scenario of that name, if it has one."""
    return sandbox.tx.get(OWN_SCENARIOS, name)


def all_own(sandbox: Sandbox) -> Iterator[OwnScenario]:
    """Return the sandbox's own scenarios, oldest first."""
    return sandbox.tx.find(OWN_SCENARIOS)


def not_found(sandbox: Sandbox, name: str, pointer: str) -> ScenarioNotFound:
    """Make the error for a name that neither the sandbox nor the server knows."""
    known = {*sandbox.world.scenarios.names(), *(each.id for each in all_own(sandbox))}
    message = unknown("no scenario is called", name, known)
    return ScenarioNotFound(f"Scenario not found: {message}", (FieldError(pointer, message),))


def require_text(sandbox: Sandbox, name: str, text: str) -> None:
    """Raise `ScenarioChanged` unless the sandbox's own has this text; empty: there is none."""
    there = own(sandbox, name)
    if text != ("" if there is None else there.text):
        raise ScenarioChanged(_CHANGED)


def put(sandbox: Sandbox, name: str, text: str) -> None:
    """Make a scenario the sandbox's own, or replace it. Raises `InvalidScenario`."""
    scenario = sandbox.world.scenarios.compile(text)
    if scenario.name != name:
        message = f"its name is {scenario.name}, and the path says {name}"
        raise InvalidScenario.of(FieldError("/source", message))
    number = Counters(sandbox.tx, sandbox.ids, sandbox.now_ms).count("scenarios")
    sandbox.tx.put(OWN_SCENARIOS, OwnScenario(name, number, text))
    if sandbox.scenario.name == name:  # the server's scenario of that name decided until now
        sandbox.choose_scenario(name)


def remove(sandbox: Sandbox, name: str) -> None:
    """Delete one of the sandbox's own scenarios. Raises `ScenarioNotFound`."""
    if own(sandbox, name) is None:
        raise ScenarioNotFound
    was_active = sandbox.scenario.name == name
    sandbox.tx.delete(OWN_SCENARIOS, name)
    if was_active:
        sandbox.choose_scenario(None)


def explain_attempt(sandbox: Sandbox, described: Mapping[str, Any]) -> Explanation:
    """Explain what the attempt would meet now, and why; nothing changes by asking."""
    attempt = attempt_of(sandbox, described)
    scripted = attempt.operation in sandbox.world.domain.scripted
    refused = _refused(sandbox, attempt, described) if scripted else None
    if refused is not None:  # then only its operation and time count
        attempt = Attempt(attempt.operation, at=attempt.at)
    return explained(sandbox, attempt, refused)


def explained(sandbox: Sandbox, attempt: Attempt, refused: str | None = None) -> Explanation:
    """Explain what an attempt would meet now; `refused` says why no outcome is decided for it."""
    counters = Counters(sandbox.tx, sandbox.ids, attempt.at.now_ms, keeps=False)
    if attempt.operation.partition(".")[0] in OWN_CONTRACTS:
        return explain((), attempt, counters, scripted=False, refused=_OWN)
    rules = (*sandbox.one_shots(), *sandbox.scenario.rules)
    scripted = attempt.operation in sandbox.world.domain.scripted
    return explain(rules, attempt, counters, scripted=scripted, refused=refused)


def _refused(sandbox: Sandbox, attempt: Attempt, described: Mapping[str, Any]) -> str | None:
    """Say why the server refuses the attempt before any scenario is asked, if it does."""
    errors: list[FieldError] = []
    try:
        if attempt.amount is not None:
            sandbox.currencies.minor(attempt.amount, attempt.currency)
    except InvalidAmount as error:
        errors += error.errors
    try:
        number = described.get("card", {}).get("number")
        if number is not None:
            check_card(CardDetails(number), sandbox.now_ms, sandbox.world.standards.luhn)
    except InvalidCard as error:
        errors += error.errors
    wrong = "; ".join(f"{each.pointer[1:]} {each.message.rstrip('.')}" for each in errors)
    return f"the server refuses it before any scenario is asked: {wrong}" if errors else None


def attempt_of(sandbox: Sandbox, described: Mapping[str, Any]) -> Attempt:
    """Make the attempt that an example's `given`, or a question to the control API, describes.

    Raises `InvalidClock` naming `/at`.
    """
    card = described.get("card", {})
    headers = {name.lower(): value for name, value in described.get("header", {}).items()}
    operation = described["operation"]
    at_ms = from_rfc3339(described["at"], "/at") if "at" in described else sandbox.now_ms
    return Attempt(
        operation,
        described.get("amount"),
        described.get("currency", "BRL" if operation.startswith(PIX) else "USD"),
        described.get("customer", ""),
        _card_of(sandbox, card) if card else None,
        card.get("token"),
        described.get("description"),
        described.get("merchant_reference"),
        described.get("method", PIX if operation.startswith(PIX) else CARD),
        described.get("payment"),
        _original(described["refund_of"]) if "refund_of" in described else None,
        Supposed(
            at_ms,
            lambda name: headers.get(name.lower()),
            sandbox.fingerprint,
            sandbox.matches,
            Said(described.get("path", {}), described.get("query", {}), described.get("body")),
        ),
        described.get("resource"),
        card.get("holder"),
        card.get("cvv"),
        card.get("postal_code"),
        CardChecks().but(described["checks"]) if "checks" in described else None,
        described.get("initiated_by", CUSTOMER),
    )


def _card_of(sandbox: Sandbox, described: Mapping[str, Any]) -> Card:
    """Make a card as far as it is described; the other fields match no real card."""
    good_until_ms = sandbox.now_ms if described.get("expired", False) else None
    if "number" in described:
        number = digits_of(described["number"])
        return Card(
            brand_of(number).name,
            number[-4:],
            sandbox.fingerprint(number),
            len(number),
            bin_marks(number, sandbox.fingerprint),
            good_until_ms,
        )
    marks = bin_mark(described["bin"], sandbox.fingerprint) if "bin" in described else ""
    return Card(described.get("brand", ""), described.get("last4", ""), "", 0, marks, good_until_ms)


def _original(described: Mapping[str, Any]) -> Original:
    amount = Decimal(described["amount"])
    return Original(described["payment"], amount, described.get("description"))
