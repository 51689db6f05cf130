"""Make the document of the console, and read the files that it loads.

The console is built from ``console/`` by Vite into ``static/console/``, with a manifest that names
the files by their hashes. The document has nothing inline, so that its Content-Security-Policy
makes no exception. It has the facts of the start page in it, for readers without scripts.
"""

import gzip
import json
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any
from urllib.parse import urlsplit

from paydrill.pages.rendering import PACKAGE, render, text
from paydrill.pages.start import StartFacts, facts_of_start
from paydrill.sandbox.eviction import DEFAULT_SANDBOX

OWN_FILES = frozenset({"icon.svg", "start.css"})
"""Files that need no build."""

_MEDIA_TYPES = {
    "css": "text/css",
    "js": "text/javascript",
    "json": "application/json",
    "svg": "image/svg+xml",
    "woff2": "font/woff2",
}

BUILT = files(PACKAGE) / "static" / "console"
"""The folder that Vite writes."""

_ASSETS = "assets/"
_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*")


@dataclass(frozen=True)
class Place:
    """The addresses of a document, as seen from itself.

    ``base`` is the sandbox's root, ``root`` the server's, ``files`` the folder of static files.
    ``links`` lead to the documentation; `None` where it has the usual path.
    """

    base: str
    root: str
    files: str
    links: str | None = None


@dataclass(frozen=True)
class Entry:
    """The files that the document loads, by name; no ``script`` where the console is not built."""

    script: str = ""
    styles: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()


def at_root(base_url: str) -> Place:
    """Return the addresses of the document at a sandbox's root."""
    return Place("./", "../" if _sandbox(base_url) else "./", "_control/console/")


def below_control(base_url: str) -> Place:
    """Return the addresses of the document below the control API."""
    return Place("../", "../../" if _sandbox(base_url) else "../", "console/", "")


def console_page(start: StartFacts, place: Place, *, needs_token: bool) -> str:
    """Make the document; with `needs_token`, the console asks for the control token."""
    facts = facts_of_start(start)
    if place.links is not None:
        facts["links"] = place.links
    return render(
        "console.html",
        place=place,
        entry=entry(),
        sandbox=_sandbox(start.base_url) or DEFAULT_SANDBOX,
        needs_token=needs_token,
        **facts,
    )


def policy(base_url: str) -> str:
    """Write the Content-Security-Policy of the document, for the host that was called."""
    host = urlsplit(base_url).netloc
    # Browsers differ in whether 'self' means WebSockets as well.
    sockets = f" ws://{host} wss://{host}" if host else ""
    return "; ".join(
        [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            f"connect-src 'self'{sockets}",
            "img-src 'self' data:",
            "font-src 'self'",
            "frame-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        ]
    )


def entry(built: Traversable = BUILT) -> Entry:
    """Read which files the document loads. Without a build, it loads none."""
    manifest = built / "manifest.json"
    if not manifest.is_file():
        return Entry()
    chunks: dict[str, Any] = json.loads(manifest.read_text("utf-8"))
    first = next(chunk for chunk in chunks.values() if chunk.get("isEntry"))
    imported = [chunks[name] for name in first.get("imports", ())]
    styles = (file for chunk in (first, *imported) for file in chunk.get("css", ()))
    return Entry(
        _name(first["file"]),
        tuple(map(_name, dict.fromkeys(styles))),
        tuple(_name(chunk["file"]) for chunk in imported),
    )


@lru_cache(maxsize=256)
def built_file(name: str, built: Traversable = BUILT) -> tuple[bytes, bytes]:
    """Read a built file, as it is and compressed. Raises `LookupError` where there is none."""
    file = built / "assets" / name
    if not _NAME.fullmatch(name) or not file.is_file():
        raise LookupError(name)
    content = file.read_bytes()
    return content, gzip.compress(content, 9, mtime=0)


def own_file(name: str) -> bytes:
    """Read one of `OWN_FILES`; the styles of all pages come before those of the console."""
    styles = text("pages.css") if name.endswith(".css") else ""
    return f"{styles}{text(name)}".encode()


def media_type(name: str) -> str:
    """Return the media type of a file by its ending."""
    return _MEDIA_TYPES.get(name.rpartition(".")[2], "application/octet-stream")


def _name(file: str) -> str:
    return file.removeprefix(_ASSETS)


def _sandbox(base_url: str) -> str:
    """Return the sandbox that a base URL names; empty for the default one."""
    return base_url.rstrip("/").partition("/~")[2]
