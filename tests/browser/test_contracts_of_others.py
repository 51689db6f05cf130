"""The documentation of contracts that are not ours, in a browser: shown, usable, and harmless."""

import re
from collections.abc import Iterator
from threading import Thread
from urllib.parse import quote

import pytest
from flask import Flask
from playwright.sync_api import Browser, Dialog, Page, expect
from werkzeug.serving import make_server

from paydrill.pages.documentation import documentation
from tests.browser.contracts_of_others import HOSTILE_TITLE, ODD_NAME, published
from tests.browser.visits import Visits

IMAGE_IS_ASKED_FOR = (
    "performance.getEntriesByType('resource').some(each => new URL(each.name).pathname === '/x')"
)

pytestmark = pytest.mark.xdist_group("browser")

DESK = {"viewport": {"width": 1200, "height": 900}, "is_mobile": False}
USABLE_MS = 30_000


@pytest.fixture(scope="module")
def pages() -> Iterator[str]:
    """The pages over HTTP, at the root and below /_control, and one operation of a contract."""
    app = Flask(__name__, static_folder=None)
    app.register_blueprint(documentation(published()))
    app.add_url_rule("/ledger/books/<isbn>", view_func=lambda isbn: {"isbn": isbn, "pages": 7})
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def visits(browser: Browser, pages: str, request: pytest.FixtureRequest) -> Iterator[Visits]:
    """Visits during which nothing went wrong, no other host was asked, and no script ran."""
    visited = Visits(browser, pages)
    yield visited
    visited.close(re.sub(r"\W+", "-", request.node.name).strip("-"))
    assert visited.errors == []
    assert visited.hosts() == {pages.removeprefix("http://")}


def opened(visits: Visits, path: str) -> Page:
    """The page, which shows no dialog of a script in a contract."""
    page = visits.tab(**DESK)
    page.on("dialog", lambda dialog: visits.errors.append(dismissed(dialog)))
    page.goto(visits.base_url + path)
    return page


def dismissed(dialog: Dialog) -> str:
    dialog.dismiss()
    return dialog.message


@pytest.mark.parametrize("root", ["", "/_control"])
def test_swagger_ui_shows_openapi_3_1_and_calls_this_server(visits: Visits, root: str):
    page = opened(visits, f"{root}/docs?urls.primaryName=Ledger")
    expect(page.locator(".info .title")).to_contain_text("Ledger")
    expect(page.locator(".info")).to_contain_text("OAS 3.1")
    page.locator(".opblock-tag").first.click()
    page.locator("[data-path='/books/{isbn}']").click()
    page.get_by_role("button", name="Try it out").click()
    page.get_by_placeholder("isbn").fill("978-4")
    page.get_by_role("button", name="Execute").click()
    called = f"{visits.base_url}/ledger/books/978-4"
    expect(page.locator(".request-url")).to_contain_text(called)
    expect(page.locator(".live-responses-table")).to_contain_text("978-4")
    page.get_by_role("link", name="ReDoc", exact=True).click()
    expect(page).to_have_url(f"{visits.base_url}{root}/redoc")


@pytest.mark.parametrize("root", ["", "/_control"])
def test_redoc_shows_openapi_3_1(visits: Visits, root: str):
    page = opened(visits, f"{root}/redoc?contract=ledger")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ledger")
    page.get_by_role("link", name="Find a book").first.click()
    expect(page.locator("main")).to_contain_text("printed-book")
    expect(page.locator("main")).to_contain_text("string or null")
    expect(page.locator("#redoc img")).to_have_count(0)
    expect(page.get_by_role("button", name="More actions")).to_have_count(0)


@pytest.mark.parametrize("viewer", ["docs", "redoc"])
def test_a_hostile_contract_is_shown_and_does_nothing(visits: Visits, viewer: str):
    name = quote(ODD_NAME, safe="")
    title = quote(f"{HOSTILE_TITLE[:59]}…")
    page = opened(visits, f"/{viewer}?contract={name}&urls.primaryName={title}")
    heading = page.locator(".info .title, #redoc h1").first
    expect(heading).to_be_visible()
    expect(heading).to_contain_text("Ledger <img src=x onerror=alert(1)><script>")
    expect(page.get_by_text("raw", exact=True).first).to_be_visible()
    assert page.locator("[href^='javascript:'], #redoc script[src], iframe").count() == 0
    # An image named x, on this server, is all that its texts can have loaded.
    page.wait_for_function(IMAGE_IS_ASKED_FOR)
    visits.forgive("Content Security Policy")
    visits.forgive("Failed to load resource")


@pytest.mark.parametrize("title", ["Huge", "Tangled"])
def test_swagger_ui_can_be_used_with_hundreds_of_operations(visits: Visits, title: str):
    page = opened(visits, f"/docs?urls.primaryName={title}")
    expect(page.locator(".opblock-tag")).to_have_count(1, timeout=USABLE_MS)
    page.locator(".opblock-tag").click()
    page.locator("[data-path='/things/3']").click(timeout=USABLE_MS)
    expect(page.get_by_role("button", name="Try it out")).to_be_visible(timeout=USABLE_MS)


def test_redoc_can_be_used_with_hundreds_of_operations(visits: Visits):
    page = opened(visits, "/redoc?contract=huge")
    page.locator("a[href$='getthing499']").click(timeout=USABLE_MS)
    expect(page.locator("main")).to_contain_text("/things/499", timeout=USABLE_MS)
    expect(page.locator("main")).to_contain_text("field_19", timeout=USABLE_MS)


@pytest.mark.parametrize("page", ["docs?urls.primaryName=bare", "redoc?contract=bare"])
def test_a_contract_without_title_servers_and_paths_is_shown(visits: Visits, page: str):
    shown = opened(visits, f"/{page}")
    expect(shown.locator(".info .title, #redoc h1").first).to_be_visible()
