"""Contracts are named on the command line by file, name and mount."""

from pathlib import Path

import pytest

from paydrill.openapi.sources import Source, SourceError


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("shop.yaml", Source("shop.yaml")),
        ("shop=contracts/v2.yaml", Source("contracts/v2.yaml", "shop")),
        ("orders.json@/paypal", Source("orders.json", None, "/paypal")),
        ("paypal=orders.json@/pay/pal/", Source("orders.json", "paypal", "/pay/pal")),
        ("root=orders.json@/", Source("orders.json", "root", "")),
        ("me@home.yaml", Source("me@home.yaml")),
        ("https://example.com/a.yaml?x=1", Source("https://example.com/a.yaml?x=1")),
        ("a=https://example.com/a.yaml@/m", Source("https://example.com/a.yaml", "a", "/m")),
        (r"C:\contracts\shop.yaml", Source(r"C:\contracts\shop.yaml")),
    ],
)
def test_a_source_has_a_place_and_perhaps_a_name_and_a_mount(text: str, expected: Source) -> None:
    assert Source.of(text) == expected


def test_a_file_of_that_very_name_takes_precedence(tmp_path: Path) -> None:
    file = tmp_path / "a=b.yaml"
    file.touch()
    assert Source.of(str(file)) == Source(str(file))


@pytest.mark.parametrize(
    "text",
    ["", " ", "control=mine.yaml", "service=mine.yaml@/x", "a.yaml@x", "ftp://x/a.yaml"],
)
def test_slips_and_names_of_the_server_are_refused(text: str) -> None:
    with pytest.raises(SourceError):
        Source.of(text)
