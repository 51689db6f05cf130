"""`@paydrill/testing`, tested by `npm test`: its calls, its runners and docs/how-to/node.md."""

import subprocess
import sys

from tests.clients.libraries import our_package
from tests.server_process import ROOT, environment

LONGEST_S = 200


def test_npm_test_passes():
    command = {"PAYDRILL_COMMAND": f'"{sys.executable}" "{ROOT / "server.py"}"'}
    done = subprocess.run(
        ["npm", "test", "--silent"],
        cwd=our_package(),
        env=environment(command),
        capture_output=True,
        text=True,
        timeout=LONGEST_S,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
