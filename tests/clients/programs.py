"""Install the programs that the tests of clients need besides Python: curl, Node, npm and a JDK.

`python -m tests.clients.programs`, which `make clients` runs, takes them from Debian's packages
where they are missing, or says what to do.
"""

import os
import shutil
import subprocess
import sys

PACKAGES = {"curl": "curl", "node": "nodejs", "npm": "npm", "javac": "default-jdk-headless"}
_LONGEST_S = 900


def missing() -> list[str]:
    """List the Debian packages of the programs that are not here."""
    return [package for program, package in PACKAGES.items() if shutil.which(program) is None]


def install(packages: list[str]) -> None:
    """Install packages as root. Raises `OSError` or `subprocess.SubprocessError`."""
    as_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    for command in (["update"], ["install", "-y", *packages]):
        subprocess.run([*as_root, "apt-get", "-q", *command], check=True, timeout=_LONGEST_S)


if __name__ == "__main__":
    packages = missing()
    try:
        if packages:
            install(packages)
    except (OSError, subprocess.SubprocessError):
        sys.exit(
            f"The tests of clients need {', '.join(packages)} (as Debian calls them): install them."
        )
