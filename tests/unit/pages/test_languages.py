"""The language of a page, by `Accept-Language` (RFC 9110 §12.5.4), and its texts in each."""

from string import Formatter

import pytest
import yaml

from paydrill.pages.languages import ENGLISH, PORTUGUESE, language_for
from paydrill.pages.rendering import text


@pytest.mark.parametrize(
    "header",
    [
        "pt-BR",
        "pt",
        "PT-br",
        "pt-PT",
        "pt-BR,pt;q=0.9,en;q=0.8",
        "en;q=0.5, pt-BR",
        "fr-CH, fr;q=0.9, pt;q=0.1",
        "en;q=0, *",
        "pt ; q=0.8 ,en; q=0.3",
    ],
)
def test_who_prefers_portuguese_gets_it(header: str) -> None:
    assert language_for(header) == PORTUGUESE


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "*",
        "en",
        "en-GB,en;q=0.9,pt-BR;q=0.8",
        "de",
        "pt;q=0",
        "pt;q=0, *;q=0.5",
        "fr, *;q=0.1",
        "x-pt",
        "portuguese",
    ],
)
def test_all_others_get_english(header: str | None) -> None:
    assert language_for(header) == ENGLISH


@pytest.mark.parametrize(
    "header",
    ["pt;q=2", "pt;q=x", ",;=", '"', '"pt', "\\", "\x00", "é", ";" * 60_000, "pt;q=0," * 9_000],
)
def test_what_cannot_be_read_is_ignored(header: str) -> None:
    assert language_for(header) == ENGLISH


def test_what_can_be_read_beside_it_is_not() -> None:
    assert language_for("en;q=2, pt;q=0.5, de;q=x") == PORTUGUESE


def test_every_text_is_there_in_both_languages_and_says_the_same_of_the_charge() -> None:
    pages = yaml.safe_load(text("texts.yaml"))
    for name, said in ((name, said) for page in pages.values() for name, said in page.items()):
        assert sorted(said) == [ENGLISH, PORTUGUESE], name
        [english, portuguese] = [
            {field for _, field, _, _ in Formatter().parse(each) if field}
            for each in (said[ENGLISH], said[PORTUGUESE])
        ]
        assert english == portuguese, name
