"""Install what the tests of clients need besides Python: curl, Node, npm, a JDK and a library.

`python -m tests.clients.programs`, which `make clients` runs, takes them from Debian's packages
where they are missing, or says what to do.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

PACKAGES = {"curl": "curl", "node": "nodejs", "npm": "npm", "javac": "default-jdk-headless"}
JAVA_ANNOTATIONS = Path("/usr/share/java/jakarta-annotation-api.jar")
"""What clients in Java by openapi-generator need besides its own archive."""

_LONGEST_S = 900


def missing() -> list[str]:
    """List the Debian packages of what is not here."""
    found = [package for program, package in PACKAGES.items() if shutil.which(program) is None]
    return found if JAVA_ANNOTATIONS.is_file() else [*found, "libjakarta-annotation-api-java"]


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
