"""Read the text of a contract file into values: JSON or YAML, of up to 64 MB."""

import re
import stat
from pathlib import Path
from typing import Any

import jiter
import yaml

from paydrill.openapi.yaml_core import DEEPEST, MOST_VALUES, TOO_MANY, TooMuch, Twice, read_yaml
from paydrill.values.near_paths import did_you_mean

LARGEST = 64 * 1024 * 1024

_TABS = re.compile(r"^[ ]*\t[ \t]*", re.MULTILINE)
_TOO_DEEP = "recursion limit exceeded"
_TWICE = "Detected duplicate key"


def read_bytes(file: Path) -> bytes:
    """Read a file. Raises `ValueError` saying why it cannot be read."""
    try:
        found = file.stat()
        if not (stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)):
            raise ValueError("is no file")
        if found.st_size > LARGEST:
            raise ValueError(f"is larger than {LARGEST // 2**20} MB")
        return file.read_bytes()
    except FileNotFoundError:
        raise ValueError(f"is not there{did_you_mean(file)}") from None
    except IsADirectoryError:
        raise ValueError("is a folder; --contracts takes folders") from None
    except OSError as error:
        raise ValueError(f"cannot be read: {error.strerror}") from None


def decode(data: bytes) -> str:
    """Decode the text of a file, whose byte order mark is left out. Raises `ValueError`."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise ValueError(f"is not UTF-8: byte {error.start + 1} is wrong") from None


def parse(data: bytes, *, is_json: bool, twice: Twice) -> Any:
    """Return the value that a text has; a key that stands twice counts the last time.

    JSON is tried first where the text begins as JSON does, and not by its name alone. Raises
    `ValueError` with the line and the column of what is wrong.
    """
    text = decode(data)
    if is_json or text.lstrip()[:1] in ("{", "["):
        try:
            return _parse_json(text, twice)
        except ValueError as error:
            if is_json or str(error).startswith(("is nested", "has more")):
                raise
    return _parse_yaml(text, twice)


def _parse_json(text: str, twice: Twice) -> Any:
    # A comma stands between two values, and seldom in their texts.
    if text.count(",") > MOST_VALUES:
        raise ValueError(TOO_MANY)
    data = text.encode()
    try:
        return jiter.from_json(data, allow_inf_nan=False, catch_duplicate_keys=True)
    except ValueError as error:
        said = str(error)
    if said.startswith(_TOO_DEEP):
        raise ValueError(f"is nested deeper than {DEEPEST} levels")
    if not said.startswith(_TWICE):
        what, _, where = said.partition(" at line ")
        raise ValueError(f"is not JSON: line {where.replace(' column', ', column')}: {what}")
    value = jiter.from_json(data, allow_inf_nan=False)
    try:
        read_yaml(text, twice)  # says where the keys are
    except (yaml.YAMLError, TooMuch):
        twice([], said.removeprefix(_TWICE).partition(" at line ")[0].strip(' "'))
    return value


def _parse_yaml(text: str, twice: Twice) -> Any:
    try:
        try:
            return read_yaml(text, twice)
        except yaml.scanner.ScannerError:
            untabbed = _TABS.sub(lambda found: found[0].expandtabs(2), text)
            if untabbed == text:
                raise
            return read_yaml(untabbed, twice)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        raise ValueError(f"{where}{error.problem}") from None
    except yaml.YAMLError as error:
        raise ValueError(f"is not YAML: {error}") from None
    except TooMuch as error:
        raise ValueError(str(error)) from None
