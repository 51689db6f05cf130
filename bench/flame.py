"""`make profile`: where the server spends its time under payments, as a flame graph."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from bench.load import need_wrk, payment, run
from bench.servers import PAYDRILL, ROOT, running

_SECONDS = 10
_CONNECTIONS = 32
_SVG = Path("build/profile.svg")


def main() -> None:
    """Load the server, sample it meanwhile."""
    need_wrk()
    (ROOT / _SVG).parent.mkdir(exist_ok=True)
    sampler = (str(Path(sys.executable).with_name("py-spy")), "record", "--rate", "500")
    with running(*PAYDRILL) as server, ThreadPoolExecutor() as beside:
        load = beside.submit(run, server, payment(server), _CONNECTIONS, _SECONDS + 2)
        target = ("--pid", str(server.pid), "--duration", str(_SECONDS), "--output", str(_SVG))
        subprocess.run([*sampler, *target], cwd=ROOT, check=True)
        print(f"{_SVG}: {load.result().per_second:,.0f} payments a second while sampled")


if __name__ == "__main__":
    main()
