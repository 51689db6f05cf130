"""What docs/how-to/fuzz.md says: its command passes, and its tables have the kinds of refusals."""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.contract import explained, untold
from tests.server_process import IN_MEMORY, ROOT, running

PAGE = (ROOT / "docs" / "how-to" / "fuzz.md").read_text(encoding="utf-8")
COMMAND = re.search(r"^SCHEMATHESIS_HOOKS=.*?^```$", PAGE, re.DOTALL | re.MULTILINE)
REASONS = re.findall(r"^\| ([^|]*) \| [0-9,]+ \|$", PAGE, re.MULTILINE)
KINDS = re.findall(r"^\| ([^|]*) \| [a-z, ]* \|$", PAGE, re.MULTILINE)


def test_the_command_passes_from_an_empty_folder(tmp_path: Path):
    assert COMMAND
    bin_ = Path(sys.executable).parent
    variables = os.environ | {"PAYDRILL": str(ROOT), "PATH": f"{bin_}:{os.environ['PATH']}"}
    with running(*IN_MEMORY) as server:
        command = (
            COMMAND[0].removesuffix("```").strip().replace("http://127.0.0.1:8000", server.url)
        )
        done = subprocess.run(
            ["sh", "-c", f"{command} --max-examples 3 --seed 1"],
            cwd=tmp_path,
            env=variables,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stdout
    assert "14 selected / 14 total" in " ".join(done.stdout.split())


def test_the_table_has_every_kind_of_refusal():
    kinds = {value for name, value in vars(untold).items() if name.isupper() and name[0] != "_"}
    assert set(KINDS) - {"reason"} == kinds - {
        untold.ACCEPTANCE,
        untold.TIMED_OUT,
        untold.LONG_POLL,
    }


def test_what_was_explained_was_explained_by_reasons_that_there_are():
    assert REASONS
    assert set(REASONS) <= set(explained.REASONS)
