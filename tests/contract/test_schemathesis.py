"""Every contract against the server that serves it: every check and every phase of Schemathesis.

`schemathesis.toml` says which answers a valid request may get, and why; no check is disabled. This
is the small budget; `make fuzz` has a larger one, over HTTP.

All of it holds under any scenario: a decline is an answer (2xx), not an error. It holds under
faults as well, as far as they leave an answer to be checked; `UNATTAINABLE` names what cannot.
Faults come after a request was found valid, so invalid ones are refused whatever the scenario.

Requests go through the server's protocol, and so past ASGI where they would on a server. By ASGI,
which `test_pipelines_agree.py` holds to be the same, goes a part.
"""

from pathlib import Path

import pytest

from tests.contract.exploring import CONTRACTS, contract, contract_of, explore
from tests.in_process import in_memory
from tests.server_process import IN_MEMORY, running

HERE = Path(__file__).parent
DECLINES_ALL = str(HERE / "declines_all.yaml")
FAULTS = str(HERE / "faults.yaml")
MALFORMED = str(HERE / "malformed.yaml")
NO_ANSWERS = str(HERE / "no_answers.yaml")
SCRIPTED = ["acquirer", "cards", "pix"]
"""The contracts whose operations a scenario decides."""

UNATTAINABLE = {
    MALFORMED: {
        # Half of a JSON document has the status, the media type, the headers and the length that
        # are documented. A schema it has not.
        "response_schema_conformance"
    },
    # After a reset, a time-out or half an answer there is nothing that a check could be held
    # against. Schemathesis tells of a connection that broke, or asks once more.
    NO_ANSWERS: set(),
}
BROKEN = "ProtocolError("
"""What every report of a broken connection has in it, however it is wrapped."""
EXAMPLES = 12
BY_ASGI = "control"
"""The contract of which every operation may ask for a token, and so waits for ASGI."""
LARGEST = "stripe"
PART_OF_LARGEST = "^/(v1/)?(refunds|tokens)"
"""The paths whose boundaries are tried here; `make fuzz` tries all, which takes minutes."""
WITHOUT_COVERAGE = ("examples", "fuzzing", "stateful")


@pytest.mark.parametrize("name", CONTRACTS)
def test_the_server_keeps_its_contract(name):
    if name == BY_ASGI:
        # Of very many operations, with very many boundaries.
        keeps(contract(in_memory("asgi"), name, flat=True), EXAMPLES // 2)
    elif name == LARGEST:
        whole = contract(in_memory("batch"), name)
        keeps(whole, EXAMPLES // 4, phases=WITHOUT_COVERAGE)
        keeps(whole.include(path_regex=PART_OF_LARGEST), EXAMPLES // 4, phases=["coverage"])
    else:
        server = in_memory("batch")
        keeps(contract(server, name), EXAMPLES)
        assert server.past_asgi


@pytest.mark.parametrize("name", SCRIPTED)
def test_the_server_keeps_its_contract_by_asgi(name):
    keeps(contract(in_memory("asgi"), name), examples=5, phases=WITHOUT_COVERAGE)


@pytest.mark.parametrize("scenario", ["realistic", pytest.param(DECLINES_ALL, id="declines_all")])
@pytest.mark.parametrize("name", SCRIPTED)
def test_the_server_keeps_its_contract_whatever_the_scenario(name, scenario):
    keeps(
        contract(in_memory("batch", scenario=scenario), name),
        examples=5,
        phases=WITHOUT_COVERAGE,
    )


@pytest.mark.parametrize("name", SCRIPTED)
def test_the_server_keeps_its_contract_under_faults(name):
    schema = contract(in_memory("batch", scenario=FAULTS), name, scripted=["429", "503"])
    found = keeps(schema, examples=5)
    assert found.statuses[429]
    assert found.statuses[503]


def test_malformed_answers_break_the_schema_and_nothing_else():
    found = explore(contract(in_memory("batch", scenario=MALFORMED), "acquirer"), examples=5)
    assert found.errors == []
    assert found.checks == UNATTAINABLE[MALFORMED]


# Hypothesis writes down the requests that broke, some of them long, and says that this takes time.
@pytest.mark.filterwarnings("ignore:Generating overly large repr")
def test_answers_that_arrive_keep_the_contract_where_others_do_not():
    with running(*IN_MEMORY, "--scenario", NO_ANSWERS) as server:
        found = explore(contract_of(server, "acquirer"), examples=5)
    assert found.errors
    assert [error for error in found.errors if BROKEN not in error] == []
    assert found.checks == UNATTAINABLE[NO_ANSWERS]


def keeps(schema, examples, **phases):
    found = explore(schema, examples=examples, **phases)
    assert found.errors == []
    assert not found.failures, "\n\n".join(text for _, text in found.failures)
    assert found.cases > 0
    return found
