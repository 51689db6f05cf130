"""Keep an authority of this user's own, whose certificates the server shows to clients by TLS.

It is made once, so that clients have to learn to trust it once. Certificates of servers are made
anew at each start, and their keys are not kept.
"""

import ipaddress
import socket
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from ssl import SSLContext
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING

from paydrill.openapi import cache
from paydrill.server.tls import TlsError
from paydrill.values.times import system_now_ms

if TYPE_CHECKING:
    from trustme import CA

_KEPT = "authority.pem"
_SHOWN = "ca.pem"
_FOR_ALL = 0o644
_ALWAYS = ("localhost", "127.0.0.1", "::1", "host.docker.internal")
_LONGEST = timedelta(days=365)  # Apple's systems take no more than 825


@dataclass(frozen=True)
class Authority:
    """An authority, and the file with its certificate, which clients are to trust."""

    file: Path
    _signer: "CA"

    @property
    def certificate(self) -> str:
        """The certificate of the authority, as PEM."""
        return self._signer.cert_pem.bytes().decode("ascii")

    def certify(self, context: SSLContext, names: Iterable[str]) -> None:
        """Have a server show a new certificate for these names and addresses.

        What no certificate can be for is left out.
        """
        now = datetime.fromtimestamp(system_now_ms() / 1000, UTC)
        leaf = self._signer.issue_cert(
            *filter(_is_usable, names),
            organization_name="Paydrill",
            not_before=now - timedelta(days=1),
            not_after=now + _LONGEST,
        )
        leaf.configure_cert(context)


def kept(folder: Path | None = None) -> Authority:
    """Return the authority of this user; the first call makes it. Raises `TlsError`."""
    try:
        from trustme import CA  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as error:
        raise TlsError(
            f"--tls-self-signed needs the package {error.name}, which is not installed:"
            " pip install 'paydrill[tls]'"
        ) from None
    folder = folder or cache.folder() / "tls"
    secret, shown = folder / _KEPT, folder / _SHOWN
    try:
        if not secret.exists():
            made = CA(path_length=0, organization_name="Paydrill")
            _write_once(secret, made.private_key_pem.bytes() + made.cert_pem.bytes())
        pem = secret.read_bytes()
        signer = CA.from_pem(pem, pem)
        certificate = signer.cert_pem.bytes()
        if not shown.exists() or shown.read_bytes() != certificate:
            part = _part_of(shown, certificate)
            part.chmod(_FOR_ALL)
            part.replace(shown)
    except OSError as error:
        reason = f"{error.strerror}; {cache.FOLDER} names another folder"
        raise TlsError(f"the authority cannot be kept in {folder}: {reason}") from None
    except ValueError:
        raise TlsError(f"{secret} is damaged; without it, another authority is made") from None
    return Authority(shown, signer)


def names_of_this_machine(host: str, others: Iterable[str] = ()) -> tuple[str, ...]:
    """List the names and addresses that a certificate is for: the usual, `host`, and `others`."""
    machine = socket.gethostname()
    given = (*_ALWAYS, machine, machine.partition(".")[0], host, *others)
    return tuple(dict.fromkeys(each.lower() for each in given))


def _is_usable(name: str) -> bool:
    import idna  # noqa: PLC0415 - comes with the extra

    with suppress(ValueError):
        ipaddress.ip_address(name)
        return True
    with suppress(idna.IDNAError):
        idna.encode(name.removeprefix("*."), uts46=True)
        return True
    return False


def _write_once(file: Path, secret: bytes) -> None:
    """Write a file for this user's eyes alone, whole, unless another process was faster."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = _part_of(file, secret)
    try:
        file.hardlink_to(part)
    except FileExistsError:
        pass
    except OSError:  # a file system without links
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


def _part_of(file: Path, data: bytes) -> Path:
    with NamedTemporaryFile(dir=file.parent, suffix=".part", delete=False) as part:
        part.write(data)
    return Path(part.name)
