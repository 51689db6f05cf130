"""`Accept`: specificity, qualities, parameters, and what clients get wrong."""

import pytest

from paydrill.values.accept import preferred

CSV, JSON, XML, TEXT, HTML = (
    "text/csv",
    "application/json",
    "application/xml",
    "text/plain",
    "text/html",
)
FILES = (CSV, JSON, XML, TEXT)
PAGES = (JSON, HTML)

OLD_JAVA = "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2"

CASES = [
    # What clients send.
    (OLD_JAVA, PAGES, HTML),
    (OLD_JAVA, FILES, CSV),
    (OLD_JAVA, (JSON,), JSON),
    ("text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8", PAGES, HTML),
    ("application/json, text/plain, */*", (HTML, JSON), JSON),
    ("application/json, text/javascript, */*; q=0.01", (HTML, JSON), JSON),
    ("application/json, application/*+json", PAGES, JSON),
    ("application/*+json", PAGES, JSON),
    ("application/*+json", (HTML, "application/problem+json"), "application/problem+json"),
    ("application/*+xml", PAGES, None),
    ("text/csv; charset=utf-8", FILES, CSV),
    ("application/json; charset=utf-8", FILES, JSON),
    ("application/json; charset=utf-8, */*;q=0.1", FILES, JSON),
    ('application/json;charset="UTF-8"', FILES, JSON),
    ("application/json; version=1", FILES, JSON),
    ("application/json;odata.metadata=minimal;q=0.5, text/plain;q=0.4", FILES, JSON),
    ("text/csv;charset=iso-8859-1", FILES, CSV),
    # Everything.
    ("", FILES, CSV),
    ("*/*", FILES, CSV),
    ("*", FILES, CSV),
    ("*;q=.2", FILES, CSV),
    ("image/png, */*;q=0.1", FILES, CSV),
    # Case, spaces, empty members.
    ("APPLICATION/Json", FILES, JSON),
    ("text/csv;Q=0.1, application/JSON ; Q=0.2", FILES, JSON),
    (" \t application/json \t;\t q = 0.3 , ,, text/csv;q=0.2,", FILES, JSON),
    ("text/csv;;q=0.1;,application/json;q=0.2", FILES, JSON),
    # Qualities.
    ("text/csv;q=0.1, application/json;q=.2", FILES, JSON),
    ("text/csv;q=1, application/json;q=1.5", FILES, CSV),
    ("text/csv;q=0.9, application/json;q=1.", FILES, JSON),
    ('text/csv;q="0.1", application/json;q="0.2"', FILES, JSON),
    ("text/csv;q=0.1;q=1, application/json;q=0.5", FILES, JSON),
    ("application/json;q=0.0001", FILES, JSON),
    ("application/json;q=0", FILES, None),
    ("*/*;q=0", FILES, None),
    ("*;q=0.000", FILES, None),
    ("*/*, text/csv;q=0", FILES, JSON),
    ("text/csv;q=0.0, text/*", FILES, TEXT),
    ("text/csv;header=absent;q=0, text/csv", FILES, CSV),
    ("text/csv;header=absent;q=0, */*", FILES, CSV),
    # The closest range counts, not the first, nor the best.
    ("text/*;q=0.9, text/csv;q=0.1, application/json;q=0.5", (CSV, JSON), JSON),
    ("*/*;q=1, text/*;q=0.2, application/*;q=0.3, text/csv;q=0.1", FILES, JSON),
    ("text/csv;q=0.1, text/csv;header=absent, application/json;q=0.5", (CSV, JSON), JSON),
    ("text/*, text/plain", FILES, TEXT),
    ("text/html;level=1, */*;q=0.5", ("text/html;level=1", JSON), "text/html;level=1"),
    ("text/html;q=0.1, text/html;level=1", (HTML, "text/html; Level=1"), "text/html; Level=1"),
    # What cannot be read is no wish, and takes nothing from what can be.
    ("garbage", FILES, CSV),
    ("\u00ff", FILES, CSV),
    (";;;,,,/", FILES, CSV),
    ("/", FILES, CSV),
    ("*/csv", FILES, CSV),
    ("text/", FILES, CSV),
    ("application/json;q=x", FILES, CSV),
    ("application/json;q=", FILES, CSV),
    ("application/json;q=-1", FILES, CSV),
    ("application/json;q=nan", FILES, CSV),
    ("application/json;q=1e-3", FILES, CSV),
    ("text html, application/json", FILES, JSON),
    ("garbage, application/json;q=0.1", FILES, JSON),
    ("garbage, image/png", FILES, None),
    # Quotes hold commas and semicolons, and one that is never closed holds all the rest.
    ('image/png;title="a,text/csv;q=1", application/json;q=0.1', FILES, JSON),
    ('image/png;title="\\",text/csv", application/json;q=0.1', FILES, JSON),
    ('application/json, image/png;title="text/csv', FILES, JSON),
    ('image/png;title="text/csv', FILES, None),
    # None of them.
    ("image/png", FILES, None),
    ("text/css", FILES, None),
    ("text/html", FILES, None),
]


@pytest.mark.parametrize(("accept", "offered", "chosen"), CASES)
def test_accept_is_read_as_it_is_meant(accept: str, offered: tuple[str, ...], chosen: str | None):
    assert preferred(offered, accept) == chosen


@pytest.mark.parametrize(
    "accept", ["\\" * 60_000, '"' * 60_000, '"\\' * 30_000, ", " * 30_000, ";a=" * 20_000]
)
def test_a_header_of_any_length_is_read_at_once(accept: str):
    assert preferred(FILES, f"application/json, image/png;title={accept}") == JSON
