"""What it takes to close a batch and to write its file: seconds, and memory beyond the records.

Without HTTP, each size in a process of its own: python -m bench.settlement PAYMENTS.
"""

import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.paying import engine_on, fill
from bench.servers import ROOT, on_cpu
from paydrill.payments.settlement import closing as settlement
from paydrill.payments.settlement import publication
from paydrill.payments.settlement.formats import FORMATS, Format
from paydrill.sandbox.engine import Engine
from paydrill.stores import open_store

_SANDBOX = "default"
_SIZES = (10_000, 100_000)
_STORES = {"memory": "memory:", "tinydb": "tinydb:{}/records.tinydb", "sqlite": "sqlite:///{}/r.db"}
_STATUS = Path("/proc/self/status")
_CLEAR = Path("/proc/self/clear_refs")


def report() -> None:
    """Print the cost of a small batch and of a large one, on each store of one process."""
    print("\nSettlement: seconds, and MiB at their peak beyond what the records take")
    names = ("close", *FORMATS)
    print(f"  {'':<26}" + "".join(f"{name:>16}" for name in names))
    for store, payments in product(_STORES, _SIZES):
        command = on_cpu(0, [sys.executable, "-m", "bench.settlement", store, str(payments)])
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True)
        cells = "".join(f"{line:>16}" for line in done.stdout.splitlines())
        print(f"  {store:<8}{payments:>9,} lines   {cells}", flush=True)


def main(store: str, payments: str) -> None:
    """Pay, close, write the file in every format; a line for each but the first."""
    with TemporaryDirectory() as folder, closing(open_store(_STORES[store].format(folder))) as own:
        engine = engine_on(own)
        for _ in fill(engine, int(payments)):
            pass
        _print_cost(lambda: engine.run(_SANDBOX, settlement.close))
        for each in FORMATS.values():
            _print_cost(partial(_write, engine, each, Path(folder) / "file"))


def _write(engine: Engine, written_in: Format, file: Path) -> None:
    run = partial(engine.run, _SANDBOX)
    [batch] = run(lambda sandbox: list(sandbox.tx.find(settlement.BATCHES)))
    statement = run(publication.file_of, batch.id)
    with file.open("wb") as to:
        to.writelines(publication.pieces(run, statement, written_in))


def _print_cost(work: Callable[[], object]) -> None:
    _CLEAR.write_text("5")  # the peak is what there is now
    before_mib, started = _peak_mib(), time.perf_counter()
    work()
    print(f"{time.perf_counter() - started:.2f} s{_peak_mib() - before_mib:>5.1f} MiB", flush=True)


def _peak_mib() -> float:
    [line] = [each for each in _STATUS.read_text().splitlines() if each.startswith("VmHWM:")]
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main(*sys.argv[1:])
