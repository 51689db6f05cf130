"""Endpoints of each form: their secrets, what is refused, and which faults their log has."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.journeys.webhooks.hooks import advance, freeze, pay, register, script, whole
from tests.receiver import Receiver

STANDARD = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
TEXT = "a-secret-of-the-team"
HEX = "44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056"
ONE = {"adyen": HEX, "mercado_pago": TEXT, "github": TEXT}
SEVERAL = {"standard": STANDARD, "stripe": "whsec_not-in-base64-at-all"}
ENDPOINTS = "/_control/webhooks/endpoints"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver().listening() as listening:
        yield listening


def refusal(answer: httpx.Response) -> tuple[int, str, list[tuple[str, str]]]:
    problem = answer.json()
    errors = [(each["pointer"], each["message"]) for each in problem.get("errors", ())]
    return answer.status_code, problem["code"], errors


@pytest.mark.parametrize("form", [*ONE, *SEVERAL])
def test_a_secret_is_made_where_none_is_given_and_can_be_changed(
    api: httpx.Client, receiver: Receiver, form: str
):
    made = register(api, receiver, format=form)
    assert (made["format"], len(made["secrets"])) == (form, 1)
    path = f"{ENDPOINTS}/{made['id']}"
    again = api.patch(path, json={"secrets": made["secrets"]})
    assert (again.status_code, again.json()) == (200, made)
    own = (ONE | SEVERAL)[form]
    changed = api.patch(path, json={"secrets": [own]})
    assert (changed.status_code, changed.json()["secrets"]) == (200, [own])


@pytest.mark.parametrize("form", ["none", "bacen"])
def test_what_is_not_signed_takes_no_secret(api: httpx.Client, receiver: Receiver, form: str):
    made = register(api, receiver, format=form)
    assert made["secrets"] == []
    why = [("/secrets", f"must be left out: webhooks in the form {form} are not signed")]
    body = {"url": receiver.url, "format": form, "secrets": [TEXT]}
    assert refusal(api.post(ENDPOINTS, json=body)) == (400, "invalid_endpoint", why)
    path = f"{ENDPOINTS}/{made['id']}"
    refused = api.patch(path, json={"secrets": [TEXT]})
    assert refusal(refused) == (400, "invalid_endpoint", why)
    assert api.get(path).json() == made


@pytest.mark.parametrize("form", ONE)
def test_one_signature_takes_one_secret(api: httpx.Client, receiver: Receiver, form: str):
    body = {"url": receiver.url, "format": form, "secrets": [ONE[form], ONE[form]]}
    why = f"must be one secret: the form {form} has room for one signature"
    refused = api.post(ENDPOINTS, json=body)
    assert refusal(refused) == (400, "invalid_endpoint", [("/secrets", why)])


@pytest.mark.parametrize(
    ("form", "secrets", "described"),
    [
        ("standard", [STANDARD, "whsec_" + "A" * 33], "whsec_ and 24 to 64 bytes in base64"),
        ("stripe", [HEX], "whsec_ and 16 to 64 printable characters without blanks"),
        ("adyen", [STANDARD], "an even number of hexadecimal digits, 32 to 128"),
        ("mercado_pago", ["a" * 65], "16 to 64 printable characters without blanks"),
        ("github", ["a" * 65], "16 to 64 printable characters without blanks"),
    ],
)
def test_a_secret_of_another_form_is_refused(
    api: httpx.Client, receiver: Receiver, form: str, secrets: list[str], described: str
):
    body: dict[str, Any] = {"url": receiver.url, "format": form, "secrets": secrets}
    refused = api.post(ENDPOINTS, json=body)
    why = f"must be {described}, as the form {form} has it"
    pointer = f"/secrets/{len(secrets) - 1}"
    assert refusal(refused) == (400, "invalid_endpoint", [(pointer, why)])
    assert api.get(ENDPOINTS).json() == {"endpoints": []}


@pytest.mark.parametrize("secret", ["fifteen-letters", "a secret with blanks", "x" * 129])
def test_what_no_form_takes_breaks_the_contract(api: httpx.Client, receiver: Receiver, secret: str):
    body = {"url": receiver.url, "format": "github", "secrets": [secret]}
    status, code, [(pointer, _)] = refusal(api.post(ENDPOINTS, json=body))
    assert (status, code, pointer) == (400, "invalid_request", "/secrets/0")


def test_a_form_that_is_misspelt_is_told_the_nearest(api: httpx.Client, receiver: Receiver):
    refused = api.post(ENDPOINTS, json={"url": receiver.url, "format": "strip"})
    status, code, [(pointer, why)] = refusal(refused)
    assert (status, code, pointer) == (400, "invalid_request", "/format")
    assert "stripe" in why


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        *((form, ["bad_signature", "stale_timestamp"]) for form in (*SEVERAL, "mercado_pago")),
        *((form, ["bad_signature"]) for form in ("adyen", "github")),
        ("none", []),
    ],
)
def test_an_attempt_has_the_faults_that_its_form_can_show(
    api: httpx.Client, receiver: Receiver, form: str, shown: list[str]
):
    freeze(api)
    script(api, "[{bad_signature: true, stale_timestamp: true}]")
    register(api, receiver, format=form)
    pay(api)
    received = receiver.next()
    assert received.json()["type"] == "payment.approved"
    advance(api, "1ms")
    [attempt] = whole(api, received)["attempts"]
    assert attempt["faults"] == shown
