"""Providers' own clients, unmodified, are served by the contracts that the providers publish."""

import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.clients.libraries import contract, node, python
from tests.server_process import IN_MEMORY, ROOT, Server, running

HERE = Path(__file__).parent
GUIDE = (ROOT / "docs" / "how-to" / "any-contract.md").read_text(encoding="utf-8")
SECTION = GUIDE.partition("## Point your provider's client at it\n")[2].partition("\n## ")[0]
EXAMPLES = re.findall(r"^```(?:python|js)\n(.*?)^```$", SECTION, re.DOTALL | re.MULTILINE)
PATIENCE_S = 120
PROVIDERS = {"stripe": "stripe.com", "adyen": "adyen.com/CheckoutService-v71"}
LANGUAGES: dict[str, Callable[[Path], list[str]]] = {"py": python, "mjs": node}


@pytest.fixture(scope="module", params=PROVIDERS)
def provider(request: pytest.FixtureRequest) -> Iterator[tuple[str, Server]]:
    """The name of a provider, and a server of its contract."""
    with running(str(contract(PROVIDERS[request.param])), *IN_MEMORY) as server:
        yield request.param, server


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_client_of_a_provider_is_content(provider: tuple[str, Server], language: str):
    name, server = provider
    command = LANGUAGES[language](HERE / f"{name}_calls.{language}")
    done = subprocess.run(
        [*command, server.url], capture_output=True, text=True, timeout=PATIENCE_S, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert server.log() == ""


def test_the_guide_shows_what_these_programs_do():
    programs = [each.read_text(encoding="utf-8") for each in HERE.glob("*_calls.*")]
    assert len(EXAMPLES) == len(programs) == 4
    assert [each for each in EXAMPLES if not any(each in program for program in programs)] == []
