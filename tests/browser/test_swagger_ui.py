"""Swagger UI and ReDoc in a browser: which sandbox they show, and which server they call.

That every operation can be tried out is shown by tests/clients/test_trying_out.py.
"""

import pytest
from playwright.sync_api import Route, expect

from tests.browser.visits import DESK, TRY_OUT, Visits

pytestmark = pytest.mark.xdist_group("browser")


def test_another_sandbox_is_a_word_away(visits: Visits) -> None:
    page = visits.open("/docs?urls.primaryName=Paydrill PIX", **DESK)
    server = visits.base_url.rpartition("/~")[0]
    field = page.get_by_role("textbox", name="Sandbox")
    field.fill("somebody-elses")
    field.press("Enter")
    expect(page).to_have_url(f"{server}/~somebody-elses/docs?urls.primaryName=Paydrill%20PIX")
    expect(page.locator("#servers")).to_contain_text(f"{server}/~somebody-elses")
    page.get_by_role("link", name="ReDoc").click()
    expect(page.get_by_role("textbox", name="Sandbox")).to_have_value("somebody-elses")


def test_a_name_that_no_sandbox_can_have_leads_nowhere(visits: Visits) -> None:
    page = visits.open("/redoc", **DESK)
    page.get_by_role("textbox", name="Sandbox").fill("Not/a name")
    page.get_by_role("button", name="Open", exact=True).click()
    expect(page.locator("#sandbox input:invalid")).to_have_count(1)
    expect(page).to_have_url(f"{visits.base_url}/redoc")


def test_behind_a_proxy_that_speaks_tls_the_page_calls_the_proxy(visits: Visits) -> None:
    server, prefix, sandbox = visits.base_url.rpartition("/~")
    proxy = "https://mock.test"
    page = visits.tab(**DESK)

    def pass_on(route: Route) -> None:
        headers = route.request.headers | {"host": "mock.test"}
        url = route.request.url.replace(proxy, server, 1)
        route.fulfill(response=route.fetch(url=url, headers=headers))

    page.route(f"{proxy}/**", pass_on)
    page.goto(f"{proxy}{prefix}{sandbox}/docs?urls.primaryName=Paydrill PIX")
    expect(page.locator("#servers")).to_contain_text("http://mock.test")  # for all it knows
    [[url, status, _], _] = page.evaluate(TRY_OUT, ["/payments", "post"])
    assert (url, status) == (f"{proxy}{prefix}{sandbox}/payments", 201)
    assert visits.hosts() == {"mock.test"}
    visits.asked.clear()
