"""TLS from files: what can be used is, and what cannot is told in one line."""

import socket
import ssl
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from paydrill.cli.listening import CannotListen, listen
from paydrill.cli.tls import tls_context
from paydrill.server.tls import TlsError
from paydrill.settings import Settings
from tests.certificates import Certificates


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    """Files that are right, and some that are not, by name."""
    certificates = Certificates(tmp_path)
    cert, key = certificates.issued("localhost")
    _, other = certificates.issued("127.0.0.1")
    locked, damaged, empty = (tmp_path / name for name in ("locked.key", "damaged.pem", "empty"))
    locked.write_bytes(
        load_pem_private_key(key.read_bytes(), None).private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"sesame")
        )
    )
    damaged.write_text("-----BEGIN CERTIFICATE-----\nnothing\n-----END CERTIFICATE-----\n")
    empty.touch()
    made = {"ca": certificates.ca, "cert": cert, "key": key, "other": other, "folder": tmp_path}
    nowhere = tmp_path / "nowhere.pem"
    return made | {"locked": locked, "damaged": damaged, "empty": empty, "nowhere": nowhere}


def told(files: dict[str, Path], **settings: str | bool | int) -> str:
    given = {name: files.get(str(each), each) for name, each in settings.items()}
    with pytest.raises(TlsError) as refused:
        tls_context(Settings(**given))
    line = str(refused.value)
    assert "\n" not in line
    return line.replace(f"{files['folder']}/", "")


@pytest.mark.parametrize(
    ("cert", "key", "line"),
    [
        ("nowhere", "key", "nowhere.pem cannot be read: No such file or directory"),
        ("cert", "folder", "cannot be read: Is a directory"),
        ("empty", "key", "empty: no certificate in PEM form is in it"),
        ("key", "cert", "localhost.key: no certificate in PEM form is in it"),
        ("cert", "cert", "localhost.pem: no private key in PEM form is in it"),
        ("cert", "other", "127.0.0.1.key: not the private key of localhost.pem"),
        ("cert", "locked", "locked.key: the key is protected by a password; openssl pkey -in "),
        ("damaged", "key", "damaged.pem and localhost.key cannot be used: "),
    ],
)
def test_files_that_cannot_be_used(files: dict[str, Path], cert: str, key: str, line: str):
    assert line in told(files, tls_cert=cert, tls_key=key)


@pytest.mark.parametrize("option", ["tls_client_ca", "webhook_ca"])
def test_authorities_that_cannot_be_used(files: dict[str, Path], option: str):
    served = {"tls_cert": "cert", "tls_key": "key"}
    assert told(files, **served, **{option: "nowhere"}).startswith("nowhere.pem cannot be read: ")
    assert told(files, **served, **{option: "key"}).endswith("no certificate in PEM form is in it")
    assert told(files, **served, **{option: "damaged"}).startswith("damaged.pem cannot be used: ")


def test_options_that_lack_another(files: dict[str, Path]):
    assert told(files, tls_cert="cert").startswith("--tls-cert needs --tls-key: ")
    assert told(files, tls_key="key").startswith("--tls-key needs --tls-cert: ")
    how = "--tls-cert and --tls-key, or --tls-self-signed"
    assert told(files, tls_client_ca="ca") == f"--tls-client-ca needs {how}"
    both = {"tls_cert": "cert", "tls_key": "key", "tls_self_signed": True}
    assert told(files, **both) == f"TLS takes one certificate: {how}, not both"


def test_a_port_that_is_taken():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CannotListen, match="choose another with --tls-port, 0 for a free one"):
            listen("127.0.0.1", port, 1, "--tls-port")


def test_an_extra_that_is_not_installed(files: dict[str, Path], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "trustme", None)
    assert told(files, tls_self_signed=True).endswith(
        "trustme, which is not installed: pip install 'paydrill[tls]'"
    )


def test_old_versions_are_not_spoken_and_clients_need_nothing(files: dict[str, Path]):
    context = tls_context(Settings(tls_cert=files["cert"], tls_key=files["key"]))
    assert context is not None
    assert context.minimum_version == ssl.TLSVersion.TLSv1_2
    assert context.verify_mode == ssl.CERT_NONE
    assert tls_context(Settings()) is None
