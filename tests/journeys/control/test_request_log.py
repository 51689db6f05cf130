"""The request log: what a test can see of what its application asked."""

from collections.abc import Iterator

import httpx
import pytest

from tests.journeys.shopping import JSON, authorize, pay, pointers, problem, stand_still, tokenize
from tests.server_process import IN_MEMORY, Server, running

VISA = "4111 1111 1111 1111"


@pytest.fixture(scope="module")
def forgetful() -> Iterator[Server]:
    """A server that keeps a log of three."""
    with running(*IN_MEMORY, "--request-log", "3") as started:
        yield started


def logged(api: httpx.Client, **filters: str | int) -> list[dict[str, object]]:
    answer = api.get("/_control/requests", params=filters)
    assert answer.status_code == 200, answer.text
    return answer.json()["requests"]


def whole(api: httpx.Client, answer: httpx.Response) -> dict[str, dict[str, object]]:
    found = api.get(f"/_control/requests/{answer.headers['x-request-id']}")
    assert found.status_code == 200, found.text
    return found.json()


def told(requests: list[dict[str, object]]) -> list[tuple[object, object, object]]:
    return [(each["method"], each["path"], each["status"]) for each in requests]


def test_requests_are_listed_newest_first(api: httpx.Client):
    stand_still(api, "2026-01-27T12:00:00Z")
    token = tokenize(api)
    order = {"token": token, "amount": 0.01, "customer_id": "cust_123"}
    paid = api.post("/api/v1/payments?a=1", json=order)  # no such parameter
    paid = api.post("/api/v1/payments", json=order)
    api.get("/nowhere")
    requests = logged(api)
    assert told(requests) == [
        ("GET", "/nowhere", 404),
        ("POST", "/api/v1/payments", 201),
        ("POST", "/api/v1/payments", 400),
        ("POST", "/api/v1/tokenize", 201),
    ]
    assert requests[1].pop("duration_us")
    assert requests[1] == {
        "number": 3,
        "request_id": paid.headers["x-request-id"],
        "at": "2026-01-27T12:00:00.000Z",
        "operation_id": "cards.create_payment",
        "method": "POST",
        "path": "/api/v1/payments",
        "query": "",
        "status": 201,
        "outcome": "failed",
        "reason": "insufficient_funds",
        "rules": ["default/insufficient-funds"],
        "fault": None,
        "delay_ms": 0,
    }
    assert (requests[0]["operation_id"], requests[2]["query"]) == (None, "a=1")
    assert (requests[0]["outcome"], requests[2]["outcome"]) == ("not_found", "invalid_request")
    assert [each["number"] for each in logged(api, after=2)] == [4, 3]
    assert logged(api, after=4) == []


def test_calls_of_the_control_api_are_not_logged(api: httpx.Client):
    for path in ("clock", "requests", "nowhere"):
        api.get(f"/_control/{path}")
    api.post("/_control/clock")
    assert logged(api) == []


LOOKS = (
    *("/", "/health", "/ready", "/metrics", "/docs", "/docs/assets/swagger-ui.css"),
    *("/redoc", "/redoc?contract=pix", "/openapi/cards.json", "/docs/assets/swagger-ui.css.map"),
    *("/favicon.ico", "/apple-touch-icon.png", "/apple-touch-icon-120x120-precomposed.png"),
    "/.well-known/appspecific/com.chrome.devtools.json",
)


def test_who_looks_at_the_server_leaves_no_trace_in_the_log():
    with (
        running(*IN_MEMORY) as server,
        httpx.Client(base_url=f"{server.url}/~looked-at", timeout=30) as api,
    ):
        for path in LOOKS:
            api.get(path)
            api.head(path, headers={"Accept": "text/html"})
        nothing = {"matching": {}, "count": 0}
        assert api.post("/_control/requests/verify", json=nothing).json()["verified"]
        assert logged(api) == []
        metrics = api.get("/metrics").text
    assert 'paydrill_answers_total{operation="service.get_health",status="200"}' in metrics


def test_a_clients_mistake_is_logged_wherever_it_leads(api: httpx.Client):
    mistakes = [
        *(("GET", "/paymnts"), ("POST", "/"), ("POST", "/health"), ("GET", "/healthz")),
        *(("GET", "/_controls"), ("POST", "/docs"), ("GET", "/assets/favicon.ico")),
        *(("GET", "/openapi/crads.json"), ("GET", "/docs/payments")),
    ]
    for method, path in mistakes:
        assert api.request(method, path).status_code in {404, 405}, path
    found = [(each["method"], each["path"]) for each in logged(api)]
    assert found == mistakes[::-1]


def test_a_request_is_read_whole(api: httpx.Client):
    headers = {"Authorization": "Bearer sk_test_me", "X-Case": "7", **JSON}
    body = f'{{"card_number": "{VISA}", "cvv": "123", "amount": 150.00, "currency": "USD"}}'
    answer = api.post("/payment", content=body, headers=headers)
    assert answer.status_code == 400
    found = whole(api, answer)
    assert found["summary"]["status"] == 400
    request, answered = found["request"], found["answer"]
    assert request["text"] == (
        '{"card_number": "**** **** **** 1111", "cvv": "***", "amount": 150.00, "currency": "USD"}'
    )
    assert (request["size"], request["truncated"], request["base64"]) == (len(body), False, None)
    sent = request["headers"]
    assert (sent["authorization"], sent["x-case"]) == ("Bearer ***", "7")
    assert answered["text"] == answer.text
    assert answered["headers"].items() <= dict(answer.headers).items()
    assert answered["size"] == len(answer.content)


def test_bodies_that_are_no_text_or_too_long_are_read_in_part(api: httpx.Client):
    charge = api.post("/payments", json={"value": 10}).json()["payment"]
    image = whole(api, api.get(f"/payments/pix/qr_code/{charge['qr_code']}.png"))["answer"]
    assert image["text"] is None
    assert str(image["base64"]).startswith("iVBORw0KGgo")
    long = whole(api, api.post("/payments", content=("é" * 10_000).encode(), headers=JSON))
    assert (long["request"]["size"], long["request"]["truncated"]) == (20_000, True)
    assert long["request"]["text"] == "é" * 8192
    odd = whole(api, api.post("/payments", content=b"x" + "é".encode() * 10_000, headers=JSON))
    assert odd["request"]["text"] == "x" + "é" * 8191
    broken = whole(api, api.post("/payments", content=b'{"value": "\xff"}', headers=JSON))
    assert (broken["request"]["text"], broken["request"]["base64"]) == (
        None,
        "eyJ2YWx1ZSI6ICL/In0=",
    )
    head = api.head(f"/payments/pix/qr_code/{charge['qr_code']}.png")
    assert whole(api, head)["answer"]["size"] == 0


def test_filters_combine(api: httpx.Client):
    pay(api, "0.01")
    pay(api, "10")
    authorize(api, "0.01")
    authorize(api, "-1")
    api.get("/status/unknown")
    assert len(logged(api)) == 7
    assert len(logged(api, operation="cards.create_payment")) == 2
    assert len(logged(api, rule="default/insufficient-funds")) == 2
    assert len(logged(api, rule="default/insufficient-funds", path="/api/*")) == 1
    assert len(logged(api, method="GET")) == 1
    assert len(logged(api, status="4XX")) == 2
    assert len(logged(api, status="400", path="/payment")) == 1
    assert logged(api, operation="cards.get_token") == []


def test_time_is_that_of_the_sandbox(api: httpx.Client):
    for day in ("27", "28", "29"):
        stand_still(api, f"2026-01-{day}T12:00:00Z")
        api.get(f"/{day}")  # refused before the sandbox is opened
    between = logged(api, since="2026-01-28T12:00:00Z", until="2026-01-29T12:00:00Z")
    assert [each["path"] for each in between] == ["/28"]
    assert [each["at"] for each in between] == ["2026-01-28T12:00:00.000Z"]
    assert pointers(api.get("/_control/requests?since=yesterday%20at%20noon")) == ["/query/since"]


def test_pages_go_back_to_the_first_request(api: httpx.Client):
    for number in range(5):
        api.get(f"/{number}")
    seen, cursor = [], {}
    while cursor is not None:
        page = api.get("/_control/requests", params={"limit": 2, **cursor}).json()
        seen += [each["path"] for each in page["requests"]]
        cursor = page["next_cursor"] and {"cursor": page["next_cursor"]}
        api.get("/later")  # what comes meanwhile moves nothing
    assert (page["kept"], page["forgotten"]) == (7, 0)
    assert seen == ["/4", "/3", "/2", "/1", "/0"]


def test_a_log_is_emptied_alone_or_with_everything(api: httpx.Client, server: Server):
    paid = authorize(api, "10").json()["payment_id"]
    httpx.get(f"{server.url}/~next-door/nowhere")
    assert api.delete("/_control/requests").json()["forgotten"] == 1
    assert logged(api) == []
    assert api.get(f"/status/{paid}").status_code == 200
    assert len(logged(api)) == 1
    api.post("/_control/reset")
    assert logged(api) == []
    others = httpx.get(f"{server.url}/~next-door/_control/requests").json()
    assert told(others["requests"]) == [("GET", "/nowhere", 404)]


def test_a_sandbox_that_is_gone_takes_its_log_along(api: httpx.Client, server: Server):
    name = str(api.base_url).rpartition("~")[2].strip("/")
    tokenize(api)
    assert httpx.delete(f"{server.url}/_control/sandboxes/{name}").status_code == 204
    assert logged(api) == []
    assert api.get("/_control/coverage?contract=cards").json()["totals"]["answers"]["met"] == 0


def test_an_id_that_nobody_has_is_a_404(api: httpx.Client):
    assert problem(api.get("/_control/requests/req_unknown")) == (404, "request_not_found")


def test_an_id_of_the_clients_own_names_the_last_request_that_had_it(api: httpx.Client):
    for path in ("/first", "/last"):
        answer = api.get(path, headers={"X-Request-Id": "mine"})
    assert whole(api, answer)["summary"]["path"] == "/last"


def test_the_log_is_bounded_and_says_what_it_has_forgotten(forgetful: Server):
    with httpx.Client(base_url=f"{forgetful.url}/~bounded", timeout=30) as api:
        for number in range(5):
            api.get(f"/{number}")
        page = api.get("/_control/requests").json()
    assert [each["path"] for each in page["requests"]] == ["/4", "/3", "/2"]
    assert (page["kept"], page["forgotten"]) == (3, 2)


def test_every_request_has_an_id_of_its_own_and_none_is_skipped(api: httpx.Client):
    """Whether it is answered at once, by ASGI, by Flask or refused; and no id is all digits."""
    paths = (
        "/api/v1/transactions",
        "/nowhere",
        "/docs",
        "/~NO/health",
        "/api/v1/transactions?limit=0",
    )
    ids = [api.get(path).headers["x-request-id"] for path in paths]
    numbers = [int(each[-8:], 16) for each in ids]
    assert numbers == list(range(numbers[0], numbers[0] + len(paths)))
    assert all(each[-9].isalpha() for each in ids)
