"""What docs/how-to/pytest.md shows is what happens."""

import inspect
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from paydrill.testing import Sandbox, plugin
from tests.server_process import ROOT, environment

PAGE = (ROOT / "docs" / "how-to" / "pytest.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^(?:<!-- (\S+) -->\n)?```(\w+)\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
FILES = {name: text for name, _, text in BLOCKS if name}
TEST, SCRIPT = [text for _, language, text in BLOCKS if language == "sh"]
MET, FAILED, PRINTED = [text for _, language, text in BLOCKS if language == "text"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def prints(command: str, folder: Path, code: int = 0) -> str:
    """What a command of the page prints; it ends with this code."""
    own = {"PAYDRILL": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "COLUMNS": "80"}
    path = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
    done = subprocess.run(
        ["sh", "-c", command],
        cwd=folder,
        env=environment(None) | own | path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


def test_the_test_passes(folder: Path):
    assert MET in prints(TEST, folder)


def test_with_another_count_it_shows_what_was_asked(folder: Path):
    test = folder / "test_shop.py"
    test.write_text(FILES[test.name].replace("count=2", "count=1"), encoding="utf-8")
    told = prints(TEST, folder, 1).splitlines()
    assert [line for line in FAILED.splitlines() if line not in told] == []


def test_the_script_prints_what_it_says(folder: Path):
    assert prints(SCRIPT, folder) == PRINTED


def test_the_tables_have_every_method_fixture_and_option():
    rows = re.findall(r"^\| (`[^|]*) \|", PAGE, re.MULTILINE)
    told = {each for row in rows for each in re.findall(r"`\.?([\w-]+)", row)}
    methods = {name for name in vars(Sandbox) if name[0] != "_"} | {"url", "key", "headers"}
    of_plugin = r'"(--paydrill-[a-z-]+)"|addini\(\s*"(\w+)"|^def (paydrill\w*)\('
    found = re.findall(of_plugin, inspect.getsource(plugin), re.MULTILINE)
    assert methods - {"webhook_delivery"} <= told
    assert {"".join(each) for each in found} <= told
