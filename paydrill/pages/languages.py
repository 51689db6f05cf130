"""Choose the language of a page for its reader, and read its texts in that language.

``templates/texts.yaml`` has the texts, each in all languages side by side.
"""

from functools import lru_cache
from types import SimpleNamespace

import yaml
from werkzeug.datastructures import Accept, LanguageAccept
from werkzeug.http import parse_accept_header

from paydrill.pages.rendering import text

ENGLISH = "en"
PORTUGUESE = "pt-BR"

_LONGEST = 4096
"""Characters of `Accept-Language` that are read; a browser sends about fifty."""


@lru_cache(maxsize=256)
def language_for(accept_language: str | None) -> str:
    """Return Portuguese for readers who prefer any kind of it to English, else English.

    `accept_language` is read by RFC 9110 §12.5.4; what in it cannot be read is ignored.
    """
    asked = parse_accept_header((accept_language or "")[:_LONGEST], LanguageAccept)
    # By first subtags alone: to readers of pt-PT, pt-BR says more than English.
    wanted = Accept((tag.partition("-")[0], quality) for tag, quality in asked)
    return PORTUGUESE if wanted.quality("pt") > wanted.quality("en") else ENGLISH


@lru_cache
def texts(page: str, language: str) -> SimpleNamespace:
    """Return the texts of a page, and those that all pages share, as attributes."""
    known = _texts()
    return SimpleNamespace(
        **{name: each[language] for name, each in (known["all"] | known[page]).items()}
    )


@lru_cache(maxsize=1)
def _texts() -> dict[str, dict[str, dict[str, str]]]:
    read: dict[str, dict[str, dict[str, str]]] = yaml.load(text("texts.yaml"), yaml.CSafeLoader)
    return read
