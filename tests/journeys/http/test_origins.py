"""Web pages of other origins: which may use the services, and what browsers are told of it."""

from base64 import b64encode
from collections.abc import Iterator

import httpx
import pytest

from tests.raw_http import PROBLEM, connection, get, post, request
from tests.server_process import IN_MEMORY, Server, running

LOCAL = ["http://localhost:3000", "https://localhost", "http://127.0.0.1:5173", "http://127.9.9.9"]
LOCAL += ["http://[::1]:3000", "http://shop.localhost:3000"]
NAMED = "https://shop.example"
FOREIGN = ["https://evil.example", "null", "http://localhost.evil.example", "http://192.168.1.7"]
FOREIGN += ["http://127.0.0.1.evil.example", "file://localhost", "http://[", "localhost:3000", ""]
VALUE = {"value": 10}


@pytest.fixture(scope="module")
def naming() -> Iterator[Server]:
    """A server that takes requests from pages of another origin as well."""
    variables = {"PAYDRILL_CORS_ORIGIN": f"{NAMED}:443/ https://two.example"}
    with running(*IN_MEMORY, variables=variables) as started:
        yield started


def shared(answer: httpx.Response) -> str | None:
    """The origin whose pages may see the answer."""
    assert answer.headers["vary"].endswith("origin")
    origin = answer.headers.get("access-control-allow-origin")
    assert ("access-control-expose-headers" in answer.headers) == (origin is not None)
    return origin


def charges(api: httpx.Client) -> int:
    """How many were made; the next is one more."""
    number: int = api.post("/payments", json=VALUE).json()["payment"]["id"]
    return number


def preflight(url: str, origin: str, method: str = "POST", **headers: str) -> httpx.Response:
    asking = {"Origin": origin, "Access-Control-Request-Method": method}
    named = {f"Access-Control-{name.replace('_', '-')}": value for name, value in headers.items()}
    return httpx.options(url, headers=asking | named)


@pytest.mark.parametrize("origin", LOCAL)
def test_a_page_on_loopback_sees_what_it_asked_for(api: httpx.Client, origin: str):
    answer = api.post("/payments", json=VALUE, headers={"Origin": origin})
    assert (answer.status_code, shared(answer)) == (201, origin)
    assert answer.headers["access-control-allow-credentials"] == "true"


def test_it_sees_every_header(api: httpx.Client):
    headers = {"Origin": LOCAL[0], "Idempotency-Key": "k"}
    for _ in range(2):
        answer = api.post("/payments", json=VALUE, headers=headers)
    exposed = answer.headers["access-control-expose-headers"].split(", ")
    assert {"x-request-id", "idempotency-replayed", "content-type"} <= set(exposed)
    own = {name for name in answer.headers if not name.startswith(("access-", "vary", "date"))}
    assert own <= set(exposed)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/payment", 400),
        ("GET", "/status/unknown", 404),
        ("POST", "/nowhere", 404),
        ("PUT", "/payment", 405),
        ("PUT", "/docs", 405),
        ("GET", "/docs", 200),
        ("GET", "/openapi/cards.json", 200),
        ("GET", "/~Bad Name/payment", 400),
        ("GET", "/", 200),
    ],
)
def test_refusals_and_pages_can_be_read_as_well(
    server: Server, method: str, path: str, status: int
):
    answer = httpx.request(method, server.url + path, headers={"Origin": LOCAL[0]})
    assert (answer.status_code, shared(answer)) == (status, LOCAL[0])
    live = {"Origin": LOCAL[0], "Authorization": "Bearer sk_live_x"}
    answer = httpx.request(method, server.url + path, headers=live)
    assert shared(answer) == LOCAL[0]


def test_scripted_faults_can_be_read_as_well(api: httpx.Client):
    fault = {"fault": {"status": 503, "effect": "none"}}
    once = {"when": {"operation": "pix.create_payment"}, "then": fault}
    assert api.post("/_control/outcomes", json=once).status_code == 201
    answer = api.post("/payments", json=VALUE, headers={"Origin": LOCAL[0]})
    assert (answer.status_code, shared(answer)) == (503, LOCAL[0])
    assert "paydrill-rule" in answer.headers["access-control-expose-headers"]


@pytest.mark.parametrize("origin", FOREIGN)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("path", ["/payments", "/payment", "/nowhere", "/docs"])
def test_a_foreign_page_changes_nothing(api: httpx.Client, origin: str, method: str, path: str):
    answer = api.request(method, path, json=VALUE, headers={"Origin": origin})
    assert (answer.status_code, shared(answer)) == (403, None)


def test_not_even_by_a_post_without_a_body(api: httpx.Client):
    made = api.post("/payments", json=VALUE).json()["payment"]
    body = {"bank_payment_id": made["bank_payment_id"], "value": 10}
    assert api.post("/payments/pix/confirmation", json=body).status_code == 200
    refund = f"/payments/pix/{made['id']}/refund"
    foreign: list[dict[str, str]] = [{"Origin": each} for each in FOREIGN]
    foreign += [{"Sec-Fetch-Site": each} for each in ("cross-site", "same-site")]
    for headers in foreign:
        assert api.post(refund, headers=headers).status_code == 403
    state = api.get(f"/payments/pix/{made['id']}", headers={"Accept": "application/json"})
    assert state.json()["amount_returned"] == 0
    assert api.post(refund).status_code == 200


def test_who_is_refused_is_told_why_in_the_shape_of_the_contract(server: Server):
    headers = {"Origin": FOREIGN[0]}
    problem = httpx.post(f"{server.url}/payment", headers=headers)
    assert problem.headers["content-type"] == PROBLEM
    assert problem.json()["code"] == "origin_not_allowed"
    assert "--cors-origin https://evil.example" in problem.json()["detail"]
    message = httpx.post(f"{server.url}/payments", headers=headers).json()["message"]
    assert message == problem.json()["detail"]


def test_what_a_foreign_page_asks_to_see_it_may_not(server: Server):
    for origin in FOREIGN:
        answer = httpx.get(f"{server.url}/health", headers={"Origin": origin})
        assert (answer.status_code, shared(answer)) == (200, None)


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_the_servers_own_pages_change_what_they_like(api: httpx.Client, site: str):
    own = {"Sec-Fetch-Site": site}
    assert api.post("/payments", json=VALUE, headers=own).status_code == 201
    # Under the name that a proxy has for the server; and where the page says nothing of itself.
    behind = {"Host": "127.0.0.1", "Origin": "https://pay.example", "Sec-Fetch-Site": "same-origin"}
    assert api.post("/payments", json=VALUE, headers=behind).status_code == 201
    named = {"Host": "Pay.example", "Origin": "https://pay.example"}
    assert api.post("/payments", json=VALUE, headers=named).status_code == 201


def test_a_preflight_is_told_what_it_asked(api: httpx.Client):
    url = f"{api.base_url}payments"
    wanted = "content-type,idempotency-key, paydrill-sandbox,authorization"
    answer = preflight(url, LOCAL[0], Request_Headers=wanted, Request_Private_Network="true")
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["access-control-allow-origin"] == LOCAL[0]
    assert answer.headers["access-control-allow-methods"] == "POST"
    assert answer.headers["access-control-allow-headers"] == wanted
    assert answer.headers["access-control-allow-private-network"] == "true"
    assert int(answer.headers["access-control-max-age"]) > 0
    assert answer.headers["vary"] == "origin"
    assert answer.headers["x-request-id"]
    plain = preflight(url, LOCAL[0])
    assert not {f"access-control-allow-{each}" for each in ("headers", "private-network")} & set(
        plain.headers
    )
    logged = api.get("/_control/requests").json()["requests"]
    assert logged == []


def test_a_preflight_for_a_path_that_nobody_knows_lets_the_page_see_the_404(server: Server):
    answer = preflight(f"{server.url}/paymnt", LOCAL[0], "PUT")
    assert (answer.status_code, answer.headers["access-control-allow-methods"]) == (204, "PUT")


@pytest.mark.parametrize("origin", FOREIGN)
def test_a_foreign_preflight_is_answered_like_any_options(server: Server, origin: str):
    answer = preflight(f"{server.url}/payments", origin)
    assert (answer.status_code, shared(answer)) == (204, None)
    assert set(answer.headers["allow"].split(", ")) == {"POST", "OPTIONS"}


@pytest.mark.parametrize("origin", FOREIGN)
@pytest.mark.parametrize("path", ["/payments", "/nowhere", "/docs"])
def test_a_foreign_preflight_is_not_logged_either(api: httpx.Client, origin: str, path: str):
    preflight(f"{api.base_url}{path[1:]}", origin, "PUT")
    live = {"Authorization": "Bearer sk_live_x", "Access-Control-Request-Method": "PUT"}
    api.options(path, headers={"Origin": origin, **live})
    assert api.get("/_control/requests").json()["requests"] == []
    assert api.get("/_control/coverage").json()["undocumented"] == []


def test_options_that_are_no_preflight_are_too(server: Server):
    answer = httpx.options(f"{server.url}/payments", headers={"Origin": LOCAL[0]})
    assert (answer.status_code, shared(answer)) == (204, LOCAL[0])
    assert set(answer.headers["allow"].split(", ")) == {"POST", "OPTIONS"}


@pytest.mark.parametrize("origin", [LOCAL[0], NAMED])
@pytest.mark.parametrize("prefix", ["", "/~shop"])
def test_the_control_api_is_for_no_page(naming: Server, origin: str, prefix: str):
    url = f"{naming.url}{prefix}/_control/reset"
    for answer in (
        httpx.post(url, headers={"Origin": origin}),
        httpx.get(url, headers={"Origin": origin}),
        preflight(url, origin),
        httpx.post(url, headers={"Sec-Fetch-Site": "cross-site"}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "foreign_origin")
        assert [name for name in answer.headers if name.startswith("access-control-")] == []


def test_other_origins_can_be_named(naming: Server):
    for origin in (NAMED, "https://two.example", LOCAL[0]):
        answer = httpx.post(f"{naming.url}/payments", json=VALUE, headers={"Origin": origin})
        assert (answer.status_code, shared(answer)) == (201, origin)
    for origin in (*FOREIGN, f"{NAMED}:8443", "http://shop.example", "https://x.shop.example"):
        answer = httpx.post(f"{naming.url}/payments", json=VALUE, headers={"Origin": origin})
        assert (answer.status_code, shared(answer)) == (403, None)


def test_all_can_be_and_learn_nothing_of_the_browsers_user():
    with running(*IN_MEMORY, "--cors-origin", "*") as server:
        answer = httpx.post(f"{server.url}/payments", json=VALUE, headers={"Origin": NAMED})
        assert (answer.status_code, shared(answer)) == (201, "*")
        assert "access-control-allow-credentials" not in answer.headers
        assert preflight(f"{server.url}/payment", "null").headers["access-control-allow-origin"]
        refused = httpx.post(f"{server.url}/_control/reset", headers={"Origin": NAMED})
        assert refused.status_code == 403


def test_who_names_no_origin_is_told_of_none(server: Server):
    with connection(server.url) as line:
        for asked in (get("/health"), post("/payments", b'{"value": 5}'), request("PUT", "/docs")):
            answer = line.asks(asked)
            assert answer.headers["vary"] is None
            assert [name for name in answer.headers if "access-control" in name] == []


KEYS = ["Bearer sk_live_51Hx", f"Basic {b64encode(b'rk_live_51Hx:').decode()}"]


@pytest.mark.parametrize("authorization", KEYS)
@pytest.mark.parametrize("path", ["/payments", "/payment", "/_control/clock", "/nowhere"])
def test_a_live_key_is_refused_and_not_repeated(api: httpx.Client, path: str, authorization: str):
    answer = api.post(path, json=VALUE, headers={"Authorization": authorization})
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"]
    assert "sk_test_" in answer.text
    assert "51Hx" not in answer.text
    log = api.get("/_control/requests").json()["requests"]
    assert [each["path"] for each in log] == ([] if "_control" in path else [path])
    assert charges(api) == 1


def test_keys_of_one_account_meet(server: Server):
    def sandbox(authorization: str) -> str:
        headers = {"Authorization": authorization}
        named: str = httpx.get(f"{server.url}/_control/clock", headers=headers).json()["sandbox"]
        return named

    secret = sandbox("Bearer sk_test_51HxYzKAbCdEfGhIjKlMnOp")
    assert secret.startswith("key-")
    assert sandbox("Bearer pk_test_51HxYzKAbCdEfGhIqRsTuVw") == secret
    user = b64encode(b"sk_test_51HxYzKAbCdEfGhIjKlMnOp:").decode()
    assert sandbox(f"Basic {user}") == secret
