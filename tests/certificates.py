"""Certificates of an authority that is made for one test, as files; and a client that trusts it."""

import ssl
from pathlib import Path

from trustme import CA


class Certificates:
    """Files in a folder: `ca`, and what is issued."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._authority = CA()
        self.ca = folder / "ca.pem"
        self.ca.write_bytes(self._authority.cert_pem.bytes())

    def issued(self, name: str) -> tuple[Path, Path]:
        """A certificate for that name or address, and its key; servers and clients can show it."""
        leaf = self._authority.issue_cert(name)
        files = self._folder / f"{name}.pem", self._folder / f"{name}.key"
        for file, blob in zip(files, (leaf.cert_chain_pems[0], leaf.private_key_pem), strict=True):
            file.write_bytes(blob.bytes())
        return files


def trusting(authority: Path) -> ssl.SSLContext:
    """For a client that trusts this authority and no other."""
    return ssl.create_default_context(cafile=authority)
