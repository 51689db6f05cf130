"""Offer the command line: one module a command. A command imports its needs when it runs."""

import importlib
import os
from typing import Any

import click

from paydrill import __version__
from paydrill.cli import options, usage

COMMANDS = {
    "serve": "Serve the payment contracts; the same as python server.py.",
    "check": "Check contracts and scenarios, and run the scenarios' examples.",
    "describe": "List a contract's operations, and what answers each.",
    "explain": "Say what an attempt would meet, and why.",
    "scenarios": "List the scenarios.",
    "coverage": "Say which documented answers, and which rules, a server has met.",
    "tail": "Follow the requests that a server answers.",
    "trigger": "Send a webhook or a callback of a contract.",
    "mcp": "Offer tools to an agent, by the Model Context Protocol.",
    "settle": "Close settlement batches, and download their files.",
    "export": "Write all records as plain TinyDB JSON.",
    "restore": "Put the records of such a file into a store.",
    "init": "Begin: a scenario, a test, a compose file and paydrill.toml.",
    "completion": "Print the script that completes commands in a shell.",
}


class _Lazy(click.Group):
    """A group that imports a command's module when it is called: `--help` waits for none."""

    def list_commands(self, _: click.Context) -> list[str]:
        """List the commands in the order of `COMMANDS`."""
        return list(COMMANDS)

    def get_command(self, _: click.Context, name: str) -> click.Command | None:
        """Import the module of that name, and return its command."""
        if name not in COMMANDS:
            return None
        command = getattr(importlib.import_module(f"paydrill.cli.{name}"), name)
        assert isinstance(command, click.Command)  # noqa: S101 - each module has one
        return command

    def make_context(
        self, info_name: str | None, args: list[str], *rest: Any, **extra: Any
    ) -> click.Context:
        """Read the arguments. Raises `WrongUsage`."""
        with usage.in_one_line(info_name):
            return super().make_context(info_name, args, *rest, **extra)

    def invoke(self, ctx: click.Context) -> Any:
        """Call the command that is meant. Raises `WrongUsage`."""
        unknown = usage.unknown_variables(os.environ, options.variables())
        if unknown:
            raise usage.WrongUsage(ctx.command_path, unknown)
        with usage.in_one_line(ctx.command_path):
            return super().invoke(ctx)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is meant; for an unknown name, suggest names that come near."""
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            raise click.NoSuchCommand(name, possibilities=list(COMMANDS), ctx=ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, _: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=_Lazy, context_settings={"max_content_width": 100, "help_option_names": usage.HELP}
)
@click.version_option(__version__, message="%(version)s")
def paydrill() -> None:
    """Paydrill, a payments server to rehearse against."""
