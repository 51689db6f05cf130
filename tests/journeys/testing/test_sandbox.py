"""A test directs its sandbox: outcomes, clock, requests, records."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import httpx
import pytest
import yaml

from paydrill.testing import NotAnswered, Paydrill, PaydrillError, Refused, Sandbox
from paydrill.testing.payments import STATES
from paydrill.testing.run import sandbox_name
from tests.receiver import Answer, Receiver
from tests.server_process import PLAIN, ROOT, Server

CARD = {"card_number": "4111111111111111", "currency": "USD", "customer_name": "Ada"}
ALL_DECLINED = """\
scenario: 1
name: all-declined
rules:
  - id: no
    then: {declined: do_not_honor}
"""
PAY = "acquirer.authorize_payment"


@pytest.fixture
def make(server: Server, request: pytest.FixtureRequest) -> Callable[..., Sandbox]:
    """Makes sandboxes named after the test."""
    paydrill = Paydrill(url=server.url)
    name = sandbox_name(request.node.name, request.node.nodeid, 0)
    return lambda **begin: paydrill.fresh_sandbox(name, **begin)


@pytest.fixture
def sandbox(make: Callable[..., Sandbox]) -> Sandbox:
    return make()


def pay(sandbox: Sandbox, amount: float, key: str | None = None) -> httpx.Response:
    headers = {} if key is None else {"Idempotency-Key": key}
    body = CARD | {"amount": amount}
    return httpx.post(f"{sandbox.url}/payment", json=body, headers=headers, verify=PLAIN)


def test_it_is_reached_by_its_url_and_by_its_key(server: Server, sandbox: Sandbox):
    assert pay(sandbox, 10).status_code == 201
    assert sandbox.headers == {"Authorization": f"Bearer {sandbox.key}"}
    answer = httpx.post(
        f"{server.url}/payment", json=CARD | {"amount": 5}, headers=sandbox.headers, verify=PLAIN
    )
    assert answer.status_code == 201
    sandbox.assert_requested(PAY, count=2)


def test_the_next_calls_meet_what_was_said(sandbox: Sandbox):
    sandbox.next(on=PAY, times=2, status=503, effect="none", retry_after_s=2)
    sandbox.next(on=[PAY, "cards.create_payment"], declined="expired_card", message="No more")
    answers = [pay(sandbox, 10) for _ in range(4)]
    assert [each.status_code for each in answers] == [503, 503, 201, 201]
    assert [each.json().get("message") for each in answers[2:]] == [
        "No more",
        "Payment processed successfully",
    ]


def test_a_lost_reply_charges_once(sandbox: Sandbox):
    sandbox.next(on=PAY, reset=True, effect="committed")
    with pytest.raises(httpx.ReadError):
        pay(sandbox, 77, "order-1")
    assert pay(sandbox, 77, "order-1").json()["status"] == "captured"
    sandbox.assert_requested(PAY, count=2, headers={"Idempotency-Key": "order-*"})
    assert sandbox.total("captured", "USD") == 77
    assert sandbox.total("captured", "EUR") == 0
    lost, replayed = sandbox.requests(operation=PAY)
    assert (lost.status, lost.fault, replayed.fault) == (201, "reset", None)
    assert str(lost) == "POST /payment  201 captured  one-shot/1  fault reset"


def test_payments_are_declined_by_code(sandbox: Sandbox):
    sandbox.decline("do_not_honor", amount=Decimal("10.50"))
    sandbox.decline("expired_card", on=PAY, times=2)
    said = [pay(sandbox, amount).json().get("decline_code") for amount in (10.5, 10.5, 3, 3)]
    assert said == ["do_not_honor", "expired_card", "expired_card", None]


def test_a_word_that_no_rule_has_is_refused_in_a_sentence(sandbox: Sandbox):
    with pytest.raises(Refused, match="did you mean declined") as refused:
        sandbox.next(declned="do_not_honor")
    assert (refused.value.status, refused.value.code) == (400, "invalid_request")
    with pytest.raises(PaydrillError, match="cannot be sent as JSON"):
        sandbox.next(on={PAY: 1}, when={"amount": {1, 2}})


def test_a_scenario_decides_by_its_name_its_file_or_its_text(sandbox: Sandbox, tmp_path: Path):
    file = tmp_path / "declined.yaml"
    file.write_text(ALL_DECLINED, encoding="utf-8")
    for scenario in (ALL_DECLINED, file, str(file)):
        sandbox.scenario("default")
        assert pay(sandbox, 10).json()["status"] == "captured"
        sandbox.scenario(scenario)
        assert pay(sandbox, 10).json()["status"] == "declined"
    with pytest.raises(Refused, match="no scenario is called 'defalt'"):
        sandbox.scenario("defalt")
    with pytest.raises(Refused, match=r"/source/5:22: .*did you mean"):
        sandbox.scenario(ALL_DECLINED.replace("do_not_honor", "do_not_honour"))
    with pytest.raises(PaydrillError, match=r"nowhere\.yaml cannot be read: No such file"):
        sandbox.scenario("nowhere.yaml")


def test_it_begins_as_was_asked_and_again_after_a_reset(make: Callable[..., Sandbox]):
    sandbox = make(scenario=ALL_DECLINED, now="2030-01-01T12:00Z", seed=7)
    first = pay(sandbox, 10)
    assert first.json()["status"] == "declined"
    sandbox.advance("24h")
    sandbox.reset()
    assert sandbox.now == datetime(2030, 1, 1, 12, tzinfo=UTC)
    assert pay(sandbox, 10).json() == first.json()


def test_a_name_that_is_taken_gets_an_addition(make: Callable[..., Sandbox], sandbox: Sandbox):
    other = make(scenario="outage")
    assert re.fullmatch(f"{sandbox.name}-[0-9a-f]{{8}}", other.name)
    assert pay(sandbox, 10).status_code == 201
    other.assert_not_requested()


def test_the_clock_obeys(sandbox: Sandbox):
    sandbox.freeze("2030-01-01T00:00Z")
    sandbox.advance(timedelta(hours=36))
    assert sandbox.now == datetime(2030, 1, 2, 12, tzinfo=UTC)
    sandbox.unfreeze()
    assert sandbox.now >= datetime(2030, 1, 2, 12, tzinfo=UTC)
    sandbox.freeze()
    assert sandbox.now == sandbox.now


def test_what_was_not_asked_is_told_with_what_was(sandbox: Sandbox):
    pay(sandbox, 0.01)
    with pytest.raises(AssertionError, match=r"found none\. The nearest .* body /amount is 0\.01"):
        sandbox.assert_requested(PAY, body={"/amount": Decimal("77.5")})
    with pytest.raises(
        AssertionError, match="exactly 0 requests, found 1 request\\.\nPOST /payment  201 declined"
    ):
        sandbox.assert_not_requested(PAY)
    with pytest.raises(AssertionError, match="Did you mean POST /payment"):
        sandbox.assert_requested(path="/paymnt")
    sandbox.assert_requested(count={"max": 1})
    declined = "POST /payment  201 declined insufficient_funds  default/insufficient-funds"
    assert sandbox.traffic() == declined


def test_more_requests_and_events_than_a_page_has(sandbox: Sandbox):
    with httpx.Client(verify=PLAIN) as client:
        for value in range(1, 121):
            client.post(f"{sandbox.url}/payments", json={"value": value})
    assert [each.status for each in sandbox.requests(status="2XX")] == [201] * 120
    assert [each["amount"] for each in sandbox.events("pix.*")] == list(range(1, 121))
    assert sandbox.events("payment.*") == []
    assert len(sandbox.events(after=100)) == 20
    assert sandbox.traffic().startswith("(70 before these)\nPOST /payments  201\n")


def test_it_comes_back_to_a_snapshot(sandbox: Sandbox):
    pay(sandbox, 10)
    name = sandbox.snapshot()
    sandbox.snapshot("ten")
    pay(sandbox, 20)
    for each in (name, "ten"):
        sandbox.restore(each)
        assert sandbox.total("captured", "USD") == 10
    sandbox.check_invariants()


def test_a_pix_charge_is_paid_by_its_id_and_by_its_answer(sandbox: Sandbox):
    charge = f"{sandbox.url}/payments"
    answers = [httpx.post(charge, json={"value": v}, verify=PLAIN).json() for v in (10, 20.5, 1)]
    sandbox.pay_pix(answers[0])
    sandbox.pay_pix(answers[1]["payment"])
    sandbox.pay_pix(3)
    assert sandbox.total("pix_paid", "BRL") == Decimal("31.50")
    with pytest.raises(Refused, match="409 refused: Payment already confirmed"):
        sandbox.pay_pix(3)
    with pytest.raises(PaydrillError, match="takes the id or the answer of a charge"):
        sandbox.pay_pix({"id": 3})


def test_totals_are_those_of_the_contract(sandbox: Sandbox):
    records = yaml.safe_load((ROOT / "openapi/control/records.yaml").read_text(encoding="utf-8"))
    figures = records["components"]["schemas"]["ControlFigures"]["properties"]
    assert [each for each in figures if each != "currency"] == list(STATES)
    with pytest.raises(PaydrillError, match="'capturd' is no total; there are authorized, "):
        sandbox.total("capturd", "USD")
    with pytest.raises(PaydrillError, match="'usd' is no currency"):
        sandbox.total("captured", "usd")


def test_records_that_do_not_add_up_are_a_failure():
    class Broken(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(500)
            self.end_headers()
            self.wfile.write(b'{"code": "invariant_broken", "detail": "Broken: ledger_agrees."}')

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    with HTTPServer(("127.0.0.1", 0), Broken) as server:
        Thread(target=server.handle_request).start()
        with pytest.raises(AssertionError, match="500 invariant_broken: Broken: ledger_agrees"):
            Sandbox(f"http://127.0.0.1:{server.server_port}", "x").check_invariants()


def test_an_attempt_is_explained(sandbox: Sandbox):
    assert sandbox.explain(PAY, amount=0.01)["applied"] == ["default/insufficient-funds"]


def test_a_server_that_is_not_there():
    with pytest.raises(NotAnswered, match=r"no server answers at http://127\.0\.0\.1:9: .*refused"):
        Paydrill(url="http://127.0.0.1:9").sandbox()
    with pytest.raises(NotAnswered, match="localhost:8000 is no URL of a server"):
        Paydrill(url="localhost:8000").sandbox()
    others = Answer(404, b"<h1>Not here</h1>"), Answer(200, b"<h1>Here</h1>")
    with Receiver(others).listening() as receiver:
        nowhere = Sandbox(receiver.url, "x")
        with pytest.raises(NotAnswered, match="404, and is no Paydrill server"):
            nowhere.freeze()
        with pytest.raises(
            NotAnswered, match="does not answer as expected: the answer is not JSON"
        ):
            nowhere.advance("1h")
        assert "501, and is no Paydrill server" in nowhere.traffic()


def test_outcomes_are_for_one_call_at_least(sandbox: Sandbox):
    with pytest.raises(PaydrillError, match="times is how many calls meet it, and not 0"):
        sandbox.next(reset=True, times=0)


def test_an_answer_by_a_rule_says_of_no_fault(sandbox: Sandbox):
    sandbox.next(on="acquirer.authorize_payment", respond={"status": 503})
    told = pay(sandbox, 10)
    assert (told.status_code, told.headers["Paydrill-Rule"]) == (503, "one-shot/1")
    assert "Paydrill-Error" not in told.headers


def test_what_was_not_met_is_told_beside_the_requests(sandbox: Sandbox):
    sandbox.decline("expired_card", amount=5)
    pay(sandbox, 6)
    assert 'one-shot/1 was not met: {"when": {"amount": 5' in sandbox.traffic()
