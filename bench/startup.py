"""From starting the process to the first answer, and where the time goes."""

import gc
import re
import subprocess
import sys
import time
from collections.abc import Callable
from importlib import import_module
from operator import itemgetter
from statistics import median

from bench.servers import PAYDRILL, ROOT, on_cpu, running

_STARTS = 5
_SLOWEST = 8
_IMPORT = re.compile(r"import time: +(\d+) \| +(\d+) \| ( *)(\S+)")

_CONNEXION = ("paydrill.pipeline.flask_pages", "paydrill.pipeline.middleware")


def report() -> None:
    """Print the time to the first answer, its parts, and the packages slowest to import."""
    measured = [(_first_answer_s(), _phases()) for _ in range(_STARTS)]
    first = median(seconds for seconds, _ in measured)
    print(f"\nStart to first answer: {first * 1000:.0f} ms (median of {_STARTS})")
    rounds = [phases for _, phases in measured]
    parts = {name: median(each[name] for each in rounds) for name in rounds[0]}
    parts["process, listening, first answer"] = first * 1000 - sum(parts.values())
    for name, spent_ms in parts.items():
        print(f"  {spent_ms:>6.0f} ms  {name}")
    print("Slowest imports, each with what it imports (python -X importtime)")
    for name, spent_ms in _slowest_imports():
        print(f"  {spent_ms:>6.0f} ms  {name}")


def _first_answer_s() -> float:
    with running(*PAYDRILL, first="/health") as server:
        return server.first_answer_s


def _phases() -> dict[str, float]:
    """Milliseconds by phase, in a process of its own that has nothing imported yet."""
    lines = _python("-m", "bench.startup").stdout.splitlines()
    return {name: float(spent) for spent, _, name in (line.partition(" ") for line in lines)}


def _slowest_imports() -> list[tuple[str, float]]:
    """Top-level packages with the cumulative time of their first import."""
    imports = ", ".join(("server", *_CONNEXION))
    told = _python("-W", "ignore", "-X", "importtime", "-c", f"import {imports}").stderr
    cumulative: dict[str, float] = {}
    for _, spent_us, _, name in _IMPORT.findall(told):
        if "." not in name:
            cumulative[name] = int(spent_us) / 1000
    return sorted(cumulative.items(), key=itemgetter(1), reverse=True)[:_SLOWEST]


def _python(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        on_cpu(0, [sys.executable, *arguments]),
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )


def _print_phases() -> None:
    """Do what `server.py` does before it listens, one part after another."""
    gc.disable()  # as it does, too
    _timed("import serve", lambda: import_module("paydrill.cli.serve"))
    _timed("import Connexion and Flask", lambda: [import_module(name) for name in _CONNEXION])
    from paydrill.app import build  # noqa: PLC0415 - its import is what was timed
    from paydrill.openapi.documents import load_contracts  # noqa: PLC0415 - likewise
    from paydrill.settings import Settings  # noqa: PLC0415 - likewise

    settings = Settings(store="memory:")
    contracts_ms = _timed("read the contracts", lambda: load_contracts(settings.contracts))
    _timed("build the application", lambda: build(settings), less_ms=contracts_ms)


def _timed(name: str, work: Callable[[], object], less_ms: float = 0) -> float:
    started = time.perf_counter()
    work()
    spent_ms = (time.perf_counter() - started) * 1000 - less_ms
    print(f"{spent_ms:.1f} {name}")
    return spent_ms


if __name__ == "__main__":
    import warnings

    warnings.simplefilter("ignore")
    _print_phases()
