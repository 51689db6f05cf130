"""Serve for the program that started the server: say when it answers, and end when that is gone."""

import json
import logging
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

from paydrill import __version__

_log = logging.getLogger("paydrill")


class CannotSay(Exception):
    """A ready file that cannot be written. The text says why."""


@contextmanager
def ready_file(file: Path | None, url: str, tls_url: str | None = None) -> Iterator[None]:
    """Have the file there for as long as the server at the URL answers.

    One of an earlier server is removed first. Raises `CannotSay`.
    """
    if file is None:
        yield
        return
    unfinished = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        file.unlink(missing_ok=True)
        unfinished.touch()
    except OSError as error:
        raise CannotSay(f"--ready-file {file} cannot be written: {error.strerror}") from None
    Thread(target=_write_when_answered, args=(file, unfinished, url, tls_url), daemon=True).start()
    try:
        yield
    finally:
        unfinished.unlink(missing_ok=True)
        with suppress(OSError, ValueError):  # another server may have written one since
            if json.loads(file.read_text(encoding="utf-8"))["pid"] == os.getpid():
                file.unlink()


def end_with_stdin() -> None:
    """End this process, as SIGTERM does, when its standard input ends."""
    Thread(target=_end_with_stdin, daemon=True).start()


def _write_when_answered(file: Path, unfinished: Path, url: str, tls_url: str | None) -> None:
    """Wait for one answer: the socket listens from the start, so that a request waits its turn."""
    where = urlsplit(url)
    connection = HTTPConnection(where.hostname or "", where.port)
    try:
        connection.request("GET", "/_control/health")
        connection.getresponse().read()
        by_tls = {} if tls_url is None else {"tls_url": tls_url}
        said = {"url": url, **by_tls, "pid": os.getpid(), "version": __version__}
        unfinished.write_text(json.dumps(said) + "\n", encoding="utf-8")
        unfinished.replace(file)
    except (HTTPException, ConnectionError):
        pass  # it was stopped before it answered
    except OSError as error:
        _log.error("--ready-file %s: %s", file, error)
    finally:
        connection.close()


def _end_with_stdin() -> None:
    # Not `sys.stdin.read`: its lock would be held when the interpreter ends.
    while os.read(sys.stdin.fileno(), 4096):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
