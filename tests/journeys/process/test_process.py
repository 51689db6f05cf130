"""The server as a process: options and variables, what it says, how it stops, what it keeps."""

import html
import re
import shutil
import signal
import socket
from pathlib import Path

import httpx
import pytest

from tests.curl import curl
from tests.server_process import IN_MEMORY, ROOT, Server, refused, running, told_by

DROPPED_IN = """\
openapi: 3.0.3
info: {title: Loyalty points, version: 1.0.0}
servers: [{url: %s}]
paths:
  /points/{customer}:
    get:
      parameters:
        - {name: customer, in: path, required: true, schema: {type: string}}
      responses:
        '200':
          description: The points.
          content:
            application/json:
              schema: {type: object}
              examples:
                many: {value: {points: 7}}
                few: {value: {points: 1}}
    delete:
      operationId: loyalty.forget
      responses:
        '204': {description: Forgotten.}
"""


@pytest.fixture
def contracts(tmp_path: Path) -> Path:
    """A copy of the contracts, to be changed."""
    return Path(shutil.copytree(ROOT / "openapi", tmp_path / "openapi"))


def test_the_announcement_tells_what_is_served():
    with running(*IN_MEMORY, afresh=True) as server:
        first, *lines = server.announcement
        url = server.url
    assert re.fullmatch(r"Paydrill [0-9.]+ on http://127\.0\.0\.1:[0-9]+", first)
    told = dict(re.split(r"\s{2,}", line.strip(), maxsplit=1) for line in lines)
    assert list(told)[-3:] == ["Try", "Follow", "Script"]
    assert told.pop("Try").startswith(f"curl {url}/payment -H ")
    assert told.pop("Follow") == f"python -m paydrill tail --url {url}"
    assert told.pop("Script").startswith("python -m paydrill init ")
    assert told == {
        "Console": f"{url}/",
        "Documentation": f"{url}/docs",
        "Contracts": "Paydrill acquirer, Paydrill card payments, Paydrill control plane,"
        " Paydrill PIX, Paydrill service, Paydrill for clients of Stripe",
        "Scenario": "default",
        "Store": "memory:",
    }


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0", "::1"])  # noqa: S104 - for a moment
def test_the_announcement_has_links_that_work_and_a_call_that_pays(host: str):
    with running(*IN_MEMORY, "--host", host, afresh=True) as server:
        for line in server.announcement[:2]:
            assert httpx.get(line.split()[-1]).status_code == 200
        paid = curl(server.told("Try"), server.url)
    assert paid.json()["status"] == "captured"


def test_a_call_is_shown_that_works_with_foreign_contracts_alone(tmp_path: Path):
    contracts, scenario = tmp_path / "contracts", tmp_path / "none.yaml"
    contracts.mkdir()
    (contracts / "loyalty.yaml").write_text(DROPPED_IN % "/", encoding="utf-8")
    scenario.write_text("scenario: 1\nname: none\n", encoding="utf-8")
    options = ("--contracts", str(contracts), "--scenario", str(scenario))
    with running(*IN_MEMORY, *options, afresh=True) as server:
        assert curl(server.told("Try"), server.url).json() == {"points": 7}


def test_the_start_page_tells_of_foreign_contracts_as_they_are(tmp_path: Path):
    contracts, scenario = tmp_path / "contracts", tmp_path / "none.yaml"
    shutil.copytree(ROOT / "openapi" / "components", contracts / "components")
    for name in ("control", "service"):
        shutil.copy(ROOT / "openapi" / f"{name}.yaml", contracts)
    odd = DROPPED_IN.replace("Loyalty points", "'Loyalty <script>alert(1)</script> '").replace(
        "/points/", "/docs/"
    )
    (contracts / "lo yal & 'té'.yaml").write_text(odd % "/", encoding="utf-8")
    scenario.write_text("scenario: 1\nname: none\n", encoding="utf-8")
    options = ("--contracts", str(contracts), "--scenario", str(scenario))
    with running(*IN_MEMORY, *options, afresh=True) as server:
        page = httpx.get(server.url, headers={"Accept": "text/html"}).text
        assert "Magic amounts" not in page
        assert "Test cards" not in page
        assert "<script>" not in page
        command = re.search(r"<code>(curl [^<]+/docs/[^<]+)</code>", page)
        assert command
        assert curl(html.unescape(command[1]), server.url).json() == {"points": 7}
        for link in re.findall(r'href="(_control/[^"]+)"', page):
            assert httpx.get(f"{server.url}/{html.unescape(link)}").status_code == 200, link
        start = httpx.get(server.url).json()
        assert start["documentation"] == "/_control/docs"
        assert "lo yal & 'té'" in [each["contract"] for each in start["endpoints"]]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_cleanly_and_says_nothing(number: signal.Signals):
    with running(*IN_MEMORY, afresh=True) as server:
        assert server.stop(number) == 0
        assert server.log() == ""


def test_variables_are_options_and_options_go_first(tmp_path: Path):
    store = tmp_path / "records" / "paydrill.tinydb"
    variables = {
        "PAYDRILL_PORT": "0",
        "PAYDRILL_STORE": f"tinydb:{store}",
        "PAYDRILL_SCENARIO": "realistic",
        "PAYDRILL_CONTROL_TOKEN": "sesame",
        "PAYDRILL_LOG_LEVEL": "info",
    }
    with running("--scenario", "default", variables=variables, afresh=True) as server:
        assert server.told("Scenario") == "default"
        assert server.told("Store") == f"tinydb:{store}"
        assert httpx.get(f"{server.url}/_control/clock").status_code == 401
        assert "GET /health" in server.log()
    assert store.exists()


def test_every_response_has_one_date():
    with running(*IN_MEMORY, afresh=True) as server:
        for path in ("/health", "/docs", "/openapi/cards.json", "/docs/nowhere", "/nowhere"):
            response = httpx.get(f"{server.url}{path}")
            assert len(response.headers.get_list("date")) == 1, path


def test_help_names_every_option_and_its_default():
    told = told_by("--help")
    for option in ("host", "port", "store", "scenario", "contracts", "seed", "control-token"):
        assert f"--{option} " in told
    assert "127.0.0.1" in told
    assert "[default: 8000" in told


def test_version_is_told():
    assert re.fullmatch(r"[0-9]+\.[0-9]+\.[0-9]+\n", told_by("--version"))


def test_an_unknown_level_is_refused_with_the_known_ones():
    code, lines = refused(*IN_MEMORY, "--log-level", "loud")
    assert code == 2
    assert "'debug', 'info', 'warning', 'error'" in lines[-1]


def test_the_same_seed_gives_the_same_ids_in_another_process():
    def first_id(seed: str) -> str:
        with running(*IN_MEMORY, "--seed", seed, afresh=True) as server:
            return charge(server)["bank_payment_id"]

    assert first_id("7") == first_id("7") != first_id("8")


def test_records_survive_a_restart(tmp_path: Path):
    store = ("--port", "0", "--store", f"tinydb:{tmp_path / 'paydrill.tinydb'}")
    clock = {"now": "2026-01-27T12:00:00Z", "frozen": True}
    key = {"Idempotency-Key": "k"}
    with running(*store, afresh=True) as server:
        httpx.put(f"{server.url}/_control/clock", json=clock)
        made = charge(server)
        elsewhere = charge(server, "/~other")
        first = httpx.post(f"{server.url}/payments", json={"value": 20}, headers=key)
        assert server.stop() == 0
    with running(*store, afresh=True) as server:
        assert shown(server, made) == made
        assert shown(server, elsewhere, "/~other") == elsewhere
        assert httpx.get(f"{server.url}/_control/clock").json()["now"] == "2026-01-27T12:00:00.000Z"
        again = httpx.post(f"{server.url}/payments", json={"value": 20}, headers=key)
        assert again.headers["idempotency-replayed"] == "true"
        assert again.content == first.content
        assert charge(server)["id"] == 3


def test_a_scenario_edited_to_decline_an_amount_declines_it(tmp_path: Path):
    rule = (
        "rules:\n"
        "  - id: the-answer\n"
        "    when: {amount: 42.42}\n"
        "    then: {declined: do_not_honor, message: Not today}\n"
    )
    default = (ROOT / "scenarios" / "default.yaml").read_text(encoding="utf-8")
    assert default.count("rules:\n") == 1
    edited = tmp_path / "default.yaml"
    edited.write_text(default.replace("rules:\n", rule), encoding="utf-8")
    with running(*IN_MEMORY, "--scenario", str(edited), afresh=True) as server:
        declined, approved = (authorize(server, amount) for amount in (42.42, 42.43))
    assert declined["status"] == "declined"
    assert (declined["decline_code"], declined["message"]) == ("do_not_honor", "Not today")
    assert approved["status"] == "captured"


@pytest.mark.parametrize("base_path", ["/", "/loyalty"])
def test_a_contract_without_handlers_is_answered_from_its_examples(contracts: Path, base_path: str):
    (contracts / "loyalty.yaml").write_text(DROPPED_IN % base_path, encoding="utf-8")
    with running(*IN_MEMORY, "--contracts", str(contracts), afresh=True) as server:
        url = f"{server.url}{base_path.rstrip('/')}/points/cust_1"
        points = httpx.get(url)
        assert (points.status_code, points.json()) == (200, {"points": 7})
        forgotten = httpx.delete(url)
        assert (forgotten.status_code, forgotten.content) == (204, b"")
        assert httpx.post(url).status_code == 405
        assert charge(server)["status"] == "active"
        assert httpx.get(f"{server.url}/openapi/loyalty.json").status_code == 200
        assert any("Loyalty points" in line for line in server.announcement)


def test_a_taken_port_is_told_in_one_line():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        code, lines = refused("--port", str(port), "--store", "memory:")
    assert code == 2
    assert len(lines) == 1
    assert f"127.0.0.1:{port}" in lines[0]


def charge(server: Server, prefix: str = "") -> dict[str, object]:
    answer = httpx.post(f"{server.url}{prefix}/payments", json={"value": 10})
    assert answer.status_code == 201
    made: dict[str, object] = answer.json()["payment"]
    return made


def shown(server: Server, made: dict[str, object], prefix: str = "") -> dict[str, object]:
    url = f"{server.url}{prefix}/payments/pix/{made['id']}"
    found: dict[str, object] = httpx.get(url, headers={"Accept": "application/json"}).json()
    return found


def authorize(server: Server, amount: float) -> dict[str, object]:
    body = {
        "card_number": "4111111111111111",
        "amount": amount,
        "currency": "USD",
        "customer_name": "Maria Oliveira",
    }
    made: dict[str, object] = httpx.post(f"{server.url}/payment", json=body).json()
    return made
