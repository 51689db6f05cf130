"""Fuzz the parsers of ours by coverage, with Atheris: `make fuzz-parsers`.

Each target runs in a process of its own for its share of the time, on what it has found before
(`build/fuzz/<target>/`). What breaks a promise is kept in `build/fuzz/<target>-crash-…`.
"""

import argparse
import logging
import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "build" / "fuzz"
_MEGABYTES = 2_048
_SLOWEST_S = 20
_LONGEST = 4_096


def main() -> int:
    """Fuzz the targets one after the other; return how many broke a promise."""
    from tests.security.targets import TARGETS  # noqa: PLC0415 - a child imports it otherwise

    parser = argparse.ArgumentParser(prog="fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(TARGETS))
    parser.add_argument("--seconds", type=int, default=3_600, help="for all targets together")
    asked = parser.parse_args()
    unknown = set(asked.targets) - TARGETS.keys()
    if unknown:
        parser.error(f"no target is called {', '.join(sorted(unknown))}")
    names = asked.targets or list(TARGETS)
    broken = [name for name in names if _run(name, asked.seconds // len(names)) != 0]
    print(f"{len(names)} targets, broken: {', '.join(broken) or 'none'}")
    return len(broken)


def _run(name: str, seconds: int) -> int:
    corpus = FOLDER / name
    corpus.mkdir(parents=True, exist_ok=True)
    options = [
        str(corpus),
        f"-max_total_time={seconds}",
        f"-max_len={_LONGEST}",
        f"-timeout={_SLOWEST_S}",
        f"-rss_limit_mb={_MEGABYTES}",
        f"-artifact_prefix={corpus}-",
        "-print_final_stats=1",
        "-verbosity=1",
    ]
    print(f"==> {name}, {seconds} s", flush=True)
    command = [sys.executable, "-m", "tests.security.fuzz", "--child", name, *options]
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def _fuzz(name: str, options: list[str]) -> None:
    """Fuzz one target; ends the process."""
    import atheris  # noqa: PLC0415 - it is there where `make fuzz-parsers` has installed it

    logging.disable()
    os.environ["PAYDRILL_CACHE"] = os.devnull
    with atheris.instrument_imports(include=["paydrill"]):
        from tests.security.targets import TARGETS  # noqa: PLC0415 - to be instrumented
    target = TARGETS[name]
    for seed in target.seeds():
        (FOLDER / name / sha256(seed).hexdigest()).write_bytes(seed)
    atheris.Setup([sys.argv[0], *options], target.check)
    atheris.Fuzz()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        _fuzz(sys.argv[2], sys.argv[3:])
    sys.exit(main())
