"""Run `paydrill trigger`: have a server send a webhook or a callback of a contract."""

import click

from paydrill.cli.client import ServerClient, sandbox_option, token_option, url_option
from paydrill.cli.json_output import json_option, print_json
from paydrill.sandbox.eviction import DEFAULT_SANDBOX
from paydrill.values.counts import counted


@click.command()
@click.argument("name")
@click.option("--about", metavar="ID", help="The id of a resource, or its path, to tell of.")
@click.option("--contract", help="The contract that is meant, where several have this name.")
@url_option
@sandbox_option(f"The sandbox that sends it; {DEFAULT_SANDBOX} if none is named.")
@json_option
@token_option
def trigger(
    name: str,
    url: str,
    sandbox: str | None,
    control_token: str | None,
    *,
    as_json: bool,
    **what: str | None,
) -> None:
    """Send the webhook, or the callback, that a contract calls NAME.

    Ends with 2 when the server sends nothing.
    """
    server = ServerClient(url, sandbox, control_token)
    server.require_sandbox()
    asked = {key: value for key, value in what.items() if value is not None}
    sent = server.post("/_control/webhooks/send", {"name": name, **asked})
    if as_json:
        print_json(sent)
        return
    receivers = counted(sent["deliveries"], "receiver")
    if not sent["deliveries"]:
        receivers = f"no endpoint wants {name}; register one at /_control/webhooks/endpoints"
    click.echo(f"event {sent['sequence']}: {receivers}")
