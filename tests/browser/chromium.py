"""Chromium for the tests of pages.

`python -m tests.browser.chromium`, which `make test` runs, installs one where there is none.
`PAYDRILL_TEST_CHROMIUM` names another one to use.
"""

import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from playwright.sync_api import sync_playwright

MISSING = (
    "The tests of pages need Chromium: install it (on Debian: apt-get install chromium), "
    "or name one in PAYDRILL_TEST_CHROMIUM."
)

# For root, which Chromium's sandbox does not take, and for machines that reach nothing outside.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

_NAMES = ("chromium", "google-chrome")
_LONGEST_S = 600

Way = list[list[str]]


def executable() -> str:
    """Where Chromium is. Raises `FileNotFoundError` with a text for people."""
    named = os.environ.get("PAYDRILL_TEST_CHROMIUM")
    found = named or next(filter(None, map(shutil.which, _NAMES)), None) or _playwrights_own()
    if found is None:
        raise FileNotFoundError(MISSING)
    return found


def install() -> None:
    """See to it that there is one. Raises `FileNotFoundError` when nothing helps."""
    for way in [[], *_ways()]:
        with suppress(OSError, subprocess.SubprocessError):
            for command in way:
                subprocess.run(command, check=True, timeout=_LONGEST_S)
            executable()
            return
    raise FileNotFoundError(MISSING)


def _ways() -> list[Way]:
    """Root takes the system's package; anybody else a download of Playwright's, if that works."""
    apt = [["apt-get", "-q", "update"], ["apt-get", "-qy", "install", "chromium"]]
    download = [[sys.executable, "-m", "playwright", "install", "chromium"]]
    if os.geteuid() == 0:
        return [apt, download]
    return [download, [["sudo", "-n", *command] for command in apt]]


def _playwrights_own() -> str | None:
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


if __name__ == "__main__":
    try:
        install()
    except FileNotFoundError as missing:
        sys.exit(str(missing))
