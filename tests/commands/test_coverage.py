"""`paydrill coverage` against a running server."""

import httpx
import pytest
from lxml import etree

from tests.commands.terminal import NOBODY, fails, run
from tests.server_process import IN_MEMORY, running


@pytest.fixture(scope="module")
def url():
    """A server that has been paid once, and refused a payment, in a sandbox."""
    with running(*IN_MEMORY, "--control-token", "hush") as server:
        order = {"card_number": "4111111111111111", "amount": 0.01, "currency": "USD"}
        for body in (order | {"customer_name": "Ada"}, order):
            httpx.post(f"{server.url}/~till/payment", json=body)
        hush = {"Authorization": "Bearer hush"}
        made = httpx.post(f"{server.url}/_control/sandboxes", json={"name": "idle"}, headers=hush)
        assert made.status_code == 201
        yield server.url


@pytest.fixture(autouse=True)
def _token(monkeypatch):
    monkeypatch.setenv("PAYDRILL_CONTROL_TOKEN", "hush")


def line_of(output, name):
    """The cells of the line that is about something."""
    [line] = [line for line in output.splitlines() if line.startswith(f"{name} ")]
    return line.split()[1:]


def test_a_table_says_what_was_met_and_what_was_not(url):
    done = run("coverage", "--url", url)
    assert done.exit_code == 0, done.output
    assert line_of(done.output, "acquirer.authorize_payment")[:2] == ["201", "400"]
    assert line_of(done.output, "default/insufficient-funds") == ["once"]
    assert line_of(done.output, "default/manual-review") == ["never"]
    assert "rules: 1 of 45, 2.2 %" in done.output


def test_one_sandbox_or_one_contract_can_be_looked_at_alone(url):
    idle = run("coverage", "--url", url, "--sandbox", "idle", "--contract", "acquirer").output
    assert line_of(idle, "acquirer.authorize_payment")[:2] == ["201", "400"]
    assert "answers: 0 of " in idle
    assert "cards." not in idle
    assert "left out: cards, control, pix, service, stripe (--contract" in idle
    busy = run("coverage", "--url", url, "--sandbox", "till", "--contract", "acquirer").output
    assert "answers: 2 of " in busy


def test_the_url_may_name_the_sandbox(url):
    busy = run("coverage", "--url", f"{url}/~till", "--contract", "acquirer")
    assert "answers: 2 of " in busy.output
    same = run("coverage", "--url", f"{url}/~till/", "--sandbox", "till", "--contract", "acquirer")
    assert same.output == busy.output
    fails(run("coverage", "--url", f"{url}/~till", "--sandbox", "idle"), 2, "till and --sandbox")


def test_a_sandbox_that_is_not_there_is_told(url):
    fails(run("coverage", "--url", url, "--sandbox", "nope"), 2, f"no sandbox nope at {url}")
    fails(run("coverage", "--url", f"{url}/~nope"), 2, f"no sandbox nope at {url}")
    fails(run("coverage", "--url", url, "--sandbox", "nope"), 2, "no request was carried out in it")
    assert run("coverage", "--url", url, "--sandbox", "default").exit_code == 0


def test_a_name_that_no_sandbox_can_have_is_told_in_the_options_words(url):
    done = run("coverage", "--url", url, "--sandbox", "Nope")
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
    assert "--sandbox: 'Nope' is no sandbox's name" in done.stderr
    fails(run("coverage", "--url", f"{url}/~Nope"), 2, "--url: 'Nope' is no sandbox's name")


@pytest.mark.parametrize(
    "options",
    [("--contract", "pix,acquirer"), ("--contract", "pix", "--contract", "acquirer")],
    ids=["by comma", "repeated"],
)
def test_several_contracts_can_be_looked_at(url, options):
    done = run("coverage", "--url", url, *options).output
    assert "left out: cards, control, service, stripe (--contract" in done
    assert {line.partition(".")[0] for line in done.splitlines() if "." in line.split(" ")[0]} == {
        *("acquirer", "pix")
    }


def test_the_server_s_own_operations_count_only_where_they_are_named(url):
    usual = run("coverage", "--url", url).output
    assert "left out: control, service (--contract" in usual
    assert "control." not in usual
    assert "control.get_coverage" in run("coverage", "--url", url, "--contract", "control").output


def test_a_gate_ends_with_1_when_too_little_was_met(url):
    assert run("coverage", "--url", url, "--fail-under", "0").exit_code == 0
    done = run("coverage", "--url", url, "--fail-under", "25.1", "--with-faults")
    assert done.exit_code == 1
    assert "1 of 45 rules met: 2.2 %, and 25.1 % are asked for" in done.stderr
    assert run("coverage", "--url", url, "--fail-under", "2.2").stderr.count("\n") == 1


def test_junit_has_a_failure_for_what_was_not_met(url, tmp_path):
    file = tmp_path / "coverage.xml"
    done = run("coverage", "--url", url, "--junit", file)
    assert done.exit_code == 0, done.output
    suites = {suite.get("name"): suite for suite in etree.parse(file).getroot()}
    assert (suites["rules"].get("tests"), suites["rules"].get("failures")) == ("45", "44")


def test_what_cannot_be_asked_or_written_is_told_in_a_line(url, tmp_path, monkeypatch):
    fails(run("coverage", "--url", NOBODY), 2, f"no server answers at {NOBODY}: ")
    fails(run("coverage", "--url", url, "--contract", "x"), 2, "404 contract_not_found: ")
    missing = tmp_path / "missing" / "coverage.xml"
    done = run("coverage", "--url", url, "--junit", missing)
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
    monkeypatch.delenv("PAYDRILL_CONTROL_TOKEN")
    fails(run("coverage", "--url", url), 2, "401 control_token_required: ")
