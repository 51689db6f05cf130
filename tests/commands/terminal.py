"""Somebody at a terminal: runs `paydrill`, and sees what it prints."""

from click.testing import CliRunner, Result

from paydrill.cli import paydrill

NOBODY = "http://127.0.0.1:9"  # the discard port: nothing listens there


def run(*arguments: object) -> Result:
    """`paydrill` with these arguments."""
    return CliRunner().invoke(paydrill, [str(each) for each in arguments])


def fails(done: Result, code: int, says: str) -> None:
    """It ended with this code and one line that says so."""
    assert done.exit_code == code, done.output
    assert says in done.stderr
    assert done.stderr.startswith("paydrill ")
    assert done.stderr.count("\n") == 1, done.stderr
