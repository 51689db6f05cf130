"""Run `paydrill mcp`: let an agent direct a server."""

from collections.abc import Sequence

import click

from paydrill.cli.client import token_option
from paydrill.cli.listening import CannotListen, listen
from paydrill.cli.usage import WrongUsage
from paydrill.testing.errors import PaydrillError
from paydrill.testing.server import Paydrill

_HOST = "127.0.0.1"


@click.command()
@click.argument("contracts", nargs=-1, metavar="[FILE]...")
@click.option(
    "--url", envvar="PAYDRILL_URL", help="A server that runs; without it, one is started."
)
@click.option(
    "--http", "port", type=click.IntRange(1, 65535), help="Serve on this port of 127.0.0.1 at /mcp."
)
@token_option
def mcp(
    contracts: Sequence[str], url: str | None, port: int | None, control_token: str | None
) -> None:
    """Offer tools to an agent, by the Model Context Protocol: sandboxes, outcomes, requests, clock.

    FILES are contracts that the server serves in place of ours. It speaks on standard input and
    output, as agents start it, unless a port is given.
    """
    path = click.get_current_context().command_path
    try:
        from paydrill.mcp.server import server  # noqa: PLC0415 - an extra
        from paydrill.mcp.tools import Tools  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as error:
        needs = f"the package {error.name} is not installed: pip install 'paydrill[mcp]'"
        raise WrongUsage(path, [needs]) from None
    try:
        with Paydrill(url=url, contracts=contracts, control_token=control_token) as running:
            running.control().get("/health")
            offered = server(Tools(running))
            if port is None:
                offered.run("stdio")
            else:
                listen(_HOST, port, workers=1, option="--http")[0].close()
                offered.run("streamable-http", host=_HOST, port=port)
    except (CannotListen, PaydrillError) as error:
        raise WrongUsage(path, str(error).splitlines()) from None
