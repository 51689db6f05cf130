"""Webhooks of each form are accepted by the provider's own library, and forged ones are not."""

import json
import subprocess
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from paydrill.delivery.webhooks.forms import FORMS, Unsigned
from tests.clients.libraries import node, python
from tests.journeys.webhooks.hooks import advance, freeze, pay, register, script
from tests.receiver import Answer, Received, Receiver
from tests.server_process import IN_MEMORY, Server, running

HERE = Path(__file__).parent
PATIENCE_S = 60
PYTHON = partial(python, HERE / "verify_webhooks.py")
NODE = partial(node, HERE / "verify_webhooks.mjs")
LIBRARIES = {
    "standard, Python": PYTHON,
    "stripe, Python": PYTHON,
    "stripe, Node": NODE,
    "adyen, Python": PYTHON,
    "adyen, Node": NODE,
    "mercado_pago, Node": NODE,
    "github, Node": NODE,
}
LOOKS_AT_THE_CLOCK = [each for each in LIBRARIES if not each.startswith(("adyen", "github"))]
KEY = "44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056"
ITEM = {
    "pspReference": "7914073381342284",
    "merchantAccountCode": "Shop: with a colon \\",
    "merchantReference": "order 1",
    "amount": {"value": 1130, "currency": "EUR"},
    "eventCode": "AUTHORISATION",
    "success": "true",
}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running(*IN_MEMORY) as started:
        yield started


@pytest.fixture
def api(server: Server, request: pytest.FixtureRequest) -> Iterator[httpx.Client]:
    """A client of a sandbox that no other test uses."""
    names = [each.nodeid for each in request.session.items]
    sandbox = f"{server.url}/~signed-{names.index(request.node.nodeid)}"
    with httpx.Client(base_url=sandbox, timeout=30) as client:
        freeze(client)
        yield client


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver((Answer(401), Answer())).listening() as listening:
        yield listening


def verdict(library: str, received: Received, secret: str) -> str:
    """What a library says of a webhook."""
    given = {
        "format": library.partition(",")[0],
        "path": received.path,
        "headers": received.headers,
        "body": received.body.decode(),
        "secret": secret,
    }
    done = subprocess.run(
        LIBRARIES[library](),
        input=json.dumps(given),
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.strip()


def registered(api: httpx.Client, receiver: Receiver, library: str) -> str:
    """The secret of a new endpoint in the form that a library verifies."""
    [secret] = register(api, receiver, format=library.partition(",")[0])["secrets"]
    return str(secret)


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_webhook_is_accepted_with_its_secret_alone(
    api: httpx.Client, receiver: Receiver, library: str
):
    secret = registered(api, receiver, library)
    pay(api)
    received = receiver.next()
    assert verdict(library, received, secret) == "accepted"
    made = register(api, receiver, format=library.partition(",")[0])
    assert verdict(library, received, made["secrets"][0]) == "refused"
    changed = received._replace(body=received.body.replace(b"approved", b"declined"))
    is_of_body = not library.startswith("mercado_pago")
    assert verdict(library, changed, secret) == ("refused" if is_of_body else "accepted")


@pytest.mark.parametrize(
    ("library", "fault"),
    [
        *((library, "bad_signature") for library in LIBRARIES),
        *((library, "stale_timestamp") for library in LOOKS_AT_THE_CLOCK),
    ],
)
def test_the_first_attempt_is_refused_and_the_retry_accepted(
    api: httpx.Client, receiver: Receiver, library: str, fault: str
):
    script(api, f"[{{{fault}: true}}]")
    secret = registered(api, receiver, library)
    pay(api)
    first = receiver.next()
    assert verdict(library, first, secret) == "refused"
    advance(api, "5s")
    second = receiver.next()
    assert verdict(library, second, secret) == "accepted"
    assert (first.id, first.body) == (second.id, second.body)


@pytest.mark.parametrize("library", ["standard, Python", "stripe, Python", "stripe, Node"])
def test_old_and_new_secret_are_both_accepted_while_they_change(
    api: httpx.Client, receiver: Receiver, library: str
):
    form = library.partition(",")[0]
    new = register(api, receiver, format=form)
    old = register(api, receiver, format=form)
    secrets = [new["secrets"][0], old["secrets"][0]]
    api.delete(f"/_control/webhooks/endpoints/{new['id']}")
    path = f"/_control/webhooks/endpoints/{old['id']}"
    assert api.patch(path, json={"secrets": secrets}).status_code == 200
    pay(api)
    received = receiver.next()
    assert {verdict(library, received, each) for each in secrets} == {"accepted"}


def test_mercado_pago_names_the_payment_in_the_query(api: httpx.Client, receiver: Receiver):
    registered(api, receiver, "mercado_pago, Node")
    payment = pay(api)
    path, query = urlsplit(receiver.next().path)[2:4]
    assert (path, parse_qs(query)) == (
        "/hooks",
        {"data.id": [payment], "type": ["payment.approved"]},
    )


@pytest.mark.parametrize("library", ["adyen, Python", "adyen, Node"])
@pytest.mark.parametrize("more", [{}, {"originalReference": "8813"}, {"merchantReference": "ção"}])
def test_notification_items_are_accepted(library: str, more: dict[str, str]):
    told = {"live": "false", "notificationItems": [{"NotificationRequestItem": ITEM | more}]}
    unsigned = Unsigned(
        "msg_1", "AUTHORISATION", "", 0, "http://localhost", json.dumps(told).encode(), (KEY,)
    )
    signed, forged = (
        FORMS["adyen"].sign(unsigned._replace(is_forged=is_forged)) for is_forged in (False, True)
    )
    received = Received("/", signed.headers, signed.body)
    assert verdict(library, received, KEY) == "accepted"
    assert verdict(library, received, KEY[::-1]) == "refused"
    assert verdict(library, received._replace(body=forged.body), KEY) == "refused"
