"""Suites of others, run by pytest with the plugin, each in a process of its own."""

import re
import subprocess
import sys
from pathlib import Path
from socket import create_connection
from textwrap import dedent

import pytest

from tests.server_process import PATIENCE_S, ROOT, Server, environment

PLUGIN = ("-p", "paydrill.testing.plugin", "-p", "no:cacheprovider")
URL = re.compile(r"http://127\.0\.0\.1:(\d+)")
XDIST = ("-p", "xdist.plugin", "-n", "4")
SHOP = '''
    import httpx
    import pytest

    CARD = {"card_number": "4111111111111111", "currency": "USD", "customer_name": "Ada"}

    class Shop:
        """An application that tries again, under the same key, when an answer is lost."""

        def __init__(self, url):
            self.url = url

        def checkout(self, amount, retries=1):
            body, headers = CARD | {"amount": amount}, {"Idempotency-Key": f"order-{amount}"}
            try:
                return httpx.post(f"{self.url}/payment", json=body, headers=headers).json()
            except httpx.TransportError:
                assert retries
                return self.checkout(amount, retries - 1)

    @pytest.fixture
    def shop(paydrill):
        return Shop(paydrill.url)
'''


BOOKS = """
openapi: 3.1.0
info: {title: Books, version: "1"}
paths:
  /books:
    get:
      operationId: listBooks
      responses: {"200": {description: All.}}
"""


class Suite:
    """A folder with somebody's tests."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.write("conftest.py", SHOP)

    def write(self, name: str, text: str) -> None:
        (self.folder / name).parent.mkdir(exist_ok=True)
        (self.folder / name).write_text(dedent(text), encoding="utf-8")

    def begin(self, *options: str) -> subprocess.Popen[str]:
        """Start its run; no other plugin is loaded than those that are named."""
        inherited = {k: v for k, v in environment(None).items() if not k.startswith("PYTEST_")}
        return subprocess.Popen(
            [sys.executable, "-m", "pytest", *PLUGIN, *options],
            cwd=self.folder,
            stdin=subprocess.PIPE,
            env=inherited | {"PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, *options: str, ends: int = 0, **counts: int) -> str:
        """What its run prints, which ends with this code and these counts."""
        with self.begin(*options) as process:
            told, _ = process.communicate(timeout=PATIENCE_S)
        assert process.returncode == ends, told
        found = {word: int(n) for n, word in re.findall(r"(\d+) (\w+)", told.splitlines()[-1])}
        assert {word: n for word, n in found.items() if word in counts} == counts, told
        return told


@pytest.fixture
def suite(tmp_path: Path) -> Suite:
    return Suite(tmp_path)


def test_on_a_server_that_runs(suite: Suite, server: Server):
    suite.write(
        "test_shop.py",
        """
        import pytest

        @pytest.mark.paydrill(scenario="outage", now="2030-01-01T12:00Z", seed=7)
        def test_begins_as_it_is_marked(paydrill):
            assert str(paydrill.now) == "2030-01-01 12:00:00+00:00"
            assert paydrill.explain("acquirer.authorize_payment")["scenario"] == "outage"

        @pytest.mark.parametrize("amount", [1, 2])
        def test_twins(paydrill, paydrill_sandbox, shop, amount):
            assert shop.checkout(amount)["status"] == "captured"
            assert paydrill.total("captured", "USD") == amount
            paydrill_sandbox(seed=7).assert_not_requested()

        def test_waits_for_webhooks(paydrill_webhooks, shop):
            shop.checkout(5)
            assert paydrill_webhooks.wait_for("payment.approved").body["amount"] == 5

        def test_fails(paydrill, shop):
            paydrill.next(on="acquirer.authorize_payment", reset=True, effect="none")
            shop.checkout(0.01)
            paydrill.assert_not_requested()
        """,
    )
    for _ in range(2):
        told = suite.run("--paydrill-url", server.url, "-W", "error", ends=1, passed=4, failed=1)
        assert "AssertionError: Expected exactly 0 requests, found 2 requests." in told
        shown = told.partition("--- Paydrill requests of test-fails-")[2].splitlines()[1:3]
        assert shown == [
            "POST /payment  201 captured  one-shot/1  fault reset",
            "POST /payment  201 declined insufficient_funds  default/insufficient-funds",
        ]
        assert "\npaydrill: " in told
    server_told = suite.run("--paydrill-url", "http://127.0.0.1:9", ends=1, errors=5)
    assert "NotAnswered: no server answers at http://127.0.0.1:9: " in server_told


def test_a_marker_that_says_something_else_is_told(suite: Suite, server: Server):
    suite.write(
        "test_shop.py",
        """
        import pytest

        @pytest.mark.paydrill(scenaro="outage")
        def test_begins_as_it_is_marked(paydrill):
            pass
        """,
    )
    told = suite.run("--paydrill-url", server.url, ends=1, error=1)
    assert "paydrill takes scenario, now, seed, frozen, not scenaro" in told
    told = suite.run("--paydrill-fail-under", "101", ends=4)
    assert "--paydrill-fail-under takes 0 to 100, not 101" in told


def test_a_failing_handler_is_seen_in_the_report(suite: Suite):
    suite.write("openapi/books.yaml", BOOKS)
    suite.write("handlers/books.py", "def list_books(sandbox): return 1 / 0")
    suite.write(
        "test_books.py",
        """
        from urllib.request import urlopen

        def test_lists(paydrill):
            urlopen(f"{paydrill.url}/books")
        """,
    )
    suite.write("pytest.ini", "[pytest]")
    told = suite.run(ends=1, failed=1)
    assert "ZeroDivisionError" in told.partition("--- Paydrill log")[2]


def test_four_at_once_share_a_server_and_nothing_else(suite: Suite):
    suite.write(
        "test_charges.py",
        """
        import httpx
        import pytest

        @pytest.mark.parametrize("value", range(1, 25))
        def test_alone(paydrill, paydrill_server, value):
            made = httpx.post(f"{paydrill.url}/payments", json={"value": value}).json()
            assert made["payment"]["id"] == 1
            paydrill.assert_requested("pix.create_payment", count=1)
            with open("urls.txt", "a") as urls:
                print(paydrill_server.url, paydrill.name, file=urls)
        """,
    )
    options = ("--paydrill-fail-under", "0.1", "--paydrill-junit", "met.xml")
    told = suite.run(*XDIST, *options, passed=24)
    assert re.search(r"^paydrill: 1 of \d+ documented answers met, 0\.\d %$", told, re.MULTILINE)
    met = (suite.folder / "met.xml").read_text(encoding="utf-8")
    assert '<testcase classname="pix.create_payment" name="201" />' in met
    used = (suite.folder / "urls.txt").read_text(encoding="utf-8").split()
    assert len(set(used[::2])) == 1
    assert len(set(used[1::2])) == 24


def test_of_any_contract_by_the_settings_of_a_project(suite: Suite):
    suite.write(
        "pytest.ini",
        """
        [pytest]
        paydrill_contracts = contracts/orders.yaml
        paydrill_args = --unknown-ids 404
        paydrill_check_invariants = true
        """,
    )
    (suite.folder / "contracts").mkdir()
    (suite.folder / "contracts" / "orders.yaml").symlink_to(ROOT / "gallery" / "orders.yaml")
    suite.write(
        "test_orders.py",
        """
        import httpx

        def test_an_order_is_unknown(paydrill):
            order = f"{paydrill.url}/v2/orders/5HU66503MG287209P"
            answer = httpx.get(order, headers=paydrill.headers)
            assert answer.status_code == 404
            paydrill.assert_requested("showOrder", status=404)
        """,
    )
    told = suite.run("--paydrill-fail-under", "90", ends=1, passed=1)
    assert "paydrill: --paydrill-fail-under 90 asks for more" in told


def test_without_a_test_that_uses_it_no_server_is_started(suite: Suite):
    suite.write("test_else.py", "def test_else(): pass\n")
    assert "paydrill:" not in suite.run("--paydrill-url", "http://127.0.0.1:9", passed=1)
    told = suite.run("--paydrill-fail-under", "1", ends=1, passed=1)
    assert "paydrill: no test has used it, so that --paydrill-fail-under fails" in told


def test_options_that_contradict_each_other(suite: Suite):
    options = ("--paydrill-url", "http://127.0.0.1:9", "--paydrill-contract", "shop.yaml")
    with suite.begin(*options) as process:
        told, _ = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == pytest.ExitCode.USAGE_ERROR
    assert "ERROR: --paydrill-url is for a server that runs already" in told


def test_a_server_that_cannot_start_is_an_error_of_each_test(suite: Suite):
    suite.write("test_it.py", "def test_1(paydrill): pass\ndef test_2(paydrill): pass\n")
    told = suite.run("--paydrill-args", "--smples full", ends=1, errors=2)
    assert "paydrill serve: No such option '--smples'. Did you mean '--samples'?" in told


def test_a_killed_run_leaves_no_server(suite: Suite):
    suite.write(
        "test_waits.py",
        """
        import sys

        def test_waits(paydrill_server):
            print(paydrill_server.url, flush=True)
            sys.stdin.read()
        """,
    )
    with suite.begin("-s") as run:
        assert run.stdout is not None
        found = next(filter(None, (URL.search(line) for line in run.stdout)))
        with create_connection(("127.0.0.1", int(found[1])), PATIENCE_S) as client:
            run.kill()
            assert client.recv(1) == b""
