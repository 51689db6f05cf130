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
CONTRACTS = {
    "adyen": "adyen.com/CheckoutService-v71",
    "square": "squareup.com",
    "stripe": "stripe.com",
}
LANGUAGES: dict[str, Callable[[Path], list[str]]] = {".py": python, ".mjs": node}
PROGRAMS = sorted(HERE.glob("*_calls.*"))


@pytest.fixture(scope="module")
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    """A server of a provider's contract."""
    with running(str(contract(CONTRACTS[request.param])), *IN_MEMORY) as started:
        yield started


@pytest.mark.parametrize(
    ("server", "program"),
    [(each.stem.removesuffix("_calls"), each) for each in PROGRAMS],
    indirect=["server"],
    ids=[each.name for each in PROGRAMS],
)
def test_the_client_of_a_provider_is_content(server: Server, program: Path):
    command = [*LANGUAGES[program.suffix](program), server.url]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert "Traceback" not in server.log()


def test_the_guide_shows_what_these_programs_do():
    programs = [each.read_text(encoding="utf-8") for each in PROGRAMS]
    assert len(EXAMPLES) == len(programs) == 5
    assert [each for each in EXAMPLES if not any(each in program for program in programs)] == []
