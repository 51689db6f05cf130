"""Generators of clients take our contracts; what they make compiles, pays and is refused."""

import json
from collections.abc import Iterator
from itertools import chain

import httpx
import pytest

from tests.clients import libraries
from tests.clients.generating import MADE, NAMES, PAGE, installed, make, passes, together
from tests.clients.programs import JAVA_ANNOTATIONS
from tests.server_process import IN_MEMORY, PLAIN, Server, running

# The ids are those of the contract's examples, and our contracts have no webhook to send.
NO_SUCH_ID = {401, 404}
NOTHING_TO_SEND = ("Send a webhook or a callback of a contract", 400)
NOT_OF_A_PROJECT = ("Save a scenario to its file", 409)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server of our contracts."""
    with running(*IN_MEMORY) as started:
        yield started


@pytest.fixture(scope="module")
def url(server: Server) -> str:
    """The sandbox whose contracts the clients are made from: each calls it."""
    here = f"{server.url}/~generated"
    make(here)
    return here


def test_the_guide_installs_what_is_tried_here() -> None:
    tried = {*chain(libraries.OF_NODE, libraries.OF_GENERATORS)}
    assert len(installed()) == 9
    assert installed() <= tried
    assert f"TypeScript {libraries.version('typescript')}" in PAGE


def test_clients_for_python_are_typed_and_pay(url: str) -> None:
    programs = [f"-m {each.stem}" for each in MADE.glob("by_*.py")]
    made = [f"-p {name}_client -m {name}_models" for name in NAMES]
    # Two at once must not share a cache.
    strictly = ["mypy --cache-dir strict --config-file mypy.ini", *programs, *made]
    as_generated = [
        f"MYPYPATH={':'.join(f'{name}-python' for name in NAMES)}",
        "mypy --cache-dir as-generated --config-file cards-python/pyproject.toml",
        *(f"-p {name}_api" for name in NAMES),
    ]
    together(" ".join(each) for each in (strictly, as_generated))
    together(
        f"PYTHONPATH=cards-python python -W error {each.name} {url}"
        for each in MADE.glob("by_*.py")
    )


def test_clients_for_typescript_are_typed_and_pay(url: str) -> None:
    passes("tsc --project tsconfig.json")
    together(f"node compiled/{each}.js {url}" for each in ("openapi_fetch", "hey_api", "axios"))


WITHOUT_JAVA = {"control", "service"}
"""Contracts whose clients for Java do not compile, or need libraries that are no packages here."""


def test_clients_for_java_compile_and_pay(url: str) -> None:
    del url
    needed = f"{libraries.generator_jar()}:{JAVA_ANNOTATIONS}"
    lints = "-proc:none -Xlint:all,-classfile,-deprecation,-path -Werror"
    folders = " ".join(f"{name}-java/src/main" for name in NAMES if name not in WITHOUT_JAVA)
    sources = f"Cards.java $(find {folders} -name '*.java')"
    passes(f"javac {lints} -cp {needed} -d compiled-java {sources}")
    passes(f"java -cp compiled-java:{needed} Cards")


def test_our_collection_runs_whole_and_again(url: str) -> None:
    for _ in range(2):
        passes(f"newman run {url}/postman.json --silent")


@pytest.mark.parametrize("name", NAMES)
def test_a_collection_made_of_a_contract_is_answered_as_documented(url: str, name: str) -> None:
    contract = httpx.get(f"{url}/openapi/{name}.json", verify=PLAIN).json()
    passes(
        f"newman run {name}-postman.json --silent --reporters json --reporter-json-export r.json"
    )
    executions = json.loads((MADE / "r.json").read_text(encoding="utf-8"))["run"]["executions"]
    documented = {
        operation["summary"]: {*operation["responses"]}
        for item in contract["paths"].values()
        for operation in item.values()
        if "operationId" in operation
    }
    answers = [(each["item"]["name"], each["response"]["code"]) for each in executions]
    assert len(answers) == len(documented)
    assert [(op, code) for op, code in answers if str(code) not in documented[op]] == []
    refused = {each for each in answers if each[1] >= 400 and each[1] not in NO_SUCH_ID}
    assert refused <= {NOTHING_TO_SEND, NOT_OF_A_PROJECT}
