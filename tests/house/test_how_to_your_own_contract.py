"""What docs/how-to/your-own-contract.md shows is what happens, from its first line to its last."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from paydrill.cli import paydrill
from tests.curl import curl
from tests.server_process import IN_MEMORY, ROOT, Server, running

PAGE = (ROOT / "docs" / "how-to" / "your-own-contract.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^(?:<!-- (\S+) -->\n)?```(\w+)\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
PRINTED_URL = "http://127.0.0.1:8000"
ONLY_XDIST = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_PLUGINS": "xdist.plugin"}
_PAYDRILL, _SERVER = "python -m paydrill ", "python server.py "
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z")


class Reader:
    """Somebody who does what the page says, in a folder with what the commands need of a clone."""

    def __init__(self, folder: Path, servers: ExitStack) -> None:
        for name in ("gallery", "server.py"):
            (folder / name).symlink_to(ROOT / name)
        self._servers = servers
        self._server: Server | None = None

    @property
    def _url(self) -> str:
        return PRINTED_URL if self._server is None else self._server.url

    def write(self, name: str, text: str) -> None:
        """Save a file that is shown."""
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(text, encoding="utf-8")

    def obey(self, command: str) -> str:
        """What a command prints, with the page's port."""
        if command.startswith("curl"):
            done = curl(command, self._url).text.replace("//127.0.0.1:", "//localhost:")
        elif command.startswith(_SERVER):
            done = self._served(command.removeprefix(_SERVER))
        elif command.startswith(_PAYDRILL) and "|" not in command:
            told = CliRunner().invoke(paydrill, self._here(command).removeprefix(_PAYDRILL))
            assert told.exit_code == 0, told.output
            done = told.output
        else:
            done = self._shell(self._here(command))
        port = self._url.rpartition(":")[2]
        return done.replace(self._url, PRINTED_URL).replace(f"localhost:{port}", "localhost:8000")

    def _here(self, command: str) -> str:
        return command.replace(PRINTED_URL, self._url)

    def _served(self, options: str) -> str:
        """Stop the server, if there is one, and start another."""
        self._servers.close()
        self._server = self._servers.enter_context(running(*options.split(), *IN_MEMORY[:2]))
        return "\n".join(self._server.announcement)

    def _shell(self, command: str) -> str:
        inherited = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_")}
        own = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"} | ONLY_XDIST
        done = subprocess.run(
            ["sh", "-c", command],
            env=inherited | own | {"PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        return done.stdout


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Reader]:
    monkeypatch.chdir(tmp_path)
    with ExitStack() as servers:
        yield Reader(tmp_path, servers)


def as_printed(text: str) -> Any:
    """A text without what differs from run to run: its times, and the blanks at its lines' ends."""
    return [line.rstrip() for line in _TIME.sub("<time>", text).strip("\n").splitlines()]


def test_whoever_follows_the_page_sees_what_it_shows(reader: Reader):
    done, command = "", ""
    for name, language, text in BLOCKS:
        if name:
            reader.write(name, text)
        elif language == "sh":
            for command in text.replace("\\\n", " ").splitlines():
                done = reader.obey(command)
        elif language == "json":
            assert as_printed(json.dumps(json.loads(done))) == as_printed(
                json.dumps(json.loads(text))
            ), command
        elif "pytest" in command:
            assert text.strip() in done
        else:
            assert as_printed(done) == as_printed(text), command
