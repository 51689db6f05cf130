"""Read YAML and JSON files of a contract's folder, and find the values that references point at."""

import json
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import yaml

from paydrill.openapi.operation import unescape

Document = dict[str, Any]


class _Loader(yaml.CSafeLoader):
    """YAML without its guesses at dates: an example of a date is text."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def read_document(file: Path) -> Document:
    """Read a file. Raises `ValueError` for one that cannot be read, or that holds no mapping."""
    try:
        text = file.read_text(encoding="utf-8")
        document = json.loads(text) if file.suffix == ".json" else yaml.load(text, _Loader)  # noqa: S506 - a safe loader
    except OSError as error:
        raise ValueError(f"cannot be read: {error.strerror}") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f"line {mark.line + 1}, column {mark.column + 1}: " if mark else ""
        raise ValueError(f"{where}{error.problem}") from None
    except (ValueError, yaml.YAMLError) as error:
        raise ValueError(f"is not {file.suffix[1:].upper()}: {error}") from None
    if not isinstance(document, dict):
        raise ValueError("is not an OpenAPI document")  # noqa: TRY004 - the file is wrong, not a type
    return document


@cache  # contracts refer to the same few files some hundred times
def beside(file: Path, place: str, folder: Path) -> Path:
    """Return the file that a reference in `file` names, which must be in `folder`.

    Raises `ValueError` for one elsewhere, above all on the network, where no file is fetched.
    """
    if urlsplit(place).scheme:
        raise ValueError("is not in the contract's folder; save the file there and refer to it")
    found = (file.parent / unquote(place)).resolve()
    if not found.is_relative_to(folder):
        raise ValueError(f"leads out of the contract's folder, {folder}; move the file into it")
    return found


def pointed_at(document: Any, pointer: str) -> Any:
    """Return the value that a JSON Pointer finds. Raises `ValueError` when there is none."""
    found = document
    try:
        for step in pointer.split("/")[1:]:
            found = found[int(step) if isinstance(found, list) else unescape(step)]
    except (LookupError, TypeError, ValueError):
        raise ValueError("points at nothing") from None
    return found
