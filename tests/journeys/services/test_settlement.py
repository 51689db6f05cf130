"""Settlement over HTTP: pay, cross the cut-off, download; and breaks with their answer key."""

import re
from hashlib import sha256

import httpx
import pytest

from tests.journeys.shopping import authorize, paid, problem, stand_still
from tests.settlement_files import READERS, read_csv

MORNING = "2026-01-27T09:00:00.000Z"
FORMATS = {
    "csv": "text/csv",
    "json": "application/json",
    "camt053": "application/xml",
    "fixed": "text/plain",
}


def close(api, **which):
    answer = api.post("/settlements", json=which)
    assert answer.status_code == 201, answer.text
    return answer.json()["batches"]


def listed(api, **filters):
    answer = api.get("/settlements", params=filters)
    assert answer.status_code == 200, answer.text
    return answer.json()


def download(api, batch, format_="csv"):
    answer = api.get(f"/settlements/{batch['batch_id']}/file", params={"format": format_})
    assert answer.status_code == 200, answer.text
    return answer.content


def advance(api, by):
    assert api.post("/_control/clock/advance", json={"by": by}).status_code == 200


def plant(api, **break_):
    answer = api.post("/_control/settlements/breaks", json=break_)
    assert answer.status_code == 201, answer.text


def answer_key(api, batch):
    answer = api.get(f"/_control/settlements/{batch['batch_id']}/answer-key")
    assert answer.status_code == 200, answer.text
    return answer.json()["breaks"]


@pytest.fixture
def batch(api: httpx.Client):
    """The batch of a payment and a refund, closed at noon."""
    stand_still(api, MORNING)
    payment = authorize(api, "150.00").json()["payment_id"]
    assert api.post(f"/refund/{payment}", json={"amount": 50}).status_code == 200
    advance(api, "3h")
    [closed] = close(api)
    return closed


def test_pay_refund_a_part_and_the_rest_in_two_batches(api: httpx.Client):
    stand_still(api, MORNING)
    payment = authorize(api, "150.00").json()["payment_id"]
    first = api.post(f"/refund/{payment}", json={"amount": 50}).json()
    assert listed(api) == {"batches": [], "next_cursor": None}
    advance(api, "24h")
    second = api.post(f"/refund/{payment}").json()
    advance(api, "24h")
    two, one = listed(api)["batches"]
    assert (one["business_date"], two["business_date"]) == ("2026-01-27", "2026-01-28")
    assert (one["gross"], one["payout"], one["closing_balance"]) == (100, 100, 0)
    assert (two["gross"], two["payout"], two["closing_balance"]) == (-100, 0, -100)
    assert one["refunds"] == {"count": 1, "amount": 50}
    ids = [
        [line.transaction_id for line in read_csv(download(api, each)).lines] for each in (one, two)
    ]
    undashed = [id_.replace("-", "") for id_ in (payment, first["refund_id"], second["refund_id"])]
    assert ids == [undashed[:2], undashed[2:]]
    assert api.get(f"/status/{payment}").json()["settlement_batch_id"] == one["batch_id"]
    figures = api.get("/_control/invariants").json()["figures"]
    assert [(f["settled"], f["unsettled"], f["paid_out"]) for f in figures] == [(0, 0, 100)]


def test_both_services_and_pix_settle_together(api: httpx.Client):
    stand_still(api, MORNING)
    transaction = paid(api, "10.00", currency="BRL")
    payment = authorize(api, "20.00", currency="BRL").json()["payment_id"]
    charge = api.post("/payments", json={"value": 30.00}).json()["payment"]
    bank_payment_id = charge["bank_payment_id"]
    api.post("/payments/pix/confirmation", json={"bank_payment_id": bank_payment_id, "value": 30})
    returned = api.post(f"/payments/pix/{charge['id']}/refund", json={"value": 5}).json()
    end_to_end_id = api.get(
        f"/payments/pix/{charge['id']}", headers={"Accept": "application/json"}
    ).json()["end_to_end_id"]
    [closed] = close(api, currency="BRL")
    lines = read_csv(download(api, closed)).lines
    assert [line.transaction_id for line in lines] == [
        transaction,
        payment.replace("-", ""),
        bank_payment_id.replace("-", ""),
        returned["return_id"],
    ]
    assert [line.end_to_end_id for line in lines] == ["", "", end_to_end_id, end_to_end_id]
    assert closed["net"] == 55


@pytest.mark.parametrize(("name", "media_type"), FORMATS.items())
def test_a_file_is_chosen_by_format_or_by_accept(api: httpx.Client, batch, name, media_type):
    url = f"/settlements/{batch['batch_id']}/file"
    by_name = api.get(url, params={"format": name})
    by_accept = api.get(url, headers={"Accept": media_type})
    for answer in (by_name, by_accept):
        assert answer.status_code == 200
        assert answer.headers["content-type"].partition(";")[0] == media_type
        assert answer.headers["vary"] == "Accept"
    assert by_name.content == by_accept.content
    assert re.fullmatch(
        r'attachment; filename="settlement_USD_20260127_0001\.(csv|json|xml|txt)"',
        by_name.headers["content-disposition"],
    )
    assert READERS[name](by_name.content).payout == 100
    head = api.head(url, params={"format": name})
    assert (head.status_code, head.content) == (200, b"")


def test_the_named_format_wins_and_any_is_csv(api: httpx.Client, batch):
    url = f"/settlements/{batch['batch_id']}/file"
    both = api.get(url, params={"format": "json"}, headers={"Accept": "text/csv"})
    assert both.headers["content-type"] == "application/json"
    named = api.get(url, params={"format": "camt053"}, headers={"Accept": "image/png"})
    assert named.headers["content-type"] == "application/xml"
    assert api.get(url, headers={"Accept": "*/*"}).headers["content-type"] == "text/csv"


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2", "text/csv"),
        ("text/csv; charset=utf-8", "text/csv"),
        ("application/json; charset=utf-8", "application/json"),
        ("application/json;version=2, */*;q=0.1", "application/json"),
    ],
)
def test_the_format_may_be_asked_for_as_clients_do(
    api: httpx.Client, batch, accept: str, media_type: str
):
    answer = api.get(f"/settlements/{batch['batch_id']}/file", headers={"Accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (200, media_type)


def test_what_no_format_is_acceptable_for_is_told_the_formats(api: httpx.Client, batch):
    url = f"/settlements/{batch['batch_id']}/file"
    answer = api.get(url, headers={"Accept": "application/pdf"})
    assert problem(answer) == (406, "not_acceptable")
    assert all(media_type in answer.json()["detail"] for media_type in FORMATS.values())
    unknown = api.get(url, params={"format": "xlsx"})
    assert problem(unknown) == (400, "invalid_request")


def test_a_closed_batch_reads_the_same_for_ever(api: httpx.Client, batch):
    before = {name: download(api, batch, name) for name in FORMATS}
    authorize(api, "10.00")
    advance(api, "48h")
    assert {name: download(api, batch, name) for name in FORMATS} == before
    assert api.get(f"/settlements/{batch['batch_id']}").json() == batch
    assert batch["checksum"]["value"] == sha256(before["csv"]).hexdigest()


def test_closing_again_under_the_same_key_closes_nothing_more(api: httpx.Client):
    authorize(api, "10.00")
    first, again = (api.post("/settlements", headers={"Idempotency-Key": "close-1"}) for _ in "12")
    assert first.status_code == again.status_code == 201
    assert again.json() == first.json()
    assert again.headers["idempotency-replayed"] == "true"
    assert len(listed(api)["batches"]) == 1


def test_lists_are_filtered_and_paged(api: httpx.Client):
    stand_still(api, MORNING)
    for currency in ("USD", "EUR", "BRL"):
        authorize(api, "10.00", currency=currency)
    advance(api, "72h")
    ids = []
    page = listed(api, limit=2)
    while True:
        ids += [batch["batch_id"] for batch in page["batches"]]
        if page["next_cursor"] is None:
            break
        page = listed(api, limit=2, cursor=page["next_cursor"])
    assert len(ids) == len(set(ids)) == 9
    assert len(listed(api, currency="EUR")["batches"]) == 3
    assert len(listed(api, business_date="2026-01-28")["batches"]) == 3
    assert len(listed(api, currency="EUR", business_date="2026-01-28")["batches"]) == 1


def test_what_cannot_be_closed_or_found_is_said(api: httpx.Client):
    stand_still(api, MORNING)
    authorize(api, "10.00")
    closed = api.post("/settlements", json={"business_date": "2026-01-26"})
    assert problem(closed) == (409, "business_date_not_open")
    assert "2026-01-27 is" in closed.json()["detail"]
    no_money = api.post("/settlements", json={"currency": "XXX"})
    assert problem(no_money) == (400, "invalid_request")
    for path in ("", "/file"):
        assert problem(api.get(f"/settlements/nobody{path}")) == (404, "settlement_not_found")
    key = api.get("/_control/settlements/nobody/answer-key")
    assert problem(key) == (404, "settlement_not_found")


def test_a_planted_break_is_in_the_file_and_in_the_key(api: httpx.Client):
    stand_still(api, MORNING)
    authorize(api, "150.00")
    plant(api, type="amount_off_by_one")
    advance(api, "24h")
    [broken] = listed(api)["batches"]
    [told] = answer_key(api, broken)
    assert (told["field"], told["expected"], told["shown"]) == ("gross", "150.00", "150.01")
    assert read_csv(download(api, broken)).lines[0].gross.to_eng_string() == told["shown"]
    authorize(api, "150.00")
    [honest] = close(api)
    assert answer_key(api, honest) == []


def test_a_file_can_be_late_or_missing(api: httpx.Client):
    stand_still(api, MORNING)
    authorize(api, "10.00")
    plant(api, type="late_file", after="2h")
    [late] = close(api)
    url = f"/settlements/{late['batch_id']}/file"
    assert late["available_at"] is None
    assert problem(api.get(url)) == (404, "settlement_file_not_found")
    advance(api, "2h")
    assert api.get(url).status_code == 200
    plant(api, type="missing_file", currency="USD")
    [missing] = close(api)
    advance(api, "10d")
    answer = api.get(f"/settlements/{missing['batch_id']}/file")
    assert problem(answer) == (404, "settlement_file_not_found")


def test_a_file_can_be_delivered_twice(api: httpx.Client):
    authorize(api, "10.00")
    plant(api, type="duplicate_file")
    first, second = close(api)
    assert download(api, first) == download(api, second)
    assert answer_key(api, first) == answer_key(api, second)
    assert api.get("/_control/invariants").status_code == 200


def test_a_sandbox_settles_by_the_terms_of_its_own_scenario(api: httpx.Client):
    mine = """
        scenario: 1
        name: mine
        settlement:
          cutoff: {time: "10:30", zone: Asia/Tokyo}
          t_plus: 0
          fees: [{markup: {percent: 2}}]
    """
    stand_still(api, "2026-01-27T01:29:59Z")
    answer = api.put("/_control/scenarios/mine", json={"source": mine})
    assert answer.status_code == 200, answer.text
    assert api.put("/_control/scenarios/active", json={"name": "mine"}).status_code == 200
    authorize(api, "50.00")
    advance(api, "1s")
    [batch] = listed(api)["batches"]
    assert (batch["business_date"], batch["value_date"]) == ("2026-01-27", "2026-01-27")
    assert (batch["fees"]["markup"], batch["payout"]) == (1, 49)
    assert read_csv(download(api, batch)).lines[0].net == 49
