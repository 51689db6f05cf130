"""TLS beside plain HTTP, as clients that insist on it see the server."""

import asyncio
import json
import re
import signal
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from subprocess import TimeoutExpired

import httpx
import pytest
from websockets.asyncio.client import connect

from tests.certificates import Certificates, trusting
from tests.journeys.shopping import authorize, paid, problem
from tests.server_process import IN_MEMORY, Server, only_line, running

BY_TLS = (*IN_MEMORY, "--tls-port", "0")
PATIENCE_S = 10
SIZE = 20_000_000
BIG = """
openapi: 3.1.0
info: {title: Big, version: "1"}
paths:
  /big:
    get:
      operationId: getBig
      responses: {"200": {description: Much., content: {text/plain: {schema: {type: string}}}}}
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server with a certificate of its own authority."""
    with running(*BY_TLS, variables={"PAYDRILL_TLS_SELF_SIGNED": "true"}) as started:
        yield started


@pytest.fixture
def api(server: Server) -> Iterator[httpx.Client]:
    """A client that trusts that authority alone."""
    context = trusting(Path(server.told("Trust")))
    with httpx.Client(base_url=server.told("TLS"), verify=context) as client:
        yield client


def test_a_client_that_insists_on_tls_pays(api: httpx.Client, server: Server):
    payment = paid(api)
    plain = httpx.get(f"{server.url}/api/v1/transactions/{payment}").json()
    assert api.get(f"/api/v1/transactions/{payment}").json() == plain
    assert str(api.base_url).startswith("https://127.0.0.1:")


def test_it_is_told_addresses_that_begin_with_https(api: httpx.Client, server: Server):
    for get, url in ((api.get, str(api.base_url)), (httpx.get, server.url)):
        page = get(f"{url}/", headers={"Accept": "text/html"}).text
        assert f"<code>{url}</code>" in page
        assert set(re.findall(r"https?(?=://127\.0\.0\.1)", page)) == {url.partition(":")[0]}


def test_who_has_no_trust_yet_gets_the_certificate(api: httpx.Client, server: Server):
    answer = httpx.get(f"{server.url}/tls/ca.pem")
    assert answer.headers["content-type"] == "application/pem-certificate-chain"
    assert answer.text == Path(server.told("Trust")).read_text("ascii")
    with pytest.raises(httpx.ConnectError, match="CERTIFICATE_VERIFY_FAILED"):
        httpx.get(f"{api.base_url}/health")


def test_events_come_by_tls(api: httpx.Client, server: Server):
    url = re.sub("^https", "wss", str(api.base_url))
    context = trusting(Path(server.told("Trust")))

    async def heard() -> list[str]:
        # By an event loop: until Python 3.13, two threads cannot share a TLS socket
        # (python/cpython#124984), which the client without one has them do.
        async with connect(f"{url}/ws", ssl=context) as listening, asyncio.timeout(PATIENCE_S):
            first = await listening.recv()
            payment = await asyncio.to_thread(authorize, api, "1")
            assert payment.status_code == 201
            return [json.loads(each)["type"] for each in (first, await listening.recv())]

    assert asyncio.run(heard()) == ["stream.opened", "payment.approved"]


def test_clients_without_a_certificate_are_refused_and_none_holds_up_the_end(tmp_path: Path):
    certificates = Certificates(tmp_path)
    cert, key = certificates.issued("127.0.0.1")
    shown = ("--tls-cert", str(cert), "--tls-key", str(key))
    with running(*BY_TLS, *shown, "--tls-client-ca", str(certificates.ca)) as server:
        url, _, clients = server.told("TLS").partition(" for clients of ")
        assert clients == str(certificates.ca)
        with (
            httpx.Client(base_url=url, verify=trusting(certificates.ca)) as stranger,
            pytest.raises(httpx.TransportError),
        ):
            authorize(stranger, "1")
        known = trusting(certificates.ca)
        known.load_cert_chain(*certificates.issued("shop.example"))
        with httpx.Client(base_url=url, verify=known) as shop:
            assert authorize(shop, "1").status_code == 201
        none = httpx.get(f"{server.url}/tls/ca.pem")
        assert problem(none) == (404, "authority_not_found")
        with (
            socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2]))) as connected,
            known.wrap_socket(connected, server_hostname="127.0.0.1"),
        ):
            # It never reads that the server leaves, and so never agrees.
            assert server.stop(patience_s=PATIENCE_S) == 0
        assert server.log() == ""


def test_a_file_that_cannot_be_used_stops_the_start():
    missing = only_line("--tls-cert", "cert.pem", "--tls-key", "cert.key")
    assert missing == "server.py: cert.pem cannot be read: No such file or directory"


def test_an_answer_that_is_read_slowly_comes_whole_after_the_end(tmp_path: Path):
    contract = tmp_path / "big.yaml"
    contract.write_text(BIG, encoding="utf-8")
    (tmp_path / "handlers").mkdir()
    handler = f'def get_big(sandbox):\n    return "x" * {SIZE}, 200\n'
    (tmp_path / "handlers" / "big.py").write_text(handler, encoding="utf-8")
    certificates = Certificates(tmp_path)
    cert, key = certificates.issued("127.0.0.1")
    options = ("--tls-cert", str(cert), "--tls-key", str(key), "--handlers", "handlers")
    with running(*BY_TLS, *options, str(contract), folder=tmp_path) as server:
        port = int(server.told("TLS").rpartition(":")[2])
        with (
            socket.create_connection(("127.0.0.1", port)) as connected,
            trusting(certificates.ca).wrap_socket(connected, server_hostname="127.0.0.1") as slow,
        ):
            slow.sendall(b"GET /big HTTP/1.1\r\nHost: x\r\n\r\n")
            came = len(slow.recv(1000))
            server.process.send_signal(signal.SIGTERM)
            with suppress(TimeoutExpired):  # it waits for its reader
                server.process.wait(1)
            while piece := slow.recv(1 << 16):
                came += len(piece)
        assert came > SIZE
        assert server.process.wait(PATIENCE_S) == 0
