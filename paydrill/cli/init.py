"""Run `paydrill init`: write the first files of a project."""

import shlex
from pathlib import Path

import click

from paydrill.cli.first_files import FIRST_FILES, SCENARIO_FILE, TEST_FILE
from paydrill.cli.usage import PROGRAM, WrongUsage

_NEXT = (
    (f"{PROGRAM} serve", "serves by paydrill.toml"),
    (f"{PROGRAM} check {SCENARIO_FILE}", "runs the scenario's examples"),
    (f"python -m pytest {TEST_FILE}", "runs the test, with Paydrill's fixtures"),
)


@click.command()
@click.argument("folder", metavar="[DIR]", default=".", type=click.Path(path_type=Path))
def init(folder: Path) -> None:
    """Write a scenario, a test, a compose file and paydrill.toml into DIR, or into this folder.

    A file that is there already is left as it is.
    """
    path = click.get_current_context().command_path
    if folder.is_file():
        raise WrongUsage(path, [f"{folder} is a file, not a folder"])
    for name, text in FIRST_FILES.items():
        try:
            is_new = _write(folder / name, text)
        except OSError as error:
            raise WrongUsage(path, [f"{folder / name}: {error.strerror}"]) from None
        told = "written" if is_new else "is there already, and was left as it is"
        click.echo(f"{folder / name}: {told}")
    click.echo("\nNext:")
    if folder.resolve() != Path.cwd():
        click.echo(f"  cd {shlex.quote(str(folder))}")
    longest = max(len(command) for command, _ in _NEXT)
    for command, what in _NEXT:
        click.echo(f"  {command:<{longest}}  # {what}")


def _write(file: Path, text: str) -> bool:
    """Write a file; tell whether it is new, because no other is ever overwritten."""
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        with file.open("x", encoding="utf-8") as new:
            new.write(text)
    except FileExistsError:
        return False
    return True
