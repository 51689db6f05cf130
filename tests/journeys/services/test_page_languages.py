"""Pages of PIX in the language of their reader, and what tells caches and scripts of it."""

import httpx
import pytest

from tests.journeys.pix_charges import charged
from tests.journeys.shopping import stand_still

FROM_BRAZIL = "pt-BR,pt;q=0.9,en;q=0.8"
PAGES = {"/payments/pix/1": "Accept, Accept-Language", "/payments/pix/1/bank": "Accept-Language"}


@pytest.mark.parametrize(
    ("sent", "language"), [(FROM_BRAZIL, "pt-BR"), ("en-US,en;q=0.9,pt;q=0.8", "en")]
)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_in_the_language_that_its_reader_prefers(
    api: httpx.Client, path: str, sent: str, language: str
):
    for status in (404, 200):
        answer = api.get(path, headers={"Accept": "text/html", "Accept-Language": sent})
        assert answer.status_code == status
        assert answer.headers["content-language"] == language
        assert answer.headers["vary"] == PAGES[path]
        assert f'<html lang="{language}">' in answer.text
        charged(api)


@pytest.mark.parametrize("sent", ["", "tlh", "pt;q=nan", '"', "pt;q=0," * 5_000])
def test_whatever_is_sent_there_is_a_page_in_english(api: httpx.Client, sent: str):
    charged(api)
    for path in PAGES:
        answer = api.get(path, headers={"Accept": "text/html", "Accept-Language": sent})
        assert (answer.status_code, answer.headers["content-language"]) == (200, "en")


def test_programs_get_the_charge_as_ever(api: httpx.Client):
    charge = charged(api)
    headers = {"Accept": "application/json", "Accept-Language": FROM_BRAZIL}
    answer = api.get("/payments/pix/1", headers=headers)
    assert answer.json() == charge
    assert answer.headers["vary"] == "Accept"
    assert "content-language" not in answer.headers


@pytest.mark.parametrize("media_type", ["text/html", "application/json"])
def test_who_reads_a_charge_learns_the_time_on_the_sandboxs_clock(
    api: httpx.Client, media_type: str
):
    charged(api)
    headers = {"Accept": media_type}
    running = api.get("/payments/pix/1", headers=headers).headers["paydrill-clock"]
    assert "frozen" not in running
    stand_still(api, "2031-01-01T12:00:00Z")
    frozen = api.get("/payments/pix/1", headers=headers).headers["paydrill-clock"]
    assert frozen == "2031-01-01T12:00:00.000Z; frozen"
