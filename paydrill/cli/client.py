"""Call a running server over HTTP, as any client does."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPResponse
from typing import Any, TypeVar

import click

from paydrill.cli.project_options import settings_here
from paydrill.cli.usage import WrongUsage
from paydrill.errors import SandboxNotFound
from paydrill.pipeline.keys import NAME
from paydrill.sandbox.eviction import DEFAULT_SANDBOX
from paydrill.settings import Settings
from paydrill.testing import errors
from paydrill.testing.control import Control
from paydrill.values.suggestions import quoted

Function = TypeVar("Function", bound=Callable[..., Any])

# Closing a settlement batch of a million lines takes its time.
_PATIENCE_S = 600
_NAMED = "it has 1 to 63 of a-z, 0-9 and -, and does not begin with -"


class NotAnswered(WrongUsage):
    """No usable response. Ends the command as a wrong option does."""

    def __init__(self, message: str) -> None:
        """Say what happened."""
        super().__init__(click.get_current_context().command_path, [message])


class Refused(NotAnswered):
    """The server refused the request; `code` is the problem's own."""

    def __init__(self, refused: errors.Refused) -> None:
        """Say what the server says."""
        super().__init__(str(refused))
        self.code = refused.code


class ServerClient:
    """One sandbox of a running server."""

    def __init__(self, url: str, sandbox: str | None = None, token: str | None = None) -> None:
        """Address a sandbox; `token` is that of the control API, if any. Raises `NotAnswered`.

        Where no `sandbox` is named, `url` may name it.
        """
        self.url, in_url = _apart(url.rstrip("/"))
        if in_url is not None and sandbox not in {None, in_url}:
            raise NotAnswered(f"--url names the sandbox {in_url} and --sandbox {sandbox}: name one")
        self.named = sandbox or in_url
        """The sandbox that was named, if one was."""
        self.sandbox = self.named or DEFAULT_SANDBOX
        """The sandbox that is meant."""
        with _at_the_terminal():
            self._control = Control(self.url, self.sandbox, token, _PATIENCE_S)

    def get(self, path: str, **query: Any) -> Any:
        """Read the JSON at a path. Raises `NotAnswered`."""
        with self.opened(path, **query) as answer:
            return json.load(answer)

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        """Send a body, and return the JSON of the response. Raises `NotAnswered`."""
        with self.opened(path, body) as answer:
            return json.load(answer)

    def require_sandbox(self) -> None:
        """Raise `NotAnswered` for a sandbox that does not exist, before a request creates it."""
        if self.sandbox == DEFAULT_SANDBOX:
            return  # which every server has
        try:
            self.get(f"/_control/sandboxes/{self.sandbox}")
        except Refused as refused:
            if refused.code == SandboxNotFound.code:
                told = f"there is no sandbox {self.sandbox} at {self.url}"
                raise NotAnswered(f"{told}: no request was carried out in it") from None
            raise

    @contextmanager
    def opened(
        self, path: str, body: Mapping[str, Any] | None = None, **query: Any
    ) -> Iterator[HTTPResponse]:
        """Open a response to read piece by piece. Raises `NotAnswered`, also while it is read."""
        method = "GET" if body is None else "POST"
        with _at_the_terminal(), self._control.opened(method, path, body, query) as answer:
            yield answer


@contextmanager
def _at_the_terminal() -> Iterator[None]:
    """End the command with a line where a test would get an exception."""
    try:
        yield
    except errors.Refused as error:
        raise Refused(error) from None
    except errors.PaydrillError as error:
        raise NotAnswered(str(error)) from None


def _apart(url: str) -> tuple[str, str | None]:
    """Split the base URL of a sandbox into the server's URL and the sandbox's name."""
    server, tilde, name = url.rpartition("/~")
    if not tilde or "/" in name:
        return url, None
    if not NAME.fullmatch(name):
        raise NotAnswered(f"--url: {quoted(name)} is no sandbox's name; {_NAMED}")
    return server, name


def _sandbox(_: click.Context, __: click.Parameter, name: str | None) -> str | None:
    if name is not None and not NAME.fullmatch(name):
        raise click.BadParameter(f"{quoted(name)} is no sandbox's name; {_NAMED}")
    return name


def sandbox_option(told: str) -> Callable[[Function], Function]:
    """Make the option `--sandbox` with this help text."""
    return click.option("--sandbox", callback=_sandbox, metavar="NAME", help=told)


def _url(_: click.Context, __: click.Parameter, url: str | None) -> str:
    """Return the URL given, or else that of the server which `serve` would start here."""
    return settings_here().base_url if url is None else url


def url_option(function: Function) -> Function:
    """Add the option `--url`."""
    return click.option(
        "--url",
        callback=_url,
        show_default=f"{Settings().base_url}, or as paydrill.toml has it",
        envvar="PAYDRILL_URL",
        help="Where the server is; the base URL of a sandbox names that one.",
    )(function)


def token_option(function: Function) -> Function:
    """Add the option `--control-token`."""
    return click.option(
        "--control-token", envvar="PAYDRILL_CONTROL_TOKEN", help="Token of the control API, if any."
    )(function)
