"""A page's fixtures, for the clients that are pages."""

from tests.browser.conftest import api, browser, server, visits

__all__ = ["api", "browser", "server", "visits"]
