"""Read the files of Swagger UI and ReDoc, kept under ``static/`` as their makers publish them.

``static/viewers.json`` pins them, with a hash of each; `make viewers` fetches them (decision 21).
"""

import json
from functools import lru_cache
from importlib.resources import files

from paydrill.pages.rendering import PACKAGE

ASSETS = {
    "swagger-ui.css": ("swagger-ui-dist", "swagger-ui.css", "text/css"),
    "swagger-ui.js": ("swagger-ui-dist", "swagger-ui-bundle.js", "text/javascript"),
    "swagger-ui-standalone.js": (
        "swagger-ui-dist",
        "swagger-ui-standalone-preset.js",
        "text/javascript",
    ),
    "redoc.js": ("redoc", "redoc.standalone.js", "text/javascript"),
}
"""The files that pages load: name in the URL -> (npm package, its file, media type)."""

# ReDoc loads a logo from its maker's servers. An empty data: URL stops that, and shows none.
_LOGOS = (
    b"https://cdn.redoc.ly/redoc/logo-mini-full.svg",
    b"https://cdn.redoc.ly/redoc/logo-mini.svg",
)
_NO_LOGO = b"data:,"


def asset(name: str) -> bytes:
    """Read one of `ASSETS`."""
    package, file, _ = ASSETS[name]
    content = (files(PACKAGE) / "static" / package / file).read_bytes()
    for logo in _LOGOS:
        content = content.replace(logo, _NO_LOGO)
    return content


def version(name: str) -> str:
    """Return the version of the package that has one of `ASSETS`.

    `-1` counts the changes made here to what is served of a version.
    """
    return f"{_versions()[ASSETS[name][0]]}-1"


@lru_cache(maxsize=1)
def _versions() -> dict[str, str]:
    pinned = json.loads((files(PACKAGE) / "static" / "viewers.json").read_text("utf-8"))
    return {name: package["version"] for name, package in pinned.items()}
