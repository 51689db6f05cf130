"""The authority of this user: made once, kept from other eyes, and trusted for its names alone."""

import ssl
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from paydrill.server import authority
from paydrill.server.authority import Authority
from paydrill.server.tls import TlsError, server_context
from tests.certificates import trusting


def shake_hands(kept: Authority, names: tuple[str, ...], asked: str) -> None:
    """A handshake without a network. Raises `ssl.SSLError` where the client does not trust."""
    context = server_context()
    kept.certify(context, names)
    there, back = ssl.MemoryBIO(), ssl.MemoryBIO()
    client = trusting(kept.file).wrap_bio(back, there, server_hostname=asked)
    server = context.wrap_bio(there, back, server_side=True)
    waiting = [client, server]
    while waiting:
        side = waiting.pop(0)
        try:
            side.do_handshake()
        except ssl.SSLWantReadError:
            waiting.append(side)


def test_it_is_made_once_even_by_several_at_a_time(tmp_path: Path):
    folder = tmp_path / "cache" / "tls"
    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(authority.kept, [folder] * 4))
    [certificate] = {each.certificate for each in made}
    assert certificate == (folder / "ca.pem").read_text("ascii")
    assert authority.kept(folder).certificate == certificate
    assert sorted(each.name for each in folder.iterdir()) == ["authority.pem", "ca.pem"]
    assert stat.S_IMODE((folder / "authority.pem").stat().st_mode) == 0o600
    assert stat.S_IMODE((folder / "ca.pem").stat().st_mode) == 0o644
    assert "PRIVATE KEY" not in certificate


def test_it_is_kept_on_a_file_system_without_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    made = authority.kept(tmp_path)
    assert authority.kept(tmp_path).certificate == made.certificate
    assert sorted(each.name for each in tmp_path.iterdir()) == ["authority.pem", "ca.pem"]
    assert stat.S_IMODE((tmp_path / "authority.pem").stat().st_mode) == 0o600


def test_clients_that_trust_it_trust_its_names_alone(tmp_path: Path):
    kept = authority.kept(tmp_path)
    names = authority.names_of_this_machine(
        "192.0.2.7", ["*.preview.example", "no_name", "no--name", ""]
    )
    for asked in ("localhost", "127.0.0.1", "::1", "192.0.2.7", "shop.preview.example"):
        shake_hands(kept, names, asked)
    with pytest.raises(ssl.SSLCertVerificationError, match="Hostname mismatch"):
        shake_hands(kept, names, "shop.example")


def test_what_is_damaged_is_named_and_not_replaced(tmp_path: Path):
    file = tmp_path / "authority.pem"
    file.write_text("nothing")
    with pytest.raises(TlsError, match=r"authority\.pem is damaged; without it, another"):
        authority.kept(tmp_path)
    assert file.read_text() == "nothing"
    (tmp_path / "file").touch()
    with pytest.raises(TlsError, match="PAYDRILL_CACHE names another folder"):
        authority.kept(tmp_path / "file" / "tls")
