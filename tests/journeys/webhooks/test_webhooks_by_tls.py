"""Webhooks by mutual TLS: receivers are shown a certificate, and nobody is shown its key."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from paydrill.server.tls import require_clients_of, server_context
from tests.certificates import Certificates
from tests.journeys.pix_charges import charged, confirm
from tests.journeys.webhooks.hooks import advance, deliveries, freeze, pay, register
from tests.receiver import Receiver
from tests.server_process import IN_MEMORY, PLAIN, running

ENDPOINTS = "/_control/webhooks/endpoints"


@pytest.fixture
def receivers(tmp_path: Path) -> Certificates:
    """What receivers show."""
    return Certificates(folder(tmp_path, "receivers"))


@pytest.fixture
def senders(tmp_path: Path) -> Certificates:
    """What receivers ask senders for."""
    return Certificates(folder(tmp_path, "senders"))


def folder(parent: Path, name: str) -> Path:
    made = parent / name
    made.mkdir()
    return made


@pytest.fixture
def receiver(receivers: Certificates, senders: Certificates) -> Iterator[Receiver]:
    """It lets nobody in without a certificate of the senders' authority."""
    context = server_context()
    context.load_cert_chain(*receivers.issued("127.0.0.1"))
    require_clients_of(context, senders.ca)
    with Receiver(tls=context).listening() as listening:
        yield listening


@pytest.fixture
def tls(receivers: Certificates, senders: Certificates) -> dict[str, str]:
    certificate, key = (file.read_text() for file in senders.issued("paydrill.test"))
    return {
        "client_certificate": certificate,
        "client_key": key,
        "ca": receivers.ca.read_text(),
    }


def secret_of(tls: dict[str, str]) -> str:
    """A line of the key that stands nowhere else."""
    return tls["client_key"].splitlines()[1]


def attempt(api: httpx.Client) -> dict[str, Any]:
    """The newest delivery's last attempt."""
    newest = deliveries(api)[0]["id"]
    found: dict[str, Any] = api.get(f"/_control/webhooks/deliveries/{newest}").json()
    return dict(found["attempts"][-1])


def test_a_receiver_that_asks_for_a_certificate_is_shown_the_endpoints(
    api: httpx.Client, receiver: Receiver, tls: dict[str, str]
):
    endpoint = register(api, receiver, tls=tls)
    pay(api)
    assert receiver.next().verified(endpoint["secrets"][0])["type"] == "payment.approved"


def test_a_callback_of_pix_comes_by_mutual_tls(
    api: httpx.Client, receiver: Receiver, tls: dict[str, str]
):
    register(api, receiver, url=receiver.url, format="bacen", tls=tls)
    confirm(api, charged(api, 7)["bank_payment_id"], 7)
    request = receiver.next()
    assert (request.path, request.json()["pix"][0]["valor"]) == ("/pix", "7.00")


@pytest.mark.parametrize(
    ("lacking", "reason"),
    [
        (("client_certificate", "client_key"), "certificate"),
        (("ca",), "certificate_verify_failed"),
    ],
)
def test_without_it_nothing_arrives_and_the_log_says_why(
    api: httpx.Client,
    receiver: Receiver,
    tls: dict[str, str],
    lacking: tuple[str, ...],
    reason: str,
):
    freeze(api)
    endpoint = register(
        api, receiver, tls={name: text for name, text in tls.items() if name not in lacking}
    )
    pay(api)
    advance(api, "1ms")
    assert attempt(api)["status"] is None
    assert reason in attempt(api)["error"].lower()
    assert receiver.is_empty
    path = f"{ENDPOINTS}/{endpoint['id']}"
    assert api.patch(path, json={"tls": tls}).status_code == 200
    advance(api, "5s")
    assert receiver.next().json()["sequence"] == 1
    changed = api.patch(path, json={"tls": None})
    assert "tls" not in changed.json()
    pay(api)
    advance(api, "1ms")
    assert "CERTIFICATE_VERIFY_FAILED" in attempt(api)["error"]


def test_the_key_is_shown_nowhere_and_a_snapshot_has_it(receiver: Receiver, tls: dict[str, str]):
    with (
        running(*IN_MEMORY, "--log-level", "debug") as server,
        httpx.Client(base_url=server.url, timeout=60, verify=PLAIN) as api,
    ):
        freeze(api)
        made = api.post(ENDPOINTS, json={"url": receiver.url, "tls": tls})
        path = f"{ENDPOINTS}/{made.json()['id']}"
        api.post("/_control/snapshots", json={"name": "then"})
        wrong = dict(tls, client_certificate=tls["ca"])
        answers = [
            made,
            api.get(path),
            api.get(ENDPOINTS),
            api.patch(path, json={"tls": tls}),
            api.patch(path, json={"tls": wrong}),
            api.patch(path, json={"tls": tls | {"client_key": secret_of(tls) * 2}}),
            api.post("/payment", content=tls["client_key"]),
        ]
        assert {each.status_code for each in answers} == {200, 201, 400, 415}
        api.patch(path, json={"tls": None})
        api.post("/_control/snapshots/then/restore")
        pay(api)
        advance(api, "1ms")
        assert receiver.next().json()["sequence"] == 1
        shown = made.json()["tls"]
        assert shown == {name: tls[name] for name in ("client_certificate", "ca")}
        answers += [
            api.get("/_control/requests"),
            api.get("/_control/snapshots"),
            api.get(f"/_control/webhooks/deliveries/{deliveries(api)[0]['id']}"),
        ]
        told = "".join(each.text for each in answers if each.request.url.path != "/payment")
        assert secret_of(tls) not in told.replace("\\n", "\n")
        assert secret_of(tls) not in server.log()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"client_key": ""}, ("/tls/client_key", "is missing: a certificate and its private key")),
        ({"client_certificate": ""}, ("/tls/client_certificate", "is missing: a certificate and")),
        ({"client_key": "other"}, ("/tls/client_key", "is not the private key of the client cert")),
        ({"client_key": "locked"}, ("/tls/client_key", "is protected by a password; openssl pkey")),
        ({"client_key": "damaged"}, ("/tls/client_certificate", "cannot be read, or its private")),
        ({"client_certificate": "damaged"}, ("/tls/client_certificate", "cannot be read, or its")),
        ({"ca": "damaged"}, ("/tls/ca", "cannot be read")),
        ({"url": "http://127.0.0.1:9/"}, ("/tls", "needs a url that begins with https://")),
    ],
)
def test_what_cannot_be_used_is_refused_and_changes_nothing(
    api: httpx.Client,
    receiver: Receiver,
    senders: Certificates,
    tls: dict[str, str],
    wrong: dict[str, str],
    told: tuple[str, str],
):
    body = {"url": receiver.url, "tls": dict(tls)}
    for name, kind in wrong.items():
        if name == "url":
            body["url"] = kind
        elif kind:
            body["tls"][name] = unusable(kind, name, tls, senders)
        else:
            del body["tls"][name]
    refused = api.post(ENDPOINTS, json=body)
    assert (refused.status_code, refused.json()["code"]) == (400, "invalid_endpoint")
    [error] = refused.json()["errors"]
    assert error["pointer"] == told[0]
    assert error["message"].startswith(told[1])
    assert api.get(ENDPOINTS).json() == {"endpoints": []}
    endpoint = register(api, receiver, tls=tls)
    path = f"{ENDPOINTS}/{endpoint['id']}"
    assert api.patch(path, json=body).status_code == 400
    assert api.get(path).json() == endpoint


def unusable(kind: str, name: str, tls: dict[str, str], senders: Certificates) -> str:
    """A text of the right form that TLS cannot use."""
    if kind == "other":
        return senders.issued("other.test")[1].read_text()
    if kind == "locked":
        return (
            load_pem_private_key(tls["client_key"].encode(), None)
            .private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"sesame"))
            .decode()
        )
    first, *_, last = tls[name].splitlines()
    return f"{first}\nbm90aGluZyBoZXJlLCBub3RoaW5nIGF0IGFsbCwgbm90aGluZw==\n{last}\n"
