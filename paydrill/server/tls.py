"""Make the TLS context of a server from files, or say which of them cannot be used, and why."""

import ssl
from pathlib import Path

_CERTIFICATE = b"-----BEGIN CERTIFICATE-----"
_KEY = b"PRIVATE KEY-----"
_NOT_ITS_KEY = "KEY_VALUES_MISMATCH"


class TlsError(Exception):
    """TLS that a server cannot start with. The text says why, and what can be done."""


def server_context() -> ssl.SSLContext:
    """Make a context that has no certificate yet: TLS 1.2 or later, with HTTP/1.1 alone."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(["http/1.1"])
    return context


def show(context: ssl.SSLContext, certificate: Path, key: Path) -> None:
    """Have servers show a certificate, which may be followed by its chain. Raises `TlsError`."""
    _require(certificate, _CERTIFICATE, "certificate")
    _require(key, _KEY, "private key")

    def refuse() -> str:
        raise TlsError(
            f"{key}: the key is protected by a password; openssl pkey -in {key} -out PLAIN.key"
            " writes it without one"
        )

    try:
        context.load_cert_chain(certificate, key, refuse)
    except ssl.SSLError as error:
        if error.reason == _NOT_ITS_KEY:
            raise TlsError(f"{key}: not the private key of {certificate}") from None
        raise TlsError(f"{certificate} and {key} cannot be used: {_reason(error)}") from None


def require_clients_of(context: ssl.SSLContext, authority: Path) -> None:
    """Let in only clients with a certificate of an authority in the file. Raises `TlsError`."""
    trust(context, authority)
    context.verify_mode = ssl.CERT_REQUIRED


def trust(context: ssl.SSLContext, authority: Path) -> None:
    """Trust the authorities whose certificates a file has. Raises `TlsError`."""
    _require(authority, _CERTIFICATE, "certificate")
    try:
        context.load_verify_locations(authority)
    except ssl.SSLError as error:
        raise TlsError(f"{authority} cannot be used: {_reason(error)}") from None


def _require(file: Path, mark: bytes, what: str) -> None:
    try:
        found = file.read_bytes()
    except OSError as error:
        raise TlsError(f"{file} cannot be read: {error.strerror}") from None
    if mark not in found:
        raise TlsError(f"{file}: no {what} in PEM form is in it")


def _reason(error: ssl.SSLError) -> str:
    return (error.reason or "what it holds is damaged").lower().replace("_", " ")
