"""Reads a page the way a browser does, for tests that ask what people see."""

from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser


class PageReader(HTMLParser):
    """``elements`` are (tag, attributes) in order; ``text`` is what a reader sees.

    ``inline`` maps "script" and "style" to the inlined sources; ``values`` are the contents of
    text areas.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.inline: dict[str, list[str]] = {"script": [], "style": []}
        self.values: list[str] = []
        self._texts: list[str] = []
        self._open = ""
        self.feed(html)
        self.close()

    @property
    def text(self) -> str:
        """All visible text, with single spaces."""
        return " ".join(" ".join(self._texts).split())

    def attributes_of(self, tag: str) -> list[dict[str, str]]:
        """The attributes of every element with this tag."""
        return [attributes for name, attributes in self.elements if name == tag]

    def loaded_urls(self) -> list[str]:
        """The URLs that a browser loads by itself: scripts, styles, icons, images, frames."""
        loaded = [
            attributes.get("src") or attributes.get("href", "")
            for tag, attributes in self.elements
            if tag in {"script", "link", "img", "iframe"}
        ]
        return [url for url in loaded if url]

    def policy(self) -> dict[str, list[str]]:
        """The page's own Content-Security-Policy, directive by directive."""
        [content] = [
            meta["content"]
            for meta in self.attributes_of("meta")
            if meta.get("http-equiv") == "Content-Security-Policy"
        ]
        return directives(content)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Called by the parser."""
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self._open = tag

    def handle_endtag(self, tag: str) -> None:
        """Called by the parser."""
        if tag == self._open:
            self._open = ""

    def handle_data(self, data: str) -> None:
        """Called by the parser."""
        if self._open in self.inline:
            self.inline[self._open].append(data)
        elif self._open == "textarea":
            self.values.append(data.removeprefix("\n"))
        else:
            self._texts.append(data)


def directives(policy: str) -> dict[str, list[str]]:
    """A Content-Security-Policy as directive -> sources."""
    parts = [directive.split() for directive in policy.split(";") if directive.strip()]
    return {name: sources for name, *sources in parts}


def csp_digest(source: str) -> str:
    """The CSP source that allows an inlined script or style with this text."""
    return f"'sha256-{b64encode(sha256(source.encode()).digest()).decode()}'"
