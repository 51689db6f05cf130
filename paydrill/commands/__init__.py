"""The command line: one module a command. What a command needs, it imports when it runs."""

import importlib

import click

from paydrill import __version__

COMMANDS = {
    "serve": "Serve the payment contracts; the same as python server.py.",
    "check": "Check contracts and scenarios, and run the scenarios' examples.",
    "explain": "Say what an attempt would meet, and why.",
    "scenarios": "List the scenarios.",
    "coverage": "Say which documented answers, and which rules, a server has met.",
    "settle": "Close settlement batches, and download their files.",
    "export": "Write all records as plain TinyDB JSON.",
}


class _Lazy(click.Group):
    """Imports a command's module when it is called for: `--help` need not wait for them all."""

    def list_commands(self, _: click.Context) -> list[str]:
        """In the order of `COMMANDS`."""
        return list(COMMANDS)

    def get_command(self, _: click.Context, name: str) -> click.Command | None:
        """The function of the module's own name."""
        if name not in COMMANDS:
            return None
        command = getattr(importlib.import_module(f"paydrill.commands.{name}"), name)
        assert isinstance(command, click.Command)  # noqa: S101 - each module has one
        return command

    def format_commands(self, _: click.Context, formatter: click.HelpFormatter) -> None:
        """Without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=_Lazy, context_settings={"max_content_width": 100})
@click.version_option(__version__, message="%(version)s")
def paydrill() -> None:
    """Paydrill, a payments server to rehearse against."""
