"""Look for advisories about what is installed: from PyPI by pip-audit, from npm by `npm audit`.

`make audit` runs this. It asks both registries, so it is no part of CI. It fails where there is an
advisory, and also where a registry did not answer: nothing was looked up then.
"""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
PINNED = ("requirements.txt", "requirements-dev.txt", "requirements-security.txt")
FOLDERS = ("console", "clients/node")


def main() -> int:
    """Look for advisories; return how many of the lists have any, or could not be looked up."""
    found = [_failed(command, folder) for command, folder in (*_of_python(), *_of_node())]
    return sum(found)


def _of_python() -> list[tuple[list[str], Path]]:
    # Strictly: a package that cannot be looked up is a failure. All are pinned: none is resolved.
    options = ["--strict", "--no-deps", "--disable-pip", "--progress-spinner", "off"]
    return [
        ([sys.executable, "-m", "pip_audit", *options, "--requirement", _own(name)], ROOT)
        for name in PINNED
    ]


def _own(name: str) -> str:
    """Write a list without those that it begins with, which are looked up by themselves."""
    lines = (ROOT / name).read_text("utf-8").splitlines(keepends=True)
    own = ROOT / "build" / "audit" / name
    own.parent.mkdir(parents=True, exist_ok=True)
    own.write_text("".join(each for each in lines if not each.startswith("-r ")), "utf-8")
    return str(own)


def _of_node() -> list[tuple[list[str], Path]]:
    npm = shutil.which("npm")
    if npm is None:
        print("Advisories about packages of npm are left out: there is no npm.", file=sys.stderr)
        return []
    return [([npm, "audit"], ROOT / folder) for folder in FOLDERS if (ROOT / folder).is_dir()]


def _failed(command: list[str], folder: Path) -> bool:
    print(f"==> {' '.join([Path(command[0]).name, *command[1:]])}", flush=True)
    return subprocess.run(command, cwd=folder, check=False).returncode != 0


if __name__ == "__main__":
    sys.exit(main())
