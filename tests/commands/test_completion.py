"""Completion in a shell: bash reads the script, and asks for words as it does at a key press."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.at_a_terminal import Screen
from tests.commands.terminal import run
from tests.server_process import ROOT, environment

COMPLETES = """\
source <(paydrill completion bash)
COMP_WORDS=({words})
COMP_CWORD=$(({number} - 1))
_paydrill_completion paydrill
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


@pytest.fixture
def searched(tmp_path: Path) -> dict[str, str]:
    """The environment of a shell to which `paydrill` is a command."""
    program = tmp_path / "paydrill"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m paydrill "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    variables = environment({"PS1": "ready> ", "TERM": "dumb", "PYTHONPATH": str(ROOT)})
    return variables | {"PATH": f"{tmp_path}:{variables['PATH']}"}


@pytest.fixture
def completed(tmp_path: Path, searched: dict[str, str]):
    """Ask bash for what a line of words may go on with."""

    def completed(*words: str) -> list[str]:
        line = " ".join(f"'{each}'" for each in words)
        script = COMPLETES.format(words=line, number=len(words))
        done = subprocess.run(
            ["bash", "--norc", "-c", script],
            env=searched,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stderr == ""
        return done.stdout.split()

    return completed


def test_bash_completes_commands_options_and_scenarios(completed):
    assert completed("paydrill", "des") == ["describe"]
    assert completed("paydrill", "tail", "--op") == ["--operation"]
    assert completed("paydrill", "explain", "--scenario", "out") == ["outage"]
    assert completed("paydrill", "serve", "--durability", "i") == ["interval"]


def test_at_the_tab_key_bash_completes_the_name_of_a_file(searched: dict[str, str], tmp_path: Path):
    (tmp_path / "shop.yaml").touch()
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        ["bash", "--norc", "--noprofile", "-i"],
        env=searched,
        cwd=tmp_path,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        text=True,
        start_new_session=True,
    ) as process:
        os.close(theirs)
        screen = Screen(process, ours)
        screen.read_until("ready> $")
        os.write(ours, b"source <(paydrill completion bash)\n")
        screen.read_until(r"bash\)\s+ready> $")
        os.write(ours, b"paydrill check sh\t")
        screen.read_until("paydrill check shop.yaml")
        process.kill()
    os.close(ours)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_has_a_script(shell):
    done = run("completion", shell)
    assert done.exit_code == 0
    assert "_PAYDRILL_COMPLETE" in done.output


def test_a_shell_that_is_none_is_refused():
    done = run("completion", "bsh")
    assert done.exit_code == 2
    assert "did you mean 'bash'?" in done.stderr
