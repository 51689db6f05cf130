"""Say in one line that Paydrill runs where its requirements are not installed.

This module must be importable there, and by older versions of Python, so it imports next to
nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

OLDEST = (3, 11)
_OURS = ("paydrill", "handlers")
_WRONG_USAGE = 2


@contextmanager
def required(program: str) -> Iterator[None]:
    """Run code that needs the requirements; without them, exit with a line naming the remedy."""
    if sys.version_info < OLDEST:
        version = ".".join(map(str, sys.version_info[:2]))
        _end(program, f"needs Python 3.11 or newer, and this is {version}")
    try:
        yield
    except ModuleNotFoundError as error:
        name = str(error.name).partition(".")[0]
        if name in _OURS:
            raise
        _end(program, f"the Python package {name} is not installed for {sys.executable}")


def _end(program: str, reason: str) -> NoReturn:
    remedy = "`make run` makes an environment, whose Python is .venv/bin/python"
    sys.stderr.write(f"{program}: {reason}; {remedy}\n")
    sys.exit(_WRONG_USAGE)
