"""Keep what an endpoint's receiver is shown by TLS, and whom it may be certified by.

The private key is kept like the secrets that webhooks are signed with, and never shown.
"""

import ssl
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from paydrill.delivery.webhooks.endpoints import Endpoint
from paydrill.delivery.webhooks.errors import InvalidEndpoint
from paydrill.errors import FieldError
from paydrill.sandbox.ports import Table
from paydrill.sandbox.sandbox import Sandbox

_NOT_ITS_KEY = "KEY_VALUES_MISMATCH"
_CONTEXTS_KEPT = 128


class Identity(NamedTuple):
    """The certificates of an endpoint, whose id is `id`, and a private key; each may be empty."""

    id: str
    position: int
    certificate: str
    key: str
    authority: str

    def __repr__(self) -> str:
        """Name the endpoint alone, so that no log has its key."""
        return f"Identity({self.id})"


IDENTITIES = Table("webhook_identities", Identity)


class _KeyIsLocked(Exception):
    """A private key that is protected by a password."""


def of(sandbox: Sandbox, endpoint_id: str) -> Identity | None:
    """Return the identity of an endpoint, if it has one."""
    return sandbox.tx.get(IDENTITIES, endpoint_id)


def by_endpoint(sandbox: Sandbox) -> dict[str, Identity]:
    """Return all identities, by the ids of their endpoints."""
    return {each.id: each for each in sandbox.tx.find(IDENTITIES)}


def settle(sandbox: Sandbox, endpoint: Endpoint, wanted: dict[str, Any]) -> None:
    """Keep the `tls` of an endpoint's new settings, and forget what was there.

    Without `tls` there, everything stays as it is. Raises `InvalidEndpoint`.
    """
    if wanted.get("tls"):
        told = wanted["tls"]
        names = ("client_certificate", "client_key", "ca")
        texts = (told.get(name, "") for name in names)
        identity = Identity(endpoint.id, endpoint.position, *texts)
        _check(identity)
        sandbox.tx.put(IDENTITIES, identity)
    elif "tls" in wanted:
        forget(sandbox, endpoint.id)
    if not endpoint.url.startswith("https:") and of(sandbox, endpoint.id) is not None:
        raise InvalidEndpoint.of(FieldError("/tls", "needs a url that begins with https://"))


def forget(sandbox: Sandbox, endpoint_id: str) -> None:
    """Forget the identity of an endpoint, if it has one."""
    if of(sandbox, endpoint_id) is not None:
        sandbox.tx.delete(IDENTITIES, endpoint_id)


class Contexts:
    """The TLS of requests: which authorities are trusted, and what receivers are shown."""

    def __init__(self, authority: Path | None) -> None:
        """Trust those of the system, or `SSL_CERT_FILE`, and an `authority` in that file."""
        self._authority = authority
        self.of = lru_cache(_CONTEXTS_KEPT)(self._of)
        """Returns the context for an identity, or for none. It is slow to make."""

    def _of(self, identity: Identity | None) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if self._authority is not None:
            context.load_verify_locations(self._authority)
        if identity is not None:
            _use(context, identity)
        return context


def _check(identity: Identity) -> None:
    """Refuse what TLS cannot use. Raises `InvalidEndpoint`, which quotes nothing of it."""
    if bool(identity.certificate) != bool(identity.key):
        lacking = "client_key" if identity.certificate else "client_certificate"
        message = "is missing: a certificate and its private key come together"
        raise InvalidEndpoint.of(FieldError(f"/tls/{lacking}", message))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    for part, pointer in (
        (identity._replace(certificate="", key=""), "/tls/ca"),
        (identity._replace(authority=""), "/tls/client_certificate"),
    ):
        try:
            _use(context, part)
        except _KeyIsLocked:
            message = "is protected by a password; openssl pkey writes it without one"
            raise InvalidEndpoint.of(FieldError("/tls/client_key", message)) from None
        except ssl.SSLError as error:
            if error.reason == _NOT_ITS_KEY:
                message = "is not the private key of the client certificate"
                raise InvalidEndpoint.of(FieldError("/tls/client_key", message)) from None
            raise InvalidEndpoint.of(FieldError(pointer, _told(pointer))) from None


def _told(pointer: str) -> str:
    is_shown = pointer != "/tls/ca"
    return "cannot be read" + (", or its private key cannot" if is_shown else "")


def _use(context: ssl.SSLContext, identity: Identity) -> None:
    """Have a context trust and show what an identity has. Raises `ssl.SSLError`."""
    if identity.authority:
        # ASCII alone is a certificate; anything else in the text is not.
        context.load_verify_locations(cadata=identity.authority.encode("ascii", "replace").decode())
    if identity.certificate:
        with TemporaryDirectory() as folder:  # which nobody else may enter
            file = Path(folder, "identity.pem")
            file.write_bytes(f"{identity.certificate}\n{identity.key}\n".encode("ascii", "replace"))
            context.load_cert_chain(file, password=_refuse)


def _refuse() -> str:
    raise _KeyIsLocked
