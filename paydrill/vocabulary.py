"""Collect the words that scenario files may use: those of the contracts, and of the domain."""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from paydrill.openapi.documents import Contract
from paydrill.openapi.operation import Operation
from paydrill.openapi.resource_words import Does
from paydrill.responders.answer_mistakes import mistakes
from paydrill.responders.resources.catalog import Catalog
from paydrill.sandbox.ports import Domain
from paydrill.scenarios.files import Vocabulary
from paydrill.scenarios.outcomes import DECLINES
from paydrill.standards import standards
from paydrill.values.cards import BRANDS
from paydrill.values.own_contracts import OWN_CONTRACTS, OWN_MODULES

_FINAL = frozenset(range(200, 600))


def known_words(contracts: Iterable[Contract], domain: Domain) -> Vocabulary:
    """Collect the words that a scenario can use under these contracts, in this domain."""
    contracts = list(contracts)
    served = {
        operation.id: operation
        for contract in contracts
        for operation in contract.operations
        if contract.name not in OWN_CONTRACTS
    }
    # Rules for payments are no mistake where a contract without payments is served.
    own = domain.scripted | domain.asking | domain.on_payments
    return Vocabulary(
        operations=own.union(served),
        scripted=domain.scripted,
        on_payments=domain.on_payments,
        statuses={name: _statuses(operation.responses) for name, operation in served.items()},
        decline_codes=frozenset(DECLINES),
        pending_reasons=None,
        brands=BRANDS,
        event_types=domain.event_types,
        currencies=frozenset(standards().currency_exponents),
        served=served,
        mistakes=mistakes,
        kept=_kept_under(contracts),
    )


def _kept_under(contracts: Iterable[Contract]) -> Callable[[Operation], Any]:
    """Return a function that finds, when it is asked, the schema of what a request names."""
    operations = {each.name: each.operations for each in contracts}

    @cache
    def catalog(contract: str) -> Catalog:
        return Catalog(operations[contract])

    def kept(operation: Operation) -> Any:
        if operation.contract in OWN_MODULES:
            return {}
        found = catalog(operation.contract)
        role = found.roles.get(operation.id)
        if role is None or role.does in {Does.CREATE, Does.LIST} or not found.keeps(role):
            return None
        return found.kinds[role.resource.item].schema

    return kept


def _statuses(documented: Iterable[str]) -> frozenset[int]:
    """List the statuses that a contract documents: `4XX` has a hundred, `default` has all."""
    found: frozenset[int] = frozenset()
    for key in documented:
        if key.isdecimal():
            found |= {int(key)}
        elif key == "default":
            return _FINAL
        elif key[:1] in {"2", "3", "4", "5"}:
            found |= frozenset(range(int(key[0]) * 100, int(key[0]) * 100 + 100))
    return found
