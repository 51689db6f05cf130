"""Front ends of others in a browser: one of this machine pays, one of elsewhere does nothing."""

from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from json import dumps, loads
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.chromium import FLAGS, executable
from tests.journeys.shopping import tokenization
from tests.server_process import Server

pytestmark = pytest.mark.xdist_group("browser")

ELSEWHERE = "shop.example"
# Asks as a front end does: status, body and headers of an answer, or that it may not see any.
ASK = """async ([method, url, body, headers]) => {
  try {
    const answer = await fetch(url, {method, body, headers, credentials: "include"});
    return [answer.status, await answer.text(), Object.fromEntries(answer.headers)];
  } catch { return "unseen"; }
}"""
HEARD = """url => new Promise(done => {
  const socket = new WebSocket(url);
  socket.onmessage = message => done(JSON.parse(message.data).type);
  socket.onerror = () => done("refused");
})"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, for which a name of elsewhere is this machine."""
    names = f"--host-resolver-rules=MAP {ELSEWHERE} 127.0.0.1"
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=executable(), args=[*FLAGS, names])
        yield started
        started.close()


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """Where another server has a page."""
    (tmp_path / "index.html").write_text("<!doctype html><title>Shop</title>")
    handler = partial(SimpleHTTPRequestHandler, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever).start()
        yield server.server_port
        server.shutdown()


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """A tab of its own."""
    with browser.new_context() as context:
        yield context.new_page()


def ask(page: Page, method: str, url: str, body: str | None = None, **headers: str) -> Any:
    return page.evaluate(ASK, [method, url, body, headers])


def log(api: httpx.Client) -> list[tuple[str, int]]:
    """Methods and statuses of what reached the server."""
    logged = api.get("/_control/requests").json()["requests"]
    return [(each["method"], each["status"]) for each in logged]


def test_a_page_of_this_machine_tokenizes_and_pays(
    api: httpx.Client, tab: Page, port: int, server: Server
):
    tab.goto(f"http://localhost:{port}/")
    url, json = f"{api.base_url}api/v1", {"Content-Type": "application/json"}
    status, text, _ = ask(tab, "POST", f"{url}/tokenize", dumps(tokenization()), **json)
    assert status == 201
    order = {"token": loads(text)["token"], "amount": 77, "customer_id": "cust_123"}
    once = {**json, "Idempotency-Key": "one"}
    paid = [ask(tab, "POST", f"{url}/payments", dumps(order), **once) for _ in range(2)]
    assert [status for status, _, _ in paid] == [201, 201]
    assert paid[1][2]["idempotency-replayed"] == "true"
    status, text, headers = ask(tab, "POST", f"{url}/payments", "{}", **json)
    assert (status, "token" in text) == (400, True)
    assert headers["x-request-id"]
    assert sorted(log(api)) == [("POST", 201), ("POST", 201), ("POST", 201), ("POST", 400)]
    assert tab.evaluate(HEARD, f"ws{server.url[4:]}/ws") == "stream.opened"


def test_a_page_of_elsewhere_neither_reads_nor_moves_money(
    api: httpx.Client, tab: Page, port: int, server: Server
):
    charge = api.post("/payments", json={"value": 10}).json()["payment"]
    paid = {"bank_payment_id": charge["bank_payment_id"], "value": 10}
    assert api.post("/payments/pix/confirmation", json=paid).status_code == 200
    at = f"{api.base_url}payments/pix/{charge['id']}"
    tab.goto(f"http://{ELSEWHERE}:{port}/")
    assert ask(tab, "GET", at) == "unseen"
    assert ask(tab, "POST", f"{at}/refund") == "unseen"
    assert ask(tab, "POST", f"{at}/refund", "{}", **{"Content-Type": "application/json"}) == (
        "unseen"
    )
    tab.evaluate(
        """async url => {
             const form = document.createElement("form");
             Object.assign(form, {method: "post", action: url});
             document.body.append(form);
             form.submit();
           }""",
        f"{at}/refund",
    )
    tab.wait_for_url(f"{at}/refund")
    assert "may change nothing here" in tab.content()
    state = api.get(f"/payments/pix/{charge['id']}", headers={"Accept": "application/json"})
    assert (state.json()["status"], state.json()["amount_returned"]) == ("confirmed", 0)
    # Both that a browser sends unasked got here.
    assert log(api).count(("POST", 403)) == 2
    tab.goto(f"http://{ELSEWHERE}:{port}/")
    assert tab.evaluate(HEARD, f"ws{server.url[4:]}/ws") == "refused"
    assert ask(tab, "POST", f"{api.base_url}_control/reset") == "unseen"
    assert state.json()["status"] == "confirmed"
