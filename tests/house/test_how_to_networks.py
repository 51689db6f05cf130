"""What docs/how-to/networks.md shows of TLS is what happens."""

import re
import shlex
from pathlib import Path

import pytest
import trustme._cli

from paydrill.cli.options import command
from paydrill.cli.tls import tls_context
from paydrill.settings import Settings
from tests.curl import curl
from tests.server_process import IN_MEMORY, ROOT, running

PAGE = (ROOT / "docs" / "how-to" / "networks.md").read_text(encoding="utf-8").replace("\\\n", " ")
BLOCKS = re.findall(
    r"^```bash\n(.*?)^```$", PAGE.partition("## By TLS")[2], re.DOTALL | re.MULTILINE
)
START, PAY, MUTUAL = (block.splitlines() for block in BLOCKS)
SERVER = ["python", "server.py"]


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_who_trusts_the_authority_pays():
    program, options = shlex.split(START[1])[:2], shlex.split(START[1])[2:]
    assert program == SERVER
    with running(*IN_MEMORY, "--tls-port", "0", *options) as server:
        port = server.told("TLS").rpartition(":")[2]
        fetched, paid = (curl(each.replace("8443", port), server.url) for each in PAY)
    assert fetched.text == Path(server.told("Trust")).read_text("ascii")
    assert paid.json()["status"] == "captured"


def test_the_files_that_the_extra_makes_are_those_of_mutual_tls():
    made, served, asked = map(shlex.split, MUTUAL)
    Path("certs").mkdir()
    assert made[:3] == ["python", "-m", "trustme"]
    trustme._cli.main(made[3:])
    given: list[Settings] = []
    assert served[:2] == SERVER
    command(given.append).main(served[2:], "serve", standalone_mode=False)
    assert tls_context(given[0]) is not None
    files = {str(given[0].tls_client_ca), str(given[0].tls_cert), str(given[0].tls_key)}
    assert files <= set(asked)
