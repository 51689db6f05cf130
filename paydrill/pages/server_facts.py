"""Collect facts about this server for the start page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from paydrill.errors import AuthorityNotFound
from paydrill.openapi.documents import Contract
from paydrill.openapi.operation import Operation
from paydrill.pages.start import MagicRow
from paydrill.scenarios.files.library import Library
from paydrill.scenarios.outcomes import OUTCOMES

# Numbers that card brands and processors publish for tests; all pass the Luhn check.
TEST_CARDS = (
    ("Visa", "4532015112830366"),
    ("Mastercard", "5425233430109903"),
    ("American Express", "374245455400126"),
    ("Discover", "6011111111111117"),
    ("Visa", "4111111111111111"),
)


_PAGES = frozenset({"docs", "redoc", "openapi"})


@dataclass(frozen=True)
class ServerFacts:
    """The contracts, scenarios, store and URL of the server."""

    version: str
    contracts: Sequence[Contract]
    library: Library
    store: str
    base_url: str
    described: Callable[[Operation], dict[str, Any]]
    """Describes an operation: see `responders.handlers.described`."""
    authority: str | None = None
    """Certificate, as PEM, of the server's own authority."""
    needs_token: bool = False
    """Whether the control API needs a token."""

    @property
    def scenario(self) -> str:
        """Name of the scenario that decides unless a sandbox has chosen another."""
        return self.library.default.name

    @property
    def magic_amounts(self) -> Sequence[MagicRow]:
        """The default scenario's rules for amounts, as they are now."""
        return magic_amounts(self.library.default_content.rules)

    @property
    def certificate(self) -> str:
        """Certificate of the server's own authority. Raises `AuthorityNotFound`."""
        if self.authority is None:
            raise AuthorityNotFound
        return self.authority

    @cached_property
    def operations(self) -> Mapping[str, Operation]:
        """All operations by id, in the order of the contracts."""
        return {each.id: each for contract in self.contracts for each in contract.operations}

    @cached_property
    def pages(self) -> str:
        """Path before the documentation's: short, unless a contract has such paths itself."""
        first = {each.path.split("/")[1] for each in self.operations.values()}
        is_taken = any(name in _PAGES or name.startswith("{") for name in first)
        return "_control/" if is_taken else ""


def magic_amounts(rules: Sequence[Mapping[str, Any]]) -> list[MagicRow]:
    """List the rules that decide by operation and amount alone, in order of evaluation."""
    return [
        MagicRow(_amount(rule["when"]["amount"]), outcome, rule["then"].get("message", ""))
        for rule in rules
        if rule.keys() <= {"id", "when", "then"}
        and {"amount"} <= rule.get("when", {}).keys() <= {"operation", "amount"}
        and (outcome := _outcome(rule["then"]))
    ]


def _amount(wanted: Any) -> str:
    if isinstance(wanted, Mapping):
        return _range(wanted.get("min"), wanted.get("max"), wanted.get("cents"))
    return ", ".join(f"{each:,.2f}" for each in (wanted if isinstance(wanted, list) else [wanted]))


def _range(lowest: Decimal | None, highest: Decimal | None, cents: int | None) -> str:
    words = [] if cents is None else [f"any with .{cents:02}"]
    if lowest is not None and highest is not None:
        words.append(f"{lowest:,.2f} to {highest:,.2f}")
    elif lowest is not None:
        words.append(f"{lowest:,.2f} and more")
    elif highest is not None:
        words.append(f"up to {highest:,.2f}")
    return ", ".join(words)


def _outcome(then: Mapping[str, Any]) -> str:
    """Name the outcome; empty where the rule decides none."""
    verdict = next((name for name in OUTCOMES if name in then), "")
    return f"{verdict}: {then[verdict]}" if verdict in {"declined", "pending"} else verdict
