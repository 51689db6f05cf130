"""Run `paydrill completion`: print the script that completes commands in a shell."""

import click
from click.shell_completion import CompletionItem, get_completion_class

from paydrill.cli import project
from paydrill.values.folders import YAML, files_in

_SHELLS = ("bash", "zsh", "fish")
_PROGRAM = "paydrill"


@click.command()
@click.argument("shell", type=click.Choice(_SHELLS))
def completion(shell: str) -> None:
    """Print the script with which SHELL completes commands, options and names.

    Let the shell read it at its start: source <(paydrill completion bash).
    """
    found = get_completion_class(shell)
    root = click.get_current_context().find_root().command
    assert found is not None  # noqa: S101 - click has a class for each of these
    click.echo(found(root, {}, _PROGRAM, f"_{_PROGRAM.upper()}_COMPLETE").source())


def scenario_names(ctx: click.Context, _: click.Parameter, begun: str) -> list[CompletionItem]:
    """Complete the name of a scenario in the folder of scenarios, or the path of its file."""
    given = ctx.params.get("scenarios")
    files = files_in([given] if given else project.folders("scenarios"), YAML)
    names = [CompletionItem(each.stem) for each in files if each.stem.startswith(begun)]
    return names or [CompletionItem(begun, type="file")]


def files_named(_: click.Context, __: click.Parameter, begun: str) -> list[CompletionItem]:
    """Have the shell complete the name of a file."""
    return [CompletionItem(begun, type="file")]
