"""Put a server together before any is wanted: imported by the process that `warm_start` copies.

Its modules, those of the handlers and the shipped scenarios are read, and so are in each copy.
"""

from contextlib import suppress

from paydrill.app import build
from paydrill.settings import Settings

# Whatever is wrong with it, the test that begins a server is told by that.
with suppress(Exception):
    build(Settings(store="memory:")).served.library.refresh()
