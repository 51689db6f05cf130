"""What a person sees at the terminal in which a server runs."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.at_a_terminal import Screen, at_a_terminal
from tests.server_process import COMMAND, IN_MEMORY, PATIENCE_S, running

VISA = "4111111111111111"
PAYMENT = {"card_number": VISA, "amount": 0.01, "currency": "USD", "customer_name": "Maria"}
PLAIN = {"TERM": "dumb"}
"""A start that takes long shows no bar there."""


@contextmanager
def seen(
    *options: str, variables: Mapping[str, str] | None = PLAIN, width: int = 120
) -> Iterator[tuple[httpx.Client, Screen]]:
    """A server at a terminal of this width, and a client of it."""
    command = [*COMMAND, *IN_MEMORY, *options]
    with at_a_terminal(command, variables=variables, width=width) as screen:
        assert screen.process.stdout is not None
        url = screen.process.stdout.readline().split()[-1]
        with httpx.Client(base_url=url, timeout=PATIENCE_S) as client:
            yield client, screen


def test_each_request_is_a_line_with_its_outcome_and_the_rule():
    with seen() as (client, screen):
        client.post("/~checkout-7/payment", json=PAYMENT)
        client.get("/~checkout-7/nowhere")
        screen.read_until(r"nowhere.*\n")
    first, second = screen.text.splitlines()
    assert re.fullmatch(
        r"\d\d:\d\d:\d\d  checkout-7  POST /payment  201 declined insufficient_funds"
        r"  default/insufficient-funds  \d+\.\d ms",
        first,
    )
    assert "GET /nowhere  404 not_found Nothing is served at this path" in second


def test_no_secret_is_shown_and_no_character_that_moves_the_cursor():
    with seen() as (client, screen):
        client.get(f"/cards/{VISA}/%1b[2J?api_key=sk_test_secret")
        line = screen.read_until(r"GET .*\n")[0]
        client.get(f"/status/{VISA}", headers={"Authorization": "Bearer sk_test_secret"})
        screen.read_until(r"GET /status/.*\n")
    assert VISA not in screen.text
    assert "1111" in line
    assert "sk_test" not in screen.text
    assert "\x1b" not in screen.text


def test_a_fault_is_named():
    with seen() as (client, screen):
        fault = {
            "when": {"operation": "acquirer.authorize_payment"},
            "then": {"fault": {"reset": True, "effect": "committed"}},
        }
        assert client.post("/_control/outcomes", json=fault).is_success
        with pytest.raises(httpx.TransportError):
            client.post("/payment", json=PAYMENT)
        assert "  reset  " in screen.read_until(r"POST /payment.*\n")[0]


def test_a_long_path_is_cut_amid_so_that_the_line_fits():
    with seen(width=80) as (client, screen):
        client.get(f"/customers/{'x' * 200}/sources")
        line = screen.read_until(r"GET .*\n")[0]
    assert "…" in line
    assert "/sources  404" in line
    assert len(screen.text.strip()) <= 80


def test_health_checks_and_the_control_api_are_left_out():
    with seen() as (client, screen):
        for path in ("/health", "/_control/clock", "/docs"):
            client.get(path)
        client.get("/nowhere")
        screen.read_until(r"nowhere.*\n")
    assert len(screen.text.splitlines()) == 1


@pytest.mark.parametrize(
    ("variables", "begins"), [({}, "\x1b[33m201 declined"), ({"NO_COLOR": "1"}, "  201 declined")]
)
def test_colours_are_for_those_who_want_them(variables: dict[str, str], begins: str):
    with seen(variables=variables) as (client, screen):
        client.post("/payment", json=PAYMENT)
        assert begins in screen.read_until(r"POST.*\n")[0]


@pytest.mark.parametrize("options", [("--log-level", "error"), ("--request-log", "0")])
def test_lines_can_be_turned_off(options: tuple[str, ...]):
    with seen(*options) as (client, screen):
        client.get("/nowhere")
        assert screen.stop() == 0
    assert screen.text == ""


def test_outside_a_terminal_there_is_no_line():
    with running(*IN_MEMORY) as server:
        httpx.get(f"{server.url}/nowhere")
        server.stop()
        assert server.log() == ""


def test_at_the_level_info_a_request_is_told_once():
    with seen("--log-level", "info") as (client, screen):
        client.get("/nowhere")
        screen.read_until(r"404 not_found.*\n")
    assert screen.text.count("/nowhere") == 1


def test_a_scenario_that_is_saved_is_told_and_its_mistake_with_a_caret(tmp_path: Path):
    file = tmp_path / "mine.yaml"
    file.write_text("scenario: 1\nname: mine\nrules: []\n", encoding="utf-8")
    with seen("--scenario", str(file), "--scenarios", str(tmp_path)) as (client, screen):
        rule = "  - {id: one, when: {amount: 7.00}, then: {declined: lost_card}}\n"
        file.write_text(f"scenario: 1\nname: mine\nrules:\n{rule}", encoding="utf-8")
        client.post("/_control/scenarios/reload")
        told = screen.read_until(r"read .*mine.yaml again: 1 rule \(1 added\)")
        assert re.match(r"\d\d:\d\d:\d\d  read ", told.string)
        wrong = rule.replace("lost_card", "lost_crad")
        file.write_text(f"scenario: 1\nname: mine\nrules:\n{wrong}", encoding="utf-8")
        client.post("/_control/scenarios/reload")
        screen.read_until(r"mine\.yaml:4:\d+: .*lost_card.*\n +4 \| .*\n +\| +\^")
