"""Pages as people open them: in a real browser, on a phone, each request and error noted."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, WebSocket

from tests.server_process import ROOT

SCREENSHOTS = ROOT / "build" / "screenshots"
WIDTH = 360
PHONE = {
    "viewport": {"width": WIDTH, "height": 1120},  # a small one, and tall: all is in the picture
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
}
DESK = {"viewport": {"width": 1200, "height": 900}, "device_scale_factor": 1, "is_mobile": False}
TRY_OUT = Path(__file__).with_name("trying_out.js").read_text("utf-8")
OWN_SCHEMES = {"about", "blob", "data"}


class Visits:
    """All that one test opens. `errors` are what the browsers' consoles say that is bad."""

    def __init__(self, browser: Browser, base_url: str) -> None:
        """Paths are below `base_url`."""
        self._browser = browser
        self.base_url = base_url
        self._contexts: dict[str, BrowserContext] = {}
        self.errors: list[str] = []
        self.asked: list[str] = []

    def tab(self, **options: Any) -> Page:
        """A tab with nothing in it yet; tabs with the same options are of one browser window."""
        key = repr(sorted(options.items()))
        if key not in self._contexts:
            self._contexts[key] = self._context(**options)
        return self._contexts[key].new_page()

    def open(self, path: str, **options: Any) -> Page:
        """A tab with that page in it."""
        page = self.tab(**options)
        page.goto(self.base_url + path)
        return page

    def listen(self, path: str) -> Page:
        """A tab with that page in it, which hears of what happens from now on."""
        page = self.tab()
        # The first message of the WebSocket has it ask how things are.
        with page.expect_response(lambda answer: answer.request.resource_type == "fetch"):
            page.goto(self.base_url + path)
        return page

    def forgive(self, part: str) -> None:
        """What has that in it was expected, and was there."""
        assert [each for each in self.errors if part in each], self.errors
        self.errors[:] = [each for each in self.errors if part not in each]
        self.asked[:] = [each for each in self.asked if part not in each]

    def close(self, name: str) -> None:
        """Keep pictures of what is open, and close it."""
        pages = [page for context in self._contexts.values() for page in context.pages]
        for number, page in enumerate(pages, 1):
            page.screenshot(path=SCREENSHOTS / f"{name}-{number}.png")
        for context in self._contexts.values():
            context.close()

    def hosts(self) -> set[str]:
        """Whom the pages have asked for anything."""
        addresses = map(urlsplit, self.asked)
        return {each.netloc for each in addresses if each.scheme not in OWN_SCHEMES}

    def _context(self, **options: Any) -> BrowserContext:
        context = self._browser.new_context(**{**PHONE, **options})
        context.on("request", lambda request: self.asked.append(request.url))
        context.on("page", lambda page: page.on("websocket", self._note_socket))
        context.on("console", lambda said: self._note(said.type, said.text))
        context.on("weberror", lambda error: self._note("error", str(error.error)))
        return context

    def _note_socket(self, socket: WebSocket) -> None:
        self.asked.append(socket.url)

    def _note(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            self.errors.append(text)


def too_wide(page: Page) -> bool:
    """Whether one has to scroll sideways to see all of it."""
    return bool(page.evaluate("document.documentElement.scrollWidth") > WIDTH)
