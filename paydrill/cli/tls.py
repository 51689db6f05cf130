"""Read the settings about TLS: which certificate is shown, to whom, and on which port."""

import socket
from collections.abc import Iterator
from dataclasses import replace
from ssl import SSLContext
from typing import NamedTuple

from paydrill.cli.listening import listen
from paydrill.server import authority, tls
from paydrill.server.tls import TlsError
from paydrill.settings import Settings

_HOW = "--tls-cert and --tls-key, or --tls-self-signed"


class Doors(NamedTuple):
    """The sockets that one worker listens on; `tls` where TLS is served as well."""

    plain: socket.socket
    tls: socket.socket | None = None

    def named_in(self, settings: Settings) -> Settings:
        """Put the ports into the settings, where 0 stood for free ones."""
        settings = replace(settings, port=self.plain.getsockname()[1])
        if self.tls is None:
            return settings
        return replace(settings, tls_port=self.tls.getsockname()[1])


def open_doors(settings: Settings) -> list[Doors]:
    """Open the sockets of each worker. Raises `CannotListen`."""
    plain = listen(settings.host, settings.port, settings.workers)
    if not _is_served(settings):
        return [Doors(each) for each in plain]
    by_tls = listen(settings.host, settings.tls_port, settings.workers, "--tls-port")
    return [Doors(*each) for each in zip(plain, by_tls, strict=True)]


def tls_context(settings: Settings) -> SSLContext | None:
    """Make the context that the settings ask for; `None` without TLS. Raises `TlsError`."""
    _check(settings)
    if not _is_served(settings):
        return None
    context = tls.server_context()
    if settings.tls_cert is not None and settings.tls_key is not None:
        tls.show(context, settings.tls_cert, settings.tls_key)
    else:
        names = authority.names_of_this_machine(settings.host, settings.allow_host)
        authority.kept().certify(context, names)
    if settings.tls_client_ca is not None:
        tls.require_clients_of(context, settings.tls_client_ca)
    return context


def told(settings: Settings) -> Iterator[tuple[str, str]]:
    """Say where TLS is served, to whom, and what clients are to trust."""
    if _is_served(settings):
        asked = settings.tls_client_ca
        yield "TLS", settings.tls_url + (f" for clients of {asked}" if asked else "")
    if settings.tls_self_signed:
        yield "Trust", str(authority.kept().file)


def _is_served(settings: Settings) -> bool:
    return settings.tls_self_signed or settings.tls_cert is not None


def _check(settings: Settings) -> None:
    """Refuse settings that contradict or lack each other, and a `webhook_ca` that is none."""
    if settings.webhook_ca is not None:
        tls.trust(tls.server_context(), settings.webhook_ca)
    cert, key = settings.tls_cert, settings.tls_key
    if settings.tls_self_signed and (cert or key):
        raise TlsError(f"TLS takes one certificate: {_HOW}, not both")
    if (cert is None) != (key is None):
        given, lacking = ("cert", "key") if key is None else ("key", "cert")
        raise TlsError(f"--tls-{given} needs --tls-{lacking}: a certificate has its private key")
    if settings.tls_client_ca is not None and not _is_served(settings):
        raise TlsError(f"--tls-client-ca needs {_HOW}")
