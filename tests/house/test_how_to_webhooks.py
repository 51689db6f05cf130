"""What docs/how-to/webhooks.md shows is what happens: its receiver survives what is on its list."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from paydrill.delivery.webhooks.forms import FORMS
from paydrill.scenarios.webhook_faults import DROP, KINDS
from paydrill.server.tls import require_clients_of, server_context
from tests.certificates import Certificates
from tests.commands.terminal import run
from tests.curl import curl
from tests.journeys.pix_charges import charged, confirm
from tests.receiver import Receiver
from tests.server_process import IN_MEMORY, ROOT, Server, running

PAGE = (ROOT / "docs" / "how-to" / "webhooks.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
RECEIVER, MUTUAL = (text for language, text in BLOCKS if language == "python")
COMMANDS = [
    line
    for language, text in BLOCKS
    if language == "sh"
    for line in text.replace("\\\n", " ").splitlines()
    if line.startswith("curl")
]
SCENARIOS = [text for _, text in BLOCKS if text.startswith("scenario:")]
[CONTRACT] = [text for _, text in BLOCKS if text.startswith("openapi:")]
ROWS = {
    title: re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)
    for title, _, text in (part.partition("\n") for part in PAGE.split("\n## "))
}
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
DEDUPLICATION = 'if self.headers["webhook-id"] not in seen:'
CARD = {"card_number": "4111111111111111", "currency": "USD", "customer_name": "Ada"}
FAULTS = {
    **dict.fromkeys(KINDS, "true"),
    "delay": "1h",
    "duplicate, reorder": "true",
    "duplicate, bad_signature": "true",
}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running(*IN_MEMORY) as started:
        yield started


@contextmanager
def receiving(folder: Path, code: str) -> Iterator[str]:
    """The receiver of the page as a process of its own; where it listens."""
    script = folder / "receiver.py"
    script.write_text(code, encoding="utf-8")
    environment = os.environ | {"WEBHOOK_SECRET": SECRET, "PORT": "0"}
    with subprocess.Popen(
        [sys.executable, str(script)],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            port = process.stdout.readline().rsplit(maxsplit=1)[-1]
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()


def scenario(faults: str) -> str:
    words = ", ".join(f"{word}: {FAULTS[faults]}" for word in faults.split(", "))
    return f"scenario: 1\nname: bad-post\nwebhooks: [{{{words}}}]\n"


@contextmanager
def shop(server: Server, name: str, faults: str, receiver: str) -> Iterator[httpx.Client]:
    """A sandbox whose events go to the receiver, with that going wrong."""
    with httpx.Client(base_url=f"{server.url}/~{name}", timeout=60) as api:
        api.put("/_control/clock", json={"frozen": True})
        put = api.put("/_control/scenarios/bad-post", json={"source": scenario(faults)})
        assert put.status_code == 200, put.text
        api.put("/_control/scenarios/active", json={"name": "bad-post"})
        endpoint = {"url": receiver, "types": ["payment.*"], "secrets": [SECRET]}
        assert api.post("/_control/webhooks/endpoints", json=endpoint).status_code == 201
        yield api


def trade(api: httpx.Client) -> dict[str, Any]:
    """Authorize, capture and refund; then wait until all retries are over. What is true then."""
    statuses = {}
    for amount in (10.0, 20.0, 30.0):
        paid = api.post("/payment", json=CARD | {"amount": amount, "capture": False}).json()
        payment = paid["payment_id"]
        api.post(f"/capture/{payment}")
        statuses[payment] = "captured"
    api.post(f"/refund/{payment}", json={"amount": 5.0})
    statuses[payment] = "partially_refunded"
    api.post("/_control/clock/advance", json={"by": "76h"})
    return {"income": 55.0, "statuses": statuses}


def sent_again(api: httpx.Client) -> None:
    """What was dropped, as somebody who misses it would have it."""
    query = {"status": "dropped"}
    for each in api.get("/_control/webhooks/deliveries", params=query).json()["deliveries"]:
        again = api.post(f"/_control/webhooks/deliveries/{each['id']}/redeliver")
        assert again.status_code == 202


def test_the_tables_have_a_row_for_every_fault_and_every_form():
    assert sorted(ROWS["Faults"]) == sorted(KINDS)
    assert sorted(ROWS["Signed as your provider signs"]) == sorted(FORMS)


@pytest.mark.parametrize("faults", FAULTS)
def test_the_receiver_survives(server: Server, tmp_path: Path, faults: str):
    name = faults.replace(", ", "-").replace("_", "-")
    with receiving(tmp_path, RECEIVER) as url, shop(server, name, faults, url) as api:
        true = trade(api)
        if faults == DROP:
            assert httpx.get(url).json() == {"income": 0.0, "statuses": {}}
            sent_again(api)
        assert httpx.get(url).json() == true


@pytest.mark.parametrize(
    ("faults", "taken_out"),
    [
        ("duplicate, reorder", DEDUPLICATION),
        ("duplicate, reorder", 'if event["sequence"] > last.get(event["subject"], 0):'),
        ("duplicate", DEDUPLICATION),
    ],
)
def test_without_that_it_does_not(server: Server, tmp_path: Path, faults: str, taken_out: str):
    assert taken_out in RECEIVER
    name = f"without-{len(faults)}-{len(taken_out)}"
    careless = RECEIVER.replace(taken_out, "if True:")
    with receiving(tmp_path, careless) as url, shop(server, name, faults, url) as api:
        true = trade(api)
        assert httpx.get(url).json() != true


def test_the_commands_do_what_the_page_says(server: Server, tmp_path: Path):
    register, pay, look, advance, deliveries = COMMANDS[:5]
    with receiving(tmp_path, RECEIVER) as url:
        assert curl(register.replace("http://localhost:9000", url), server.url).status_code == 201
        payment = curl(pay, server.url).json()["payment_id"]
        assert curl(advance, server.url).status_code == 200
        state = curl(look.replace("localhost:9000", url), server.url).json()
    assert state == {"income": 150.0, "statuses": {payment: "captured"}}
    [delivery] = curl(deliveries, server.url).json()["deliveries"]
    assert (delivery["type"], delivery["status"]) == ("payment.approved", "delivered")
    [endpoint] = curl(COMMANDS[5], server.url).json()["endpoints"]
    told = [endpoint[name] for name in ("circuit", "circuit_since", "next_probe_at")]
    assert (told, endpoint["failures_in_row"]) == (["closed", None, None], 0)


def test_a_callback_of_pix_comes_by_mutual_tls(server: Server, tmp_path: Path):
    certificates = Certificates(tmp_path)
    context = server_context()
    context.load_cert_chain(*certificates.issued("localhost"))
    require_clients_of(context, certificates.ca)
    certificates.ca.rename(tmp_path / "receivers-ca.pem")
    certificates.issued("paydrill")
    with (
        Receiver(tls=context).listening() as receiver,
        httpx.Client(base_url=f"{server.url}/~mutual-tls") as api,
    ):
        port = receiver.url.rpartition(":")[2]
        code = MUTUAL.replace("localhost:9443", f"localhost:{port}")
        code = code.replace("http://localhost:8000", str(api.base_url).rstrip("/"))
        subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=True)
        confirm(api, charged(api)["bank_payment_id"])
        assert receiver.next().path == "/pix"


@pytest.mark.parametrize("source", SCENARIOS)
def test_the_scenarios_of_the_page_can_be_used(server: Server, source: str):
    verdict = httpx.post(f"{server.url}/_control/scenarios/validate", json={"source": source})
    assert json.loads(verdict.content)["problems"] == []


def test_what_the_contract_of_the_page_pushes_arrives(tmp_path: Path):
    pay, call = COMMANDS[6:]
    file = tmp_path / "shop.yaml"
    file.write_text(CONTRACT, encoding="utf-8")
    with running(*IN_MEMORY, str(file)) as server, Receiver().listening() as receiver:
        asked = {"url": receiver.url, "types": ["payment.*"], "secrets": [SECRET]}
        httpx.post(f"{server.url}/_control/webhooks/endpoints", json=asked)
        paid = curl(pay.replace("http://localhost:9000", receiver.url), server.url).json()
        sent = curl(call.replace("pay_1", paid["id"]), server.url).json()
        assert sent == {"sequence": 2, "deliveries": 1}
        called = receiver.next()
        assert (called.path, called.json()) == ("/paid", paid)
        done = run("trigger", "payment.paid", "--about", paid["id"], "--url", server.url)
        assert done.output == "event 3: 1 receiver\n"
        assert receiver.next().verified(SECRET)["data"] == {"object": paid}
