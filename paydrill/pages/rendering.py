"""Render templates to HTML, with or without a Flask application context.

Styles and scripts are written into the page, so that a page is one self-contained document that any
handler can return; the page's Content-Security-Policy names them by digest and allows no other.
"""

from base64 import b64encode
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

PACKAGE = "paydrill.pages"


def render(template: str, **facts: object) -> str:
    """Render ``templates/<template>``; facts are escaped unless the template says ``safe``."""
    return _environment().get_template(template).render(**facts)


def digest(name: str) -> str:
    """Return the CSP source, ``'sha256-…'``, that allows the inlined ``templates/<name>``."""
    return f"'sha256-{b64encode(sha256(text(name).encode()).digest()).decode()}'"


def reais(value: Decimal) -> str:
    """Write ``R$ 1.234,50``, as PIX payers read it."""
    return "R$ " + f"{value:,.2f}".translate(str.maketrans(",.", ".,"))


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader(PACKAGE),
        autoescape=select_autoescape(disabled_extensions=("txt",), default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(inline=text, digest=digest)
    environment.filters.update(digest=digest)
    return environment


@lru_cache
def text(name: str) -> str:
    """Read ``templates/<name>`` as it is."""
    return (files(PACKAGE) / "templates" / name).read_text(encoding="utf-8")
