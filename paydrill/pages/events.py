"""Publish the document of events, which names the server it came from."""

from typing import Any
from urllib.parse import urlsplit

import yaml

from paydrill.shipped import EVENTS


def events_as_yaml(root: str) -> bytes:
    """Write the AsyncAPI document as YAML in UTF-8, with the server at the absolute URL `root`."""
    document: dict[str, Any] = yaml.load(EVENTS.read_text(encoding="utf-8"), yaml.CSafeLoader)
    parts = urlsplit(root)
    here = document["servers"]["here"]
    if parts.netloc:
        secure = parts.scheme == "https"
        here |= {"host": parts.netloc, "protocol": "wss" if secure else "ws"}
    if parts.path:
        here["pathname"] = parts.path
    text: str = yaml.dump(document, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False)
    return text.encode()
