"""Say what the rules that a logged request has met want, as long as the scenario still has them.

The log keeps the last four digits of a card. Which test card they belong to is known from the rules
that name cards by their numbers.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from paydrill.request_log.exchange import Exchange
from paydrill.sandbox.sandbox import Sandbox
from paydrill.scenarios.explain import wanted_by
from paydrill.scenarios.rules import Rule
from paydrill.values.cards import digits_of
from paydrill.values.masking import in_one_piece

_KEPT = ("card", "amount")
_SHOWN = 4
# A number has 19 digits at most (ISO/IEC 7812-1), and four of them are shown.
_MASKED = re.compile(r"\*{1,15}[0-9]{4}")


def reasons(sandbox: Sandbox, exchange: Exchange) -> list[dict[str, str]]:
    """Return what each rule that applied wants of a request, apart from its operation."""
    return [
        {"rule": rule.name, "wanted": wanted}
        for rule in _applied(sandbox, exchange)
        if (wanted := wanted_by(rule))
    ]


def card_rule(sandbox: Sandbox, exchange: Exchange) -> dict[str, Any] | None:
    """Return what the last rule that applied wants of card and amount; `None` without a card."""
    rules = _applied(sandbox, exchange)
    wanted = {each.name: each.wanted for each in rules[-1].conditions} if rules else {}
    return {name: wanted[name] for name in _KEPT if name in wanted} if "card" in wanted else None


def rule_cards(sandbox: Sandbox, exchange: Exchange) -> list[str]:
    """Return the numbers that rules name and that a masked number of the request's body may be."""
    text = in_one_piece(exchange.body.decode("utf-8", "replace"))
    named = {
        digits_of(number)
        for rule in sandbox.scenario.rules
        for each in rule.conditions
        for number in _numbers_in({each.name: each.wanted})
    }
    masked = set(_MASKED.findall(text))
    return sorted(number for number in named if _masked(number) in masked)


def _applied(sandbox: Sandbox, exchange: Exchange) -> list[Rule]:
    known = {rule.name: rule for rule in sandbox.scenario.rules}
    return [known[name] for name in exchange.rules if name in known]


def _masked(number: str) -> str:
    return "*" * (len(number) - _SHOWN) + number[-_SHOWN:]


def _numbers_in(wanted: Any) -> Iterator[str]:
    """Find the card numbers in conditions, also in those below `any`, `all` and `not`."""
    if isinstance(wanted, Mapping):
        card = wanted.get("card")
        if isinstance(card, Mapping) and "number" in card:
            yield card["number"]
        for name in ("any", "all", "not"):
            yield from _numbers_in(wanted.get(name))
    elif isinstance(wanted, Sequence) and not isinstance(wanted, str):
        for each in wanted:
            yield from _numbers_in(each)
