"""What docs/how-to/stripe.md shows is what happens, to Stripe's own client."""

import re
import subprocess
from pathlib import Path

from tests.clients.libraries import python
from tests.server_process import IN_MEMORY, ROOT, running

PAGE = (ROOT / "docs" / "how-to" / "stripe.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
PATIENCE_S = 120


def test_the_examples_are_a_program_that_ends_well(tmp_path: Path):
    program = tmp_path / "shop.py"
    with running(*IN_MEMORY) as server:
        code = "\n".join(BLOCKS).replace("http://127.0.0.1:8000", server.url)
        program.write_text(code, encoding="utf-8")
        done = subprocess.run(
            python(program), capture_output=True, text=True, timeout=PATIENCE_S, check=False
        )
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
