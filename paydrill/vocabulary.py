"""Collect the words that scenario files may use: those of the contracts, and of the domain."""

from collections.abc import Callable, Iterable, Mapping

from paydrill.openapi.documents import Contract
from paydrill.responders.answer_mistakes import mistakes
from paydrill.responders.pushes.sending import Pushes
from paydrill.responders.resource_mistakes import KnownResources
from paydrill.responders.resources.catalog import Catalog
from paydrill.sandbox.ports import Domain
from paydrill.scenarios.files import Vocabulary
from paydrill.scenarios.outcomes import DECLINES
from paydrill.standards import standards
from paydrill.values.cards import BRANDS
from paydrill.values.own_contracts import OWN_CONTRACTS

_FINAL = frozenset(range(200, 600))


def known_words(
    contracts: Iterable[Contract],
    domain: Domain,
    catalogs: Mapping[str, Catalog],
    pushes: Mapping[str, Pushes],
    stands_in: Callable[[str], bool],
) -> Vocabulary:
    """Collect the words that a scenario can use under these contracts, in this domain.

    `catalogs` have the resources of the contracts, and `pushes` what these push, by their names;
    `stands_in` tells of an operation, by its id, whether its stand-in is asked.
    """
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
        effects=domain.effects,
        card_facts=domain.card_facts,
        statuses={name: _statuses(operation.responses) for name, operation in served.items()},
        decline_codes=frozenset(DECLINES),
        pending_reasons=None,
        brands=BRANDS,
        event_types=domain.event_types,
        currencies=frozenset(standards().currency_exponents),
        served=served,
        mistakes=mistakes,
        resources=KnownResources(catalogs, pushes, stands_in),
    )


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
