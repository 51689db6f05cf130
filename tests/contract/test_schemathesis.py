"""Every contract against the server that serves it: every check and every phase of Schemathesis.

`schemathesis.toml` says which answers a valid request may get, and why; no check is disabled. This
is the small budget; `make fuzz` has a larger one, over HTTP.

All of it holds under any scenario: a decline is an answer (2xx), not an error. When scenarios can
break the wire (a 503, a reset connection, an answer cut short, an answer that comes late), some
checks cannot hold for an answer that a rule has broken, and are to be left out for such a scenario:

- `not_a_server_error`: a scripted 5xx is one.
- `status_code_conformance`, `content_type_conformance`, `response_headers_conformance` and
  `response_schema_conformance`: a broken answer keeps to no contract; a reset has no answer at all.
- `positive_data_acceptance`: valid data meets the fault.
- `negative_data_rejection` and `unsupported_method`: a fault before validation answers invalid data
  with something other than a refusal.
- `ensure_resource_availability`: what was created may be asked for in vain.
- `refunds_stick`, where an answer is cut short after the money has moved.

`allow_header_conformance` and `ignored_auth` have to hold even then: no rule decides OPTIONS, and
the control plane has no faults.
"""

from pathlib import Path

import pytest

from tests.contract.exploring import CONTRACTS, contract, explore, in_memory

DECLINES_ALL = str(Path(__file__).with_name("declines_all.yaml"))
EXAMPLES = 12


@pytest.mark.parametrize("name", CONTRACTS)
def test_the_server_keeps_its_contract(name):
    keeps(contract(in_memory(), name), EXAMPLES)


# The contracts whose operations a scenario decides.
@pytest.mark.parametrize("scenario", ["realistic", pytest.param(DECLINES_ALL, id="declines_all")])
@pytest.mark.parametrize("name", ["acquirer", "cards", "pix"])
def test_the_server_keeps_its_contract_whatever_the_scenario(name, scenario):
    keeps(
        contract(in_memory(scenario=scenario), name),
        examples=5,
        phases=("examples", "fuzzing", "stateful"),
    )


def keeps(schema, examples, **phases):
    found = explore(schema, examples=examples, **phases)
    assert found.errors == []
    assert not found.failures, "\n\n".join(text for _, text in found.failures)
    assert found.cases > 0
