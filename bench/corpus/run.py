"""`make corpus`: start servers on contracts of a public directory, and see what they respond.

    python -m bench.corpus.run [--sample 200|all] [--seed 1] [--rivals] [FILE …]

What every contract met stands in build/corpus/results, one JSON file each; the figures are printed,
and written to docs/corpus.md with --write.
"""

import argparse
import platform
import signal
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from typing import Any

from bench.corpus import packages, tally
from bench.corpus.targets import OTHERS, PAYDRILL
from bench.corpus.trial import OPERATIONS, Task, run

WORKERS = 2


def main() -> None:
    """Try the contracts, then print the figures."""
    options = _options()
    contracts = {path.stem: path.resolve() for path in map(Path, options.files)}
    if options.sample != 0:
        contracts |= packages.sample(options.sample, options.seed)
    targets = (PAYDRILL, *(OTHERS if options.rivals else ()))
    if options.rivals:
        packages.install_rivals()
    tasks = [Task(name, file, options.seed, targets) for name, file in contracts.items()]
    begun = time.monotonic()
    results = _tried(tasks)
    text = "\n".join(
        [
            _introduction(options, results, time.monotonic() - begun),
            tally.report(results, _asked(results), [target.name for target in targets]),
        ]
    )
    print(text)
    _print_failures(results)
    if options.write:
        (packages.ROOT / "docs" / "corpus.md").write_text(text, encoding="utf-8")


def _tried(tasks: list[Task]) -> list[dict[str, Any]]:
    results = []
    # A signal ends a worker by an exception, so that its servers are stopped.
    with ProcessPoolExecutor(WORKERS, initializer=_end_by_exception) as pool:
        waiting = {pool.submit(run, task): task.name for task in tasks}
        for number, done in enumerate(as_completed(waiting), start=1):
            print(f"{number}/{len(tasks)} {waiting[done]}", file=sys.stderr, flush=True)
            results.append(done.result())
    return sorted(results, key=lambda result: str(result["contract"]))


def _end_by_exception() -> None:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))


def _asked(results: list[dict[str, Any]]) -> Counter[str]:
    asked: Counter[str] = Counter()
    for result in results:
        asked.update(result["asked"])
    return asked


def _introduction(options: argparse.Namespace, results: list[dict[str, Any]], took_s: float) -> str:
    asked = _asked(results)
    drawn = "all" if options.sample is None else f"{options.sample} drawn by seed {options.seed}"
    return f"""# Real contracts, served

Made by `make corpus`: contracts of the public directory (npm `{packages.DOCUMENTS}`, {drawn}) and
{len(options.files)} files beside it, each served alone; up to {OPERATIONS} operations of each were
sent requests made by Schemathesis, and the responses judged by Python's `jsonschema`. How that is
done, and what counts, stands in `bench/corpus/README.md`. {took_s / 60:.0f} minutes on
{platform.system()} with {WORKERS} workers, which share the machine: a start alone is faster.

{len(results)} contracts, {asked["operations"]:,} operations; valid requests could be made for
{asked["required"]:,} of them, {asked["wrong"]:,} wrong ones beside.
"""


def _print_failures(results: list[dict[str, Any]]) -> None:
    """Name the contracts on which Paydrill did not start, with the reason."""
    for result in results:
        error = result["targets"].get(PAYDRILL.name, {}).get("error")
        if error:
            print(f"{result['contract']}: {' '.join(error.split())[:300]}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="corpus", description=__doc__)
    parser.add_argument("files", nargs="*", help="contracts of your own, tried beside the sample")
    parser.add_argument("--sample", type=_size, default=200, help="how many contracts, or all")
    parser.add_argument("--seed", type=int, default=1, help="which contracts and operations")
    parser.add_argument("--rivals", action="store_true", help="try other mock servers beside")
    parser.add_argument("--write", action="store_true", help="write docs/corpus.md")
    return parser.parse_args()


def _size(text: str) -> int | None:
    return None if text == "all" else int(text)


if __name__ == "__main__":
    main()
