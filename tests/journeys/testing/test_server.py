"""A server of any contract is started for tests."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from paydrill.testing import Paydrill, PaydrillError, Refused, WebhookReceiver
from tests.journeys.pushes.pushing_shop import CONTRACT
from tests.server_process import PLAIN, ROOT

SHOP = ROOT / "gallery" / "orders.yaml"
AMOUNT = {"currency_code": "EUR", "value": "42.00"}
ORDER = {"intent": "CAPTURE", "purchase_units": [{"amount": AMOUNT}]}


@pytest.fixture(scope="module")
def orders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Paydrill]:
    """A server of contracts that are not Paydrill's own, guarded by a token."""
    pushing = tmp_path_factory.mktemp("contracts") / "pushing.yaml"
    pushing.write_text(CONTRACT, encoding="utf-8")
    with Paydrill(contracts=[SHOP, pushing], control_token="sesame", samples="full") as started:
        yield started


def order(url: str) -> httpx.Response:
    return httpx.post(
        f"{url}/v2/orders", json=ORDER, headers={"Authorization": "Bearer any"}, verify=PLAIN
    )


def test_any_contract_is_directed(orders: Paydrill):
    sandbox = orders.sandbox(seed=7)
    sandbox.next(on="createOrder", respond={"status": 422})
    assert [order(sandbox.url).status_code for _ in range(2)] == [422, 201]
    sandbox.next(on="createOrder", reset=True, effect="none")
    with pytest.raises(httpx.ReadError):
        order(sandbox.url)
    sandbox.assert_requested("createOrder", count=3, body={"/intent": "CAPTURE"})
    assert [each["type"] for each in sandbox.events()] == ["order.created"]
    sandbox.check_invariants()
    assert orders.coverage()["totals"]["answers"]["met"] == 2


def test_webhooks_of_any_contract_are_received(orders: Paydrill):
    sandbox = orders.sandbox()
    with WebhookReceiver(sandbox) as receiver:
        made = httpx.post(f"{sandbox.url}/v1/payments", json={"amount": 5}, verify=PLAIN).json()
        sandbox.send_webhook("payment.paid", about=made["id"])
        assert receiver.wait_for("payment.paid").body["data"] == {"object": made}
    with pytest.raises(Refused, match=r"payment\.paid"):
        sandbox.send_webhook("payment.pad")


def test_what_is_for_payments_says_so(orders: Paydrill):
    sandbox = orders.sandbox("mine")
    for call in (
        lambda: sandbox.decline("do_not_honor"),
        lambda: sandbox.total("captured", "USD"),
        lambda: sandbox.pay_pix(1),
    ):
        with pytest.raises(
            PaydrillError, match=r"is for Paydrill's own .*pix, and .* serves orders"
        ):
            call()
    with pytest.raises(PaydrillError, match="A sandbox of this name exists already"):
        orders.sandbox("mine")


def test_a_server_that_cannot_start_says_why():
    with pytest.raises(PaydrillError, match=r"2 before it answered:\npaydrill serve: .*--samples"):
        Paydrill(smples="full").__enter__()


def test_a_server_that_runs_takes_no_options():
    with pytest.raises(PaydrillError, match="runs already: contracts and options"):
        Paydrill(url="http://127.0.0.1:9", samples="full")
    with pytest.raises(PaydrillError, match="The server is not started"):
        Paydrill().sandbox()


def test_a_token_is_no_argument_that_others_can_see(orders: Paydrill):
    assert orders._process is not None
    assert "sesame" not in " ".join(map(str, orders._process.args))
    with pytest.raises(PaydrillError, match="goes into PAYDRILL_CONTROL_TOKEN"):
        Paydrill(arguments=["--control-token", "sesame"])


def test_settings_of_a_project_do_not_disturb_it(tmp_path: Path):
    settings = 'workers = 2\ntls-self-signed = true\nstore = "tinydb:x.tinydb"\n'
    (tmp_path / "paydrill.toml").write_text(settings, encoding="utf-8")
    with Paydrill(contracts=str(SHOP), folder=tmp_path) as server:
        assert "orders" in [each["name"] for each in server.control().contracts()]
    assert [each.name for each in tmp_path.iterdir()] == ["paydrill.toml"]
