"""Draw the pictures of the README, of what a server really shows: `make pictures`.

The terminal's is drawn by Rich, as SVG; the console's is taken by Chromium.
"""

import json
import os
import pty
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from playwright.sync_api import sync_playwright
from rich.console import Console
from rich.text import Text

from tests.browser.chromium import FLAGS, executable

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"
WIDTH = 120
URL = "http://127.0.0.1:8000"

_CARD = {"card_number": "4111111111111111", "currency": "USD", "customer_name": "Ada"}
_LOST = {"then": {"fault": {"status": 503, "effect": "committed"}}}
_CALLS = (
    ("/payment", {**_CARD, "amount": 150}),
    ("/payment", {**_CARD, "amount": 0.01}),
    ("/~checkout-7/payment", {**_CARD, "amount": 20_000}),
    ("/~checkout-7/_control/outcomes", _LOST),
    ("/~checkout-7/payment", {**_CARD, "amount": 77}),
    ("/~checkout-7/payment", {**_CARD, "amount": 77}),
    ("/payments", {"value": 10}),
)


def main() -> None:
    """Start a server in a terminal, call it, and draw both."""
    with TemporaryDirectory() as folder:
        ours, theirs = pty.openpty()
        server = subprocess.Popen(
            [sys.executable, "-m", "paydrill", "serve", "--store", "memory:"],
            cwd=folder,
            env={
                **os.environ,
                "PYTHONPATH": str(ROOT),
                "COLUMNS": str(WIDTH),
                "TERM": "xterm-256color",
            },
            stdout=theirs,
            stderr=theirs,
        )
        try:
            shown = _until(ours, "Script")
            for path, body in _CALLS:
                _call(path, body)
                if "_control" not in path:
                    shown += _until(ours, " ms")
            _photograph()
        finally:
            server.terminate()
            server.wait()
    _draw(re.sub(r"\r\n?", "\n", shown))


def _until(terminal: int, word: str) -> str:
    """Read what a terminal shows, up to the end of the line with a word."""
    shown = ""
    while word not in shown or not shown.endswith("\n"):
        shown += os.read(terminal, 1 << 16).decode()
    return shown


def _call(path: str, body: dict[str, object]) -> None:
    headers = {"Content-Type": "application/json", "Idempotency-Key": f"order-{len(str(body))}"}
    try:
        urlopen(Request(URL + path, json.dumps(body).encode(), headers)).close()
    except HTTPError as error:
        error.close()


def _draw(shown: str) -> None:
    console = Console(record=True, width=WIDTH, file=StringIO())
    console.print(Text.assemble(("$ ", "green"), "paydrill serve"))
    # Without the bar of a slow start; installed, the command has its short name.
    lasting = shown[shown.index("Paydrill ") :].replace("python -m paydrill", "paydrill")
    console.print(Text.from_ansi(lasting.strip()))
    console.save_svg(str(PICTURES / "terminal.svg"), title="paydrill serve")


def _photograph() -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable(), args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 760})
        page.goto(f"{URL}/#/traffic")
        page.get_by_role("row").filter(has_text="insufficient_funds").click()
        page.get_by_role("heading", name="Why").wait_for()
        page.screenshot(path=PICTURES / "console.png")
        browser.close()


if __name__ == "__main__":
    main()
