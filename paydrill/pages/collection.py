"""Serve the collection for Postman and its like, for the server and the sandbox it is read from."""

from collections.abc import Collection
from functools import lru_cache
from typing import Any

import yaml

from paydrill.shipped import SHIPPED

FILE = SHIPPED / "postman" / "collection.yaml"


def collection(base_url: str, operations: Collection[str]) -> dict[str, Any]:
    """Return the folders for these operations, with this URL in the variable `baseUrl`."""
    [variable] = _read()["variable"]
    folders = [
        {key: value for key, value in folder.items() if key != "needs"}
        for folder in _read()["item"]
        if folder["needs"] in operations
    ]
    return {**_read(), "variable": [{**variable, "value": base_url}], "item": folders}


@lru_cache(maxsize=1)
def _read() -> dict[str, Any]:
    read: dict[str, Any] = yaml.load(FILE.read_text(encoding="utf-8"), yaml.CSafeLoader)
    return read
