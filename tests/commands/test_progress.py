"""The bar that a terminal shows when something takes longer than a moment."""

import subprocess
import sys

import pytest

from tests.at_a_terminal import at_a_terminal
from tests.server_process import PATIENCE_S, ROOT

SCRIPT = """\
from paydrill.cli import progress
progress.DELAY_S = {delay}
with progress.progress("Exporting", {total}, "records") as advance:
    advance(2)
    print("begun", flush=True)
    input()
print("done", flush=True)
"""


def command(delay: int, total: int | None = 3) -> list[str]:
    return [sys.executable, "-c", SCRIPT.format(delay=delay, total=total)]


def end(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()
    assert process.wait(PATIENCE_S) == 0


def test_what_takes_long_is_shown_with_how_far_it_is_and_goes_away():
    with at_a_terminal(command(delay=0)) as screen:
        screen.read_until(r"Exporting .*2/3.* records")
        end(screen.process)
        screen.read_until(r"\x1b\[2K$")  # the line is erased


def test_without_a_total_it_moves():
    with at_a_terminal(command(delay=0, total=None)) as screen:
        screen.read_until(r"Exporting .*0:00:0")
        assert "2/" not in screen.text
        end(screen.process)


@pytest.mark.parametrize("variables", [{}, {"TERM": "dumb"}])
def test_what_is_quick_and_what_moves_no_cursor_shows_nothing(variables):
    with at_a_terminal(command(delay=60), variables=variables) as screen:
        assert screen.process.stdout is not None
        assert screen.process.stdout.readline() == "begun\n"
        end(screen.process)
        screen.stop()
    assert "Exporting" not in screen.text
    assert screen.text.strip() == ""


def test_outside_a_terminal_nothing_is_shown():
    done = subprocess.run(
        command(delay=0), input="\n", cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert (done.stdout, done.stderr) == ("begun\ndone\n", "")
