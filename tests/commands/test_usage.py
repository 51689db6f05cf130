"""What `paydrill` says to wrong options, unknown variables, and outside of its environment."""

import importlib
import subprocess
import sys

import click
import pytest

from paydrill.cli import COMMANDS, usage
from paydrill.cli.options import variables
from tests.commands.terminal import NOBODY, run
from tests.server_process import ROOT, environment

PIX = f"{ROOT}/openapi/pix.yaml"
OPERATION = ("explain", "--operation", "cards.create_payment")


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["chek"], "paydrill: No such command 'chek'. Did you mean 'check'?"),
        (["--foo"], "paydrill: No such option '--foo'; see paydrill --help"),
        (["check", "--foo"], "paydrill check: No such option '--foo'; see paydrill check --help"),
        (
            ["check", "--contracts", "nowhere"],
            "paydrill check: --contracts: Directory 'nowhere' does not exist",
        ),
        (
            ["check", "--contracts", f"{ROOT}/opneapi"],
            (
                f"paydrill check: --contracts: Directory '{ROOT}/opneapi' does not exist;"
                f" did you mean {ROOT}/openapi?"
            ),
        ),
        (
            ["check", f"{ROOT}/opneapi/crads.yaml"],
            (
                f"paydrill check: {ROOT}/opneapi/crads.yaml: is not there;"
                f" did you mean {ROOT}/openapi/cards.yaml?"
            ),
        ),
        (
            [
                "check",
                "--overlay",
                f"{ROOT}/overlay/striep.overlay.yaml",
                f"{ROOT}/openapi/pix.yaml",
            ],
            (
                f"paydrill check: {ROOT}/overlay/striep.overlay.yaml: is not there;"
                f" did you mean {ROOT}/overlays/stripe.overlay.yaml?"
            ),
        ),
        (
            ["scenarios", "--scenarios", f"{ROOT}/server.py"],
            f"paydrill scenarios: --scenarios: Directory '{ROOT}/server.py' is a file",
        ),
        (
            ["scenarios", "--contracts", f"{ROOT}/scenarios/include"],
            f"paydrill scenarios: --contracts: Directory '{ROOT}/scenarios/include' does not exist",
        ),
        (
            [*OPERATION, "--amount", "x"],
            "paydrill explain: --amount: 'x' is not an amount; write 0.01",
        ),
        (
            [*OPERATION, "--at", "x"],
            (
                "paydrill explain: --at: 'x' is not a date and time; write 2026-01-27T12:00:00Z;"
                " see paydrill explain --help"
            ),
        ),
        (
            ["explain", "--operation", "cards.create_paymnt"],
            (
                "paydrill explain: --operation: no contract has 'cards.create_paymnt';"
                " did you mean 'cards.create_payment'?"
            ),
        ),
        (
            ["coverage", "--fail-under", "101"],
            "paydrill coverage: --fail-under must be a number from 0 to 100, not 101.0",
        ),
        (
            ["settle", "--format", "cvs"],
            (
                "paydrill settle: --format must be one of 'csv', 'json', 'camt053', 'fixed',"
                " not 'cvs'; did you mean 'csv'?"
            ),
        ),
        (["export"], "paydrill export: Missing option '--out'; see paydrill export --help"),
        (
            ["export", "--out", f"{ROOT}/tests"],
            f"paydrill export: --out: File '{ROOT}/tests' is a directory",
        ),
        (
            ["serve", "--port", "x"],
            "paydrill serve: --port must be a whole number from 0 to 65535, not 'x'",
        ),
    ],
)
def test_what_cannot_be_used_is_told_in_a_line(arguments, line):
    done = run(*arguments)
    assert (done.exit_code, done.stderr) == (2, f"{line}\n")


@pytest.mark.parametrize("command", ["explain --operation cards.create_payment", "scenarios"])
def test_contracts_that_are_none_are_told_in_a_line(command, tmp_path):
    done = run(*command.split(), "--contracts", tmp_path)
    assert done.exit_code == 2
    assert done.stderr.endswith(f"{tmp_path}: no contract (*.yaml, *.yml, *.json) here\n")
    assert done.stderr.count("\n") == 1


def test_a_scenario_that_is_not_there_has_a_neighbour():
    done = run(*OPERATION, "--scenario", "outtage")
    assert done.stderr.endswith("did you mean outage?\n")


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_a_short_h_is_help_everywhere(command):
    short, long = (run(*command.split(), option) for option in ("-h", "--help"))
    assert short.exit_code == 0
    assert short.output == long.output


def test_a_variable_that_nothing_reads_is_told(monkeypatch):
    monkeypatch.setenv("PAYDRILL_ULR", NOBODY)
    done = run("coverage")
    assert done.exit_code == 2
    assert (
        done.stderr
        == "paydrill: PAYDRILL_ULR is no variable of Paydrill; did you mean PAYDRILL_URL?\n"
    )


def test_each_variable_that_a_command_reads_is_known():
    for name in COMMANDS:
        command = getattr(importlib.import_module(f"paydrill.cli.{name}"), name)
        assert isinstance(command, click.Command)
        read = {each.envvar: "" for each in command.params if each.envvar}
        assert usage.unknown_variables(read, variables()) == []


@pytest.mark.parametrize("command", [["server.py"], ["-m", "paydrill", "check"]])
def test_outside_of_the_environment_there_is_a_line_and_no_traceback(command):
    # Isolated from site-packages, this interpreter has nothing but the standard library.
    done = subprocess.run(
        [sys.executable, "-S", *command],
        env=environment(None),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    program = "server.py" if command[0] == "server.py" else "paydrill"
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"{program}: the Python package ")
    assert done.stderr.endswith(
        "`make run` makes an environment, whose Python is .venv/bin/python\n"
    )
    assert done.stderr.count("\n") == 1
