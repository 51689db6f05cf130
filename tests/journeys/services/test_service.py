"""The server itself: start page, health, readiness, metrics, documentation, and what it lacks."""

import html

import httpx
import pytest
import yaml
from yaml import CSafeLoader

from tests.journeys.shopping import problem
from tests.server_process import IN_MEMORY, Server, running

BASE_PATHS = {"cards": "/api/v1", "control": "/_control", "stripe": "/v1"}
NAMES = ["acquirer", "cards", "control", "pix", "service", "stripe"]


def test_programs_are_told_what_is_served(api: httpx.Client):
    answer = api.get("/")
    start = answer.json()
    assert answer.status_code == 200
    assert (start["service"], start["status"]) == ("Paydrill", "running")
    assert start["documentation"] == "/docs"
    served = {each["contract"]: each for each in start["endpoints"]}
    assert sorted(served) == NAMES
    assert served["cards"]["base_path"] == "/api/v1"
    operations = {each["operation_id"]: each for each in served["cards"]["operations"]}
    assert operations["cards.create_payment"]["method"] == "POST"
    assert operations["cards.create_payment"]["path"] == "/api/v1/payments"


def test_people_are_shown_a_page(api: httpx.Client):
    answer = api.get("/", headers={"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert answer.headers["content-type"].startswith("text/html")
    assert "Insufficient funds" in answer.text


CALLED = [
    ({"Host": "payments.test:9000"}, "/", "http://payments.test:9000"),
    ({"Host": "[::1]:9000"}, "/", "http://[::1]:9000"),
    ({"Host": "payments.test"}, "/~checkout-7/", "http://payments.test/~checkout-7"),
    (
        {"Host": "payments.test", "Paydrill-Sandbox": "shop"},
        "/",
        "http://payments.test/~shop",
    ),
    ({"Host": "10.0.0.1", "X-Forwarded-Proto": "https"}, "/", "https://10.0.0.1"),
    (
        {"X-Forwarded-Host": "pay.example, inner", "X-Forwarded-Proto": "https, http"},
        "/~a/",
        "https://pay.example/~a",
    ),
]


def test_the_page_names_the_address_that_was_called():
    with running(*IN_MEMORY) as server:
        for headers, path, called in CALLED:
            accept = {"Accept": "text/html"}
            page = httpx.get(f"{server.url}{path}", headers=accept | headers).text
            assert f"<code>{called}</code>" in page
            assert f"curl {called}/payment" in html.unescape(page).replace("'", "")
            assert server.url not in page
        unusable = {"Accept": "text/html", "X-Forwarded-Host": '"><script>'}
        assert f"<code>{server.url[:17]}" in httpx.get(server.url, headers=unusable).text


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("ending", ["json", "yaml"])
def test_a_contract_names_the_sandbox_that_it_was_read_in(
    server: Server, api: httpx.Client, name: str, ending: str
):
    base_path = BASE_PATHS.get(name, "")
    for root in (server.url, str(api.base_url).rstrip("/")):
        contract = yaml.load(httpx.get(f"{root}/openapi/{name}.{ending}").text, CSafeLoader)
        assert [each["url"] for each in contract["servers"]] == [root + base_path]


def test_what_stands_beside_the_contracts_is_served(server: Server, api: httpx.Client):
    root = str(api.base_url).rstrip("/")
    for below in ("", "/_control"):
        collection = api.get(f"{below}/postman.json").json()
        assert collection["variable"] == [{"key": "baseUrl", "value": root}]
        schema = api.get(f"{below}/openapi/scenario.schema.json")
        assert schema.headers["content-type"] == "application/schema+json"
        assert schema.json()["$schema"].startswith("https://json-schema.org/")
        events = yaml.load(api.get(f"{below}/openapi/events.asyncapi.yaml").text, CSafeLoader)
        here = events["servers"]["here"]
        assert f"http://{here['host']}{here['pathname']}" == root
    assert httpx.get(f"{server.url}/postman.json").json()["variable"][0]["value"] == server.url


def test_alive_and_ready(api: httpx.Client):
    assert api.get("/health").json()["status"] == "healthy"
    assert api.get("/_control/health").json()["status"] == "healthy"
    ready = {"status": "ready", "checks": {"store": "ok", "scenario": "ok"}}
    assert api.get("/ready").json() == ready


def test_answers_are_counted_by_operation_and_status(server: Server):
    line = 'paydrill_answers_total{operation="pix.refund_payment",status="404"}'

    def counted() -> float:
        text = httpx.get(f"{server.url}/metrics").text
        return sum(float(each.split()[-1]) for each in text.splitlines() if each.startswith(line))

    before = counted()
    httpx.post(f"{server.url}/~metrics/payments/pix/9/refund")
    assert counted() == before + 1


def test_metrics_are_text(api: httpx.Client):
    assert api.get("/metrics").headers["content-type"].startswith("text/plain")


@pytest.mark.parametrize("root", ["", "/_control"])
@pytest.mark.parametrize("page", ["docs", "redoc"])
def test_the_documentation_is_there_with_all_it_needs(api: httpx.Client, root: str, page: str):
    answer = api.get(f"{root}/{page}")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert api.get(f"{root}/docs/assets/swagger-ui.css").status_code == 200
    for ending in ("json", "yaml"):
        assert (
            api.get(f"{root}/openapi/pix.{ending}").text == api.get(f"/openapi/pix.{ending}").text
        )


@pytest.mark.parametrize("path", ["/_control/doc", "/_controldocs", "/_control/_control/docs"])
def test_what_only_looks_like_the_documentation_is_a_404(api: httpx.Client, path: str):
    assert problem(api.get(path)) == (404, "not_found")


def test_the_documentation_below_control_is_guarded_as_all_is_there(api: httpx.Client):
    answer = api.get("/_control/docs", headers={"Host": "rebound.example"})
    assert problem(answer) == (403, "foreign_host")


@pytest.mark.parametrize("name", NAMES)
def test_each_contract_is_given_away_complete(api: httpx.Client, name: str):
    as_json = api.get(f"/openapi/{name}.json")
    as_yaml = api.get(f"/openapi/{name}.yaml")
    assert as_json.json() == yaml.load(as_yaml.text, CSafeLoader)
    assert as_json.json()["openapi"].startswith("3.0.")
    assert "components/common.yaml" not in as_json.text


def test_a_path_nobody_serves_is_a_404(api: httpx.Client):
    assert problem(api.get("/nowhere")) == (404, "not_found")
    assert problem(api.get("/api/v1/nowhere")) == (404, "not_found")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/api/v1/payments", "POST"),
        ("PUT", "/payment", "POST"),
        ("POST", "/status/7f2c1a52-0f0b-4a0e-9d5c-2f6f0c7f4b11", "GET"),
    ],
)
def test_a_method_nobody_serves_is_a_405(api: httpx.Client, method: str, path: str, allowed: str):
    answer = api.request(method, path)
    assert problem(answer) == (405, "method_not_allowed")
    assert allowed in answer.headers["allow"].split(", ")


def test_a_pix_method_nobody_serves_is_a_message(api: httpx.Client):
    answer = api.delete("/payments")
    assert answer.status_code == 405
    assert answer.json().keys() == {"message"}


@pytest.mark.parametrize("path", ["/payment", "/api/v1/payments", "/api/v1/tokenize"])
def test_a_body_that_is_not_json_is_a_415(api: httpx.Client, path: str):
    answer = api.post(path, content="amount=10", headers={"Content-Type": "text/plain"})
    assert problem(answer) == (415, "unsupported_media_type")


def test_a_pix_body_that_is_not_json_is_a_message(api: httpx.Client):
    answer = api.post("/payments", content="10", headers={"Content-Type": "text/plain"})
    assert (answer.status_code, answer.json().keys()) == (415, {"message"})


def test_every_answer_names_its_request(api: httpx.Client):
    paths = ["/health", "/nowhere", "/openapi/cards.json", "/api/v1/tokens/tok_unknown"]
    ids = [api.get(path).headers["x-request-id"] for path in paths]
    assert len(set(ids)) == len(paths)
    own = api.get("/health", headers={"X-Request-Id": "my-own-7"})
    assert own.headers["x-request-id"] == "my-own-7"
    unusable = api.get("/health", headers={"X-Request-Id": "a b"})
    assert unusable.headers["x-request-id"] != "a b"
