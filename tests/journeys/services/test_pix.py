"""PIX: the document's examples, the page and the QR code, confirmation and return."""

import re
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import Any

import httpx
import pytest
import zxingcpp
from PIL import Image

from tests.journeys.pix_charges import UNKNOWN, charged, confirm, shown
from tests.journeys.shopping import JSON, UUID, stand_still

CREATED = "2025-04-08T15:15:25Z"


def said(answer: httpx.Response) -> tuple[int, bytes]:
    """Status and exact bytes of an answer that is a message."""
    assert answer.headers["content-type"] == "application/json"
    return answer.status_code, answer.content


def test_the_documents_smallest_request_is_a_charge(api: httpx.Client):
    answer = api.post("/payments", content=b'{\n    "value": 10.00\n}', headers=JSON)
    assert answer.status_code == 201
    assert answer.json()["message"] == "The payment has been created"
    assert answer.json()["payment"]["value"] == 10


def test_the_documents_answer_comes_back(api: httpx.Client):
    stand_still(api, CREATED)
    for value in (1, 2, 3, 4, 5):
        charged(api, value)
    answer = api.post("/payments", json={"value": 254.3})
    charge = answer.json()["payment"]
    bank_payment_id = charge["bank_payment_id"]
    assert re.fullmatch(UUID, bank_payment_id)
    assert re.fullmatch("[a-zA-Z0-9]{26,35}", charge["txid"])
    assert answer.json() == {
        "message": "The payment has been created",
        "payment": {
            "bank_payment_id": bank_payment_id,
            "expiration_date": "Tue, 08 Apr 2025 15:45:25 GMT",
            "id": 6,
            "paid": False,
            "qr_code": f"qr_code_payment_{bank_payment_id}",
            "value": 254.3,
            "br_code": charge["br_code"],
            "txid": charge["txid"],
            "status": "active",
            "description": None,
            "end_to_end_id": None,
            "amount_returned": 0,
            "returns": [],
        },
    }
    assert shown(api, charge) == charge


def test_a_confirmed_charge_is_paid(api: httpx.Client):
    stand_still(api, CREATED)
    charge = charged(api)
    answer = confirm(api, charge["bank_payment_id"])
    assert answer.status_code == 200
    assert answer.json() == {"message": "The payment has been confirmed"}
    paid = shown(api, charge)
    assert (paid["paid"], paid["status"]) == (True, "confirmed")
    assert re.fullmatch("E[0-9]{8}202504081515[0-9a-zA-Z]{11}", paid["end_to_end_id"])


@pytest.mark.parametrize("value", [254.31, 0.01, 254])
def test_another_value_confirms_nothing(api: httpx.Client, value: float):
    charge = charged(api)
    answer = confirm(api, charge["bank_payment_id"], value)
    assert said(answer) == (400, b'{"message": "Invalid payment data"}')
    assert shown(api, charge) == charge


@pytest.mark.parametrize(
    "body",
    [
        {"value": 254.3},
        {"bank_payment_id": UNKNOWN},
        {},
        {"bank_payment_id": UNKNOWN, "value": "254.3"},
        {"bank_payment_id": 7, "value": 254.3},
    ],
)
def test_a_confirmation_with_a_field_missing_or_wrong(api: httpx.Client, body: dict[str, Any]):
    answer = api.post("/payments/pix/confirmation", json=body)
    assert said(answer) == (400, b'{"message": "Invalid payment data"}')


def test_a_charge_nobody_knows_cannot_be_confirmed(api: httpx.Client):
    assert said(confirm(api, UNKNOWN)) == (404, b'{"message": "Payment not found"}')


def test_a_charge_is_confirmed_once(api: httpx.Client):
    charge = charged(api)
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: confirm(api, charge["bank_payment_id"]), range(20)))
    assert sorted(answer.status_code for answer in answers) == [200, *[409] * 19]
    again = confirm(api, charge["bank_payment_id"])
    assert said(again) == (409, b'{"message": "Payment already confirmed"}')


@pytest.mark.parametrize(
    ("more", "in_time", "too_late"), [({}, "29m", "1m"), ({"expires_in_s": 60}, "59s", "1s")]
)
def test_a_charge_expires(api: httpx.Client, more: dict[str, int], in_time: str, too_late: str):
    stand_still(api, CREATED)
    charge, paid = charged(api, **more), charged(api, **more)
    api.post("/_control/clock/advance", json={"by": in_time})
    assert confirm(api, paid["bank_payment_id"]).status_code == 200
    assert shown(api, charge)["status"] == "active"
    api.post("/_control/clock/advance", json={"by": too_late})
    assert said(confirm(api, charge["bank_payment_id"])) == (409, b'{"message": "Payment expired"}')
    assert shown(api, charge)["status"] == "expired"
    assert shown(api, paid)["status"] == "confirmed"


def test_the_png_scans_to_the_br_code(api: httpx.Client):
    charge = charged(api)
    answer = api.get(f"/payments/pix/qr_code/{charge['qr_code']}.png")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    [code] = zxingcpp.read_barcodes(Image.open(BytesIO(answer.content)))
    assert code.text == charge["br_code"]
    assert "5406254.30" in code.text


def test_the_svg_is_an_image(api: httpx.Client):
    charge = charged(api)
    answer = api.get(f"/payments/pix/qr_code/{charge['qr_code']}.svg")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert "<svg" in answer.text
    other = api.get(f"/payments/pix/qr_code/{charged(api)['qr_code']}.svg")
    assert other.content != answer.content


def test_only_charges_have_qr_codes(api: httpx.Client):
    unknown = api.get(f"/payments/pix/qr_code/qr_code_payment_{UNKNOWN}.png")
    assert unknown.status_code == 404
    assert unknown.json().keys() == {"message"}
    not_a_name = api.get("/payments/pix/qr_code/passwords.txt")
    assert said(not_a_name) == (400, b'{"message": "Invalid file name"}')


def test_people_see_a_page_that_changes_when_the_charge_is_paid(api: httpx.Client):
    charge = charged(api, description="Pedido 12345")
    page = f"/payments/pix/{charge['id']}"
    html = api.get(page, headers={"Accept": "text/html,*/*;q=0.8"})
    assert html.status_code == 200
    assert html.headers["content-type"].startswith("text/html")
    assert charge["br_code"] in html.text
    assert "Pedido 12345" in html.text
    confirm(api, charge["bank_payment_id"])
    assert charge["br_code"] not in api.get(page, headers={"Accept": "text/html"}).text


def test_a_charge_nobody_knows_is_a_404_for_people_and_for_programs(api: httpx.Client):
    people = api.get("/payments/pix/9", headers={"Accept": "text/html"})
    assert people.status_code == 404
    assert people.headers["content-type"].startswith("text/html")
    assert "not found" in people.text.lower()
    programs = api.get("/payments/pix/9", headers={"Accept": "application/json"})
    assert said(programs) == (404, b'{"message": "Payment not found"}')


def test_a_charge_is_not_shown_in_what_nobody_documented(api: httpx.Client):
    charge = charged(api)
    answer = api.get(f"/payments/pix/{charge['id']}", headers={"Accept": "application/xml"})
    assert answer.status_code == 406
    assert answer.json().keys() == {"message"}


def test_a_return_has_an_id_of_its_own_and_leaves_the_rest(api: httpx.Client):
    stand_still(api, CREATED)
    charge = charged(api)
    confirm(api, charge["bank_payment_id"])
    path = f"/payments/pix/{charge['id']}/refund"
    answer = api.post(path, json={"value": 54.3})
    made = answer.json()
    assert answer.status_code == 200
    assert re.fullmatch("D[0-9]{8}202504081515[0-9a-zA-Z]{11}", made["return_id"])
    assert (made["value"], made["status"]) == (54.3, "returned")
    assert made["bank_payment_id"] == charge["bank_payment_id"]
    assert (shown(api, charge)["amount_returned"], shown(api, charge)["status"]) == (
        54.3,
        "confirmed",
    )
    before = shown(api, charge)
    assert api.post(path, json={"value": 200.01}).status_code == 400
    assert shown(api, charge) == before
    assert api.post(path).json()["value"] == 200
    assert (shown(api, charge)["status"], shown(api, charge)["paid"]) == ("returned", True)
    assert api.post(path).status_code == 400


def test_only_a_paid_charge_is_given_back(api: httpx.Client):
    charge = charged(api)
    answer = api.post(f"/payments/pix/{charge['id']}/refund")
    assert answer.status_code == 400
    assert answer.json().keys() == {"message"}
    unknown = api.post("/payments/pix/9/refund")
    assert said(unknown) == (404, b'{"message": "Payment not found"}')
    invalid = api.post(f"/payments/pix/{charge['id']}/refund", json={"value": 0})
    assert said(invalid) == (400, b'{"message": "Invalid value"}')


def test_a_charge_is_withdrawn_by_its_payee_once(api: httpx.Client):
    charge = charged(api)
    path = f"/payments/pix/{charge['id']}"
    answer = api.patch(path, json={"status": "removed"})
    assert (answer.status_code, answer.json()) == (200, {"message": "The payment has been removed"})
    assert shown(api, charge)["status"] == "removed"
    assert "This charge was withdrawn" in api.get(path, headers={"Accept": "text/html"}).text
    paid = confirm(api, charge["bank_payment_id"])
    assert said(paid) == (409, b'{"message": "Payment removed"}')
    again = api.patch(path, json={"status": "removed"})
    assert said(again) == (409, b'{"message": "Only an active payment can be removed"}')
    assert api.patch(path, json={"status": "confirmed"}).status_code == 400


def test_a_return_is_under_way_until_the_bank_agrees(api: httpx.Client):
    stand_still(api, CREATED)
    api.put("/_control/scenarios/active", json={"name": "review-desk"}).raise_for_status()
    charge = api.post("/payments", json={"value": 600}).json()["payment"]
    api.post(
        "/payments/pix/confirmation",
        json={"bank_payment_id": charge["bank_payment_id"], "value": 600},
    ).raise_for_status()
    made = api.post(f"/payments/pix/{charge['id']}/refund")
    assert made.headers["paydrill-rule"] == "review-desk/large-return"
    assert made.json()["status"] == "returning"
    assert shown(api, charge)["returns"] == [made.json()]
    api.post("/_control/clock/advance", json={"by": "30s"}).raise_for_status()
    (returned,) = shown(api, charge)["returns"]
    assert (returned["status"], shown(api, charge)["status"]) == ("returned", "returned")
