"""Listen on the address in the settings, or say why not and what to do about it."""

import errno
import socket
import sys

_BACKLOG = 2048
_FIRST_FREE_PORT = 1024


class CannotListen(Exception):
    """An address that cannot be listened on. The text says why, and what can be done."""


def listen(host: str, port: int, workers: int, option: str = "--port") -> list[socket.socket]:
    """Open a listening socket for each worker; done first, so that a taken port is known early.

    The kernel spreads connections over several that share a port; each has a queue of its own,
    which outlives its worker. `option` is the one that the port came from. Raises `CannotListen`.
    """
    if workers > 1 and sys.platform == "win32":
        raise CannotListen("--workers takes 1 on Windows, where processes cannot share a port")
    try:
        return _listeners(host, port, workers)
    except (OSError, UnicodeError) as error:
        raise CannotListen(_reason(host, port, error, option)) from None


def _listeners(host: str, port: int, workers: int) -> list[socket.socket]:
    if not host:
        raise socket.gaierror(socket.EAI_NONAME, "no address")
    alone = _bound(host, port)
    if workers == 1:
        alone.listen(_BACKLOG)
        return [alone]
    port = alone.getsockname()[1]
    alone.close()  # binding it alone showed that no other process shares the port
    listeners = [_bound(host, port, shared=True) for _ in range(workers)]
    for listener in listeners:
        listener.listen(_BACKLOG)
    return listeners


def _bound(host: str, port: int, *, shared: bool = False) -> socket.socket:
    bound = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    if sys.platform == "win32":  # where SO_REUSEADDR lets two servers have one port
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
    else:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if shared and sys.platform != "win32":
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    try:
        bound.bind((host, port))
    except (OSError, UnicodeError):
        bound.close()
        raise
    return bound


def _reason(host: str, port: int, error: Exception, option: str) -> str:
    where = f"cannot listen on {host}:{port}"
    number = error.errno if isinstance(error, OSError) else None
    if isinstance(error, socket.gaierror | UnicodeError):
        return f"cannot listen on {host!r}: {_as_host(host)}"
    if number == errno.EADDRINUSE:
        return f"{where}: the port is taken; choose another with {option}, 0 for a free one"
    if number == errno.EADDRNOTAVAIL:
        remedy = "--host 127.0.0.1 is for this machine alone, 0.0.0.0 for all that reach it"
        return f"{where}: no address of this machine; {remedy}"
    if number in {errno.EACCES, errno.EPERM}:
        return f"{where}: not allowed; choose a port from {_FIRST_FREE_PORT} on with {option}"
    return f"{where}: {getattr(error, 'strerror', None) or error}; try another --host or {option}"


def _as_host(given: str) -> str:
    """Suggest a host to write instead of one without a known address."""
    name = given.partition("://")[2].partition("/")[0] or given
    if name.startswith("[") and "]" in name:
        name, _, rest = name[1:].partition("]")
        port = rest.removeprefix(":")
    else:
        name, _, port = name.partition(":")
    if name and name != given and (port.isdigit() or not port):
        return f"did you mean --host {name}{f' --port {port}' if port else ''}?"
    return "no address is known for it; --host takes an address or a name of this machine"
