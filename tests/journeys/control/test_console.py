"""The console's document: where it is, what guards it, and what it may load."""

import httpx
import pytest

from tests.journeys.shopping import problem
from tests.server_process import IN_MEMORY, running

HTML = {"Accept": "text/html"}
FILES = ("/_control/console/start.css", "/_control/console/icon.svg")


@pytest.mark.parametrize("path", ["/", "/_control/console"])
def test_a_browser_is_shown_the_console(api: httpx.Client, path: str):
    answer = api.get(path, headers=HTML)
    assert answer.headers["content-type"].startswith("text/html")
    assert '<div id="console"' in answer.text
    sandbox = str(api.base_url).rstrip("/").partition("/~")[2]
    assert f'data-sandbox="{sandbox}"' in answer.text
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("path", FILES)
def test_its_files_are_asked_for_again_only_when_they_change(api: httpx.Client, path: str):
    answer = api.get(path)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    again = api.get(path, headers={"If-None-Match": answer.headers["etag"]})
    assert (answer.status_code, again.status_code) == (200, 304)


@pytest.mark.parametrize(
    "path", ["/_control/console/", "/_control/console/nothing.js", "/_control/console/assets/x.js"]
)
def test_no_other_file_is_there(api: httpx.Client, path: str):
    assert problem(api.get(path)) == (404, "not_found")


@pytest.mark.parametrize("path", ["/_control/console", *FILES])
def test_a_page_of_another_origin_gets_nothing(api: httpx.Client, path: str):
    answer = api.get(path, headers={"Origin": "http://evil.example"})
    assert problem(answer) == (403, "foreign_origin")


def test_it_is_shown_without_the_token_that_it_asks_for():
    with running(*IN_MEMORY, "--control-token", "correct-horse-battery") as server:
        for path in ("/", "/_control/console"):
            page = httpx.get(f"{server.url}{path}", headers=HTML)
            assert 'data-token="required"' in page.text
            assert "correct-horse" not in page.text
        for path in FILES:
            assert httpx.get(f"{server.url}{path}").status_code == 200
        assert httpx.get(f"{server.url}/_control/consoles").status_code == 401
        assert httpx.get(f"{server.url}/_control/clock").status_code == 401
