"""Start a server for tests, or use one that runs."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any, Self
from uuid import uuid4  # noqa: TID251 - a sandbox's name; what is in it comes from its seed

from paydrill.errors import SandboxExists
from paydrill.sandbox.eviction import DEFAULT_SANDBOX
from paydrill.shipped import IS_INSTALLED, SHIPPED
from paydrill.testing.control import Control
from paydrill.testing.errors import PaydrillError, Refused
from paydrill.testing.moments import instant
from paydrill.testing.sandbox import Sandbox
from paydrill.testing.scenario_text import text_of

TOKEN_VARIABLE = "PAYDRILL_CONTROL_TOKEN"  # noqa: S105 - its name

_PATIENCE_S = 120
_TURN_S = 0.02
_LONGEST_END_S = 20


class Paydrill:
    """A server for as long as the context lasts: one of its own, or one at a URL.

        with Paydrill(contracts=["shop.yaml"], unknown_ids="404") as paydrill:
            sandbox = paydrill.sandbox(seed=7)

    Further keyword arguments are options of `serve`. The server ends with this process, however
    that ends.
    """

    def __init__(
        self,
        *,
        url: str | None = None,
        contracts: str | Path | Sequence[str | Path] = (),
        arguments: Sequence[str] = (),
        control_token: str | None = None,
        folder: Path | None = None,
        **options: Any,
    ) -> None:
        """Say which server is meant; `arguments` go to `serve` as they are.

        The token of the control API may also come from `PAYDRILL_CONTROL_TOKEN`. `folder` is the
        project's, unless it is the present one.
        """
        listed = [contracts] if isinstance(contracts, str | Path) else contracts
        given = [*map(str, listed), *arguments, *_written(options)]
        if any(each.startswith("--control-token") for each in given):
            raise PaydrillError(
                f"The token of the control API goes into {TOKEN_VARIABLE}, for tests need it too"
            )
        if url is not None and given:
            raise PaydrillError(
                f"{url} runs already: contracts and options are for a server that is started here"
            )
        self._url = None if url is None else url.rstrip("/")
        self._arguments = given
        self._folder = folder
        self._token = control_token or os.environ.get(TOKEN_VARIABLE)
        self._process: subprocess.Popen[bytes] | None = None
        self._log: IO[bytes] | None = None

    @property
    def url(self) -> str:
        """The server's URL. Raises `PaydrillError` before it is started."""
        if self._url is None:
            raise PaydrillError("The server is not started: use `with Paydrill() as paydrill`")
        return self._url

    def sandbox(
        self,
        name: str | None = None,
        *,
        scenario: str | Path | None = None,
        now: datetime | str | None = None,
        seed: int | None = None,
        frozen: bool | None = None,
    ) -> Sandbox:
        """Make a sandbox; without a name, the server makes one up.

        `scenario` is a name, a YAML file or a text. A clock that is set to `now` stands still
        there, unless `frozen` is false.
        """
        text = None if scenario is None else text_of(scenario)
        asked = {
            "name": name,
            "seed": seed,
            "scenario": None if scenario is None or text is not None else str(scenario),
            "now": None if now is None else instant(now),
            "frozen": now is not None if frozen is None else frozen,
        }
        given = {key: value for key, value in asked.items() if value is not None}
        made = self.control().post("/sandboxes", given)
        sandbox = Sandbox(self.url, made["name"], token=self._token, scenario=text)
        if text is not None:
            sandbox.scenario(text)
        return sandbox

    def fresh_sandbox(self, name: str, **begin: Any) -> Sandbox:
        """Make a sandbox of this name; where it is taken, something is added to the name.

        `begin` is what `sandbox` takes.
        """
        try:
            return self.sandbox(name, **begin)
        except Refused as refused:
            if refused.code != SandboxExists.code:
                raise
        return self.sandbox(f"{name}-{uuid4().hex[:8]}", **begin)

    def known_sandbox(self, name: str) -> Sandbox:
        """Return a sandbox that was made before. Raises `Refused` for another."""
        if name != DEFAULT_SANDBOX:
            self.control().get(f"/sandboxes/{name}")
        return Sandbox(self.url, name, token=self._token)

    def control(self, sandbox: str | None = None) -> Control:
        """Return what calls the control API, for the server or for one of its sandboxes."""
        return Control(self.url, sandbox, self._token)

    def coverage(self) -> dict[str, Any]:
        """Return which documented answers the server has given, in all sandboxes."""
        return dict(self.control().get("/coverage", scope="server"))

    def __enter__(self) -> Self:
        if self._url is None:
            self._start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Stop the server, if it was started here."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(_LONGEST_END_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdin is not None:
            self._process.stdin.close()
        if self._log is not None:
            self._log.close()
        self._process, self._url, self._log = None, None, None

    def _start(self) -> None:
        with TemporaryDirectory(prefix="paydrill-", ignore_cleanup_errors=True) as folder:
            ready, log = Path(folder, "ready.json"), Path(folder, "log")
            with log.open("wb") as errors:
                self._process = self._begun(ready, errors)
            self._log = log.open("rb")
            try:
                self._url = str(_said(self._process, ready)["url"])
            except PaydrillError as error:
                raise PaydrillError(f"{error}\n{self.new_log()}".strip()) from None
            finally:
                if self._url is None:
                    self.stop()

    def new_log(self) -> str:
        """Return what a server that was started here has logged since this was last asked."""
        told = b"" if self._log is None else self._log.read()
        return told.decode(errors="replace").strip()

    def _begun(self, ready: Path, errors: IO[bytes]) -> subprocess.Popen[bytes]:
        """Start a server that ends when this process does: nothing else holds its standard input.

        An interrupt at the terminal is this process's alone, for teardowns still need the server.
        """
        own = ["--port", "0", "--tls-port", "0", "--workers", "1", "--store", "memory:"]
        own += ["--stop-with-stdin", "--ready-file", str(ready)]
        variables = dict(os.environ)
        if self._token:
            variables[TOKEN_VARIABLE] = self._token  # no argument, which others can see
        if not IS_INSTALLED:
            paths = (str(SHIPPED), variables.get("PYTHONPATH"))
            variables["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
        return subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "paydrill", "serve", *own, *self._arguments],
            cwd=self._folder,
            env=variables,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            start_new_session=True,  # for POSIX; the flag beside it is for Windows
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )


def _written(options: dict[str, Any]) -> Iterator[str]:
    """Write keyword arguments as options of the command line."""
    for name, value in options.items():
        option = f"--{name.replace('_', '-')}"
        if value is True:
            yield option
        elif value is not None and value is not False:
            for each in value if isinstance(value, list | tuple) else [value]:
                yield from (option, str(each))


def _said(process: subprocess.Popen[bytes], ready: Path) -> dict[str, Any]:
    """Return what the ready file says, which is waited for. Raises `PaydrillError`."""
    for _ in range(round(_PATIENCE_S / _TURN_S)):
        if ready.exists():
            return dict(json.loads(ready.read_text(encoding="utf-8")))
        try:
            code = process.wait(_TURN_S)
        except subprocess.TimeoutExpired:
            continue
        raise PaydrillError(f"The server ended with {code} before it answered:")
    raise PaydrillError(f"The server has not answered for {_PATIENCE_S} s:")
