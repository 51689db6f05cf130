"""Paths and methods that the stock stack gets wrong: `//`, `%2F`, `%0A`, OPTIONS, HEAD, `Allow`."""

from collections.abc import Iterator

import pytest

from tests.our_contracts import OUR_CONTRACTS
from tests.raw_http import Connection, connection, get, post, refused, request
from tests.server_process import Server

OPERATIONS = [each for contract in OUR_CONTRACTS for each in contract.operations]
NO_SUCH_PATH = "Nothing is served at this path; /docs lists what is"
PAGES = ("/docs", "/redoc", "/openapi/cards.json", "/openapi/cards.yaml")

# A file has no Content-Length, what counts each look at it has another at each look, and the server
# has no authority.
UNLIKE = {"/settlements/{batch_id}/file", "/metrics", "/_control/coverage", "/tls/ca.pem"}

# Values for the paths of operations, under which nothing is known.
UNKNOWN = {
    "{payment_id}": "unknown",
    "{token}": "unknown",
    "{transaction_id}": "unknown",
    "{customer_id}": "unknown",
    "{id}": "2147483647",
    "{file_name}": "qr_code_payment_00000000-0000-4000-8000-000000000000.png",
    "{name}": "unknown",
    "{contract}": "unknown",
}

# Name, path as it is sent, status, what the refusal says.
PATHS = [
    ("trailing slash", "/payments/", 404, NO_SUCH_PATH),
    ("trailing slash under a base path", "/api/v1/transactions/", 404, NO_SUCH_PATH),
    ("trailing slash of a page", "/docs/", 404, NO_SUCH_PATH),
    ("base path alone", "/api/v1", 404, NO_SUCH_PATH),
    ("two slashes", "//", 404, NO_SUCH_PATH),
    ("two slashes in front", "//health", 404, NO_SUCH_PATH),
    ("two slashes in front of what is no path", "//x", 404, NO_SUCH_PATH),
    ("two slashes within", "/api/v1//transactions", 404, NO_SUCH_PATH),
    ("empty parameter", "/status/", 404, NO_SUCH_PATH),
    ("empty parameter within", "/api/v1/customers//transactions", 404, NO_SUCH_PATH),
    ("other case", "/Health", 404, NO_SUCH_PATH),
    ("dots", "/api/v1/../../health", 404, NO_SUCH_PATH),
    ("escaped slash in a parameter", "/status/a%2Fb", 404, "Payment not found"),
    ("escaped slash instead of one", "/api%2Fv1/transactions", 404, NO_SUCH_PATH),
    ("line break after a path", "/health%0A", 404, NO_SUCH_PATH),
    ("NUL after a path", "/health%00", 404, NO_SUCH_PATH),
    ("line break after a page", "/docs%0A", 404, NO_SUCH_PATH),
    ("line break within a page", "/openapi/cards%0A.json", 404, NO_SUCH_PATH),
    ("line break in a parameter", "/status/a%0A", 404, "Payment not found"),
    ("carriage return in a parameter", "/status/a%0D%0Ab", 404, "Payment not found"),
    ("NUL in a parameter", "/status/%00", 404, "Payment not found"),
    ("control character", "/status/%01", 404, "Payment not found"),
    ("not UTF-8", "/status/%FF", 404, "Payment not found"),
    ("percent alone", "/status/%", 404, "Payment not found"),
    ("percent with no digits", "/status/%zz", 404, "Payment not found"),
    ("dots as a parameter", "/status/..", 404, "Payment not found"),
    ("braces as a parameter", "/status/%7Bpayment_id%7D", 404, "Payment not found"),
    ("too long a parameter", f"/status/{'a' * 65}", 400, "/path/payment_id: "),
    ("far too long a parameter", f"/status/{'a' * 30_000}", 400, "/path/payment_id: "),
    ("sandbox of no name", "/~/health", 400, "/path/~sandbox: "),
    ("sandbox in capitals", "/~Shop/health", 400, "/path/~sandbox: "),
    ("sandbox with a line break", "/~shop%0A/health", 400, "/path/~sandbox: "),
    ("sandbox within a sandbox", "/~shop/~shop/health", 404, NO_SUCH_PATH),
    ("contract that is not there", "/openapi/nothing.json", 404, "There is no contract"),
]

# What stands where the pix contract wants a charge's number.
NO_NUMBERS = [
    "x",
    "1_0",
    "+5",
    "5.0",
    "-1",
    "0",
    "%205",
    "5%0A",
    "1e2",
    "nan",
    "%D9%A3",
    "9" * 5000,
]


@pytest.fixture
def line(server: Server) -> Iterator[Connection]:
    with connection(server.url) as connected:
        yield connected


@pytest.mark.parametrize(("_name", "path", "status", "says"), PATHS)
def test_a_path_that_is_not_served_is_refused(
    line: Connection, _name: str, path: str, status: int, says: str
):
    answer = line.asks(get(path))
    assert answer.status == status, answer
    assert says in refused(answer)["detail"]
    head = line.asks(request("HEAD", path))
    assert (head.status, head.media_type) == (status, answer.media_type)
    assert line.asks(get("/health")).status == 200


@pytest.mark.parametrize("number", NO_NUMBERS)
def test_what_is_no_number_is_no_charge(line: Connection, number: str):
    answer = line.asks(get(f"/payments/pix/{number}"))
    assert answer.status == 400, answer
    assert refused(answer, pix=True) == {"message": "Invalid payment id"}
    answer = line.asks(request("POST", f"/payments/pix/{number}/refund"))
    assert answer.status == 400, answer
    refused(answer, pix=True)


def test_an_escaped_path_is_the_path(line: Connection):
    assert line.asks(get("/%68ealth")).status == 200
    assert line.asks(get("/payments/pix/%32147483647")).status == 404


def test_a_parameter_may_be_anything_but_a_slash(line: Connection):
    answer = line.asks(get("/api/v1/customers/%C3%A9%0A%20%25/transactions"))
    assert (answer.status, answer.json()["customer_id"]) == (200, "\u00e9\n %")


def paths_with_methods() -> list[tuple[str, set[str]]]:
    """Every path of every contract with all methods it takes."""
    methods: dict[str, set[str]] = {}
    for operation in OPERATIONS:
        own = {operation.method.upper(), "OPTIONS"} | (
            {"HEAD"} if operation.method == "get" else set()
        )
        methods.setdefault(filled(operation.path, UNKNOWN), set()).update(own)
    return sorted(methods.items())


def filled(path: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        path = path.replace(name, value)
    return path


@pytest.mark.parametrize(("path", "methods"), paths_with_methods())
def test_every_path_says_which_methods_it_takes(line: Connection, path: str, methods: set[str]):
    options = line.asks(request("OPTIONS", path))
    assert (options.status, options.body) == (204, b"")
    assert set(options.headers["allow"].split(", ")) == methods
    assert "content-type" not in options.headers
    others = {
        "GET",
        "HEAD",
        "POST",
        "PUT",
        "PATCH",
        "DELETE",
        "TRACE",
        "PROPFIND",
        "MKCOL",
    } - methods
    for method in sorted(others):
        answer = line.asks(request(method, path))
        assert answer.status == 405, (method, answer)
        assert set(answer.headers["allow"].split(", ")) == methods
        if method != "HEAD" and not path.startswith("/v1/"):  # whose refusals are the provider's
            refused(answer, pix=path.startswith("/payments"))


@pytest.mark.parametrize("path", PAGES)
def test_pages_take_get_and_head_only(line: Connection, path: str):
    for method in ("POST", "PUT", "PATCH", "DELETE", "TRACE"):
        answer = line.asks(request(method, path))
        assert answer.status == 405, answer
        assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}
        refused(answer)
    assert line.asks(request("OPTIONS", path)).headers["allow"]


@pytest.mark.parametrize("method", ["OPTIONS", "TRACE", "DELETE", "PROPFIND", "HEAD", "POST"])
def test_no_method_makes_a_path_served(line: Connection, method: str):
    assert line.asks(request(method, "/nowhere")).status == 404


def test_a_method_that_nobody_knows_is_refused_before_it_is_a_request(server: Server):
    for method, status in (("BREW", 501), ("get", 501), ("G\tET", 400)):
        with connection(server.url) as own:
            assert own.asks(request(method, "/health")).status == status
            assert own.is_over()
    with connection(server.url) as other:
        assert other.asks(get("/health")).status == 200


@pytest.fixture(scope="module")
def known(server: Server) -> dict[str, str]:
    """Values for the paths of operations, in a sandbox whose clock stands still."""
    with connection(server.url) as line:
        return filled_sandbox(line)


AUTHORIZATION = (
    b'{"card_number": "4111111111111111", "amount": 10, "currency": "USD",'
    b' "customer_name": "Ada", "store_card": true}'
)


def filled_sandbox(line: Connection) -> dict[str, str]:
    clock = b'{"now": "2026-01-27T12:00:00Z", "frozen": true}'
    frozen = request("PUT", "/~head/_control/clock", "Content-Type: application/json", body=clock)
    assert line.asks(frozen).status == 200
    card = (
        b'{"card": {"card_number": "4111111111111111", "card_holder": "Ada", "expiry_month": 12,'
        b' "expiry_year": 2030, "cvv": "123"}, "customer": {"customer_id": "cust_1",'
        b' "email": "ada@example.com", "billing_address": {"street": "1 Main St", "city": "Lisbon",'
        b' "state": "LX", "zip_code": "1000", "country": "PT"}}}'
    )
    token = made(line, "/api/v1/tokenize", card)["token"]
    order = b'{"token": "%s", "amount": 10, "customer_id": "cust_1", "store_card": true}'
    order %= token.encode()
    pay_batches_out(line)
    charge = made(line, "/payments", b'{"value": 10}')["payment"]
    assert line.asks(get("/_control/clock")).status == 200  # there is a default sandbox now
    made(line, "/_control/snapshots", b'{"name": "default"}')
    paid = made(line, "/payment", AUTHORIZATION)
    ordered = made(line, "/api/v1/payments", order)
    payment, bought = paid["payment_id"], ordered["transaction_id"]
    batch = made(line, "/settlements", b"{}")["batches"][0]
    made(line, "/_control/outcomes", b'{"when": {}, "then": {"challenge": "required"}}')
    return {
        "/api/v1/disputes/{dispute_id}": f"/api/v1/disputes/{disputed(line, bought)}",
        "{dispute_id}": disputed(line, payment),
        "/api/v1/mandates/{mandate_id}": f"/api/v1/mandates/{ordered['mandate_id']}",
        "{mandate_id}": paid["mandate_id"],
        "{payout_id}": batch["payout_id"],
        "{challenge_id}": made(line, "/payment", AUTHORIZATION)["next_action"]["challenge_id"],
        "{payment_id}": payment,
        "{batch_id}": batch["batch_id"],
        "{token}": token,
        "{transaction_id}": bought,
        "{customer_id}": "cust_1",
        "{id}": str(charge["id"]),
        "{file_name}": f"{charge['qr_code']}.png",
        "{name}": "default",
        **webhook(line),
        "{contract}": "cards",
        "{request_id}": line.asks(get("/~head/status/unknown")).headers["x-request-id"],
    }


def pay_batches_out(line: Connection) -> None:
    """Have a scenario with payouts decide."""
    scenario = b'{"source": "scenario: 1\\nname: paid-out\\nsettlement: {payouts: [{paid: true}]}"}'
    for path, body in (("paid-out", scenario), ("active", b'{"name": "paid-out"}')):
        at = f"/~head/_control/scenarios/{path}"
        put = request("PUT", at, "Content-Type: application/json", body=body)
        assert line.asks(put).status == 200


def disputed(line: Connection, payment: str) -> str:
    """Id of a dispute of the payment."""
    wanted = b'{"payment": "%s", "reason": "general", "amount": 1}' % payment.encode()
    answer = line.asks(post("/~head/_control/disputes", wanted))
    assert answer.status == 200, answer
    return str(answer.json()["dispute_id"])


def webhook(line: Connection) -> dict[str, str]:
    """An endpoint where nobody listens, and a delivery that it did not get."""
    endpoint = made(line, "/_control/webhooks/endpoints", b'{"url": "http://127.0.0.1:1"}')
    made(line, "/payments", b'{"value": 20}')
    advanced = line.asks(post("/~head/_control/clock/advance", b'{"by": "1ms"}'))
    assert advanced.status == 200
    log = line.asks(get("/~head/_control/webhooks/deliveries")).json()
    return {"{endpoint_id}": endpoint["id"], "{delivery_id}": log["deliveries"][0]["id"]}


def made(line: Connection, path: str, body: bytes):
    answer = line.asks(post(f"/~head{path}", body))
    assert answer.status == 201, answer
    return answer.json()


@pytest.mark.parametrize(
    "path",
    sorted(
        ({each.path for each in OPERATIONS if each.method == "get"} | set(PAGES))
        - UNLIKE
        - {"/_control/records", "/_control/settlements/{batch_id}/file"}
    ),
)
@pytest.mark.parametrize("found", [True, False])
def test_head_is_get_without_the_body(
    line: Connection, known: dict[str, str], path: str, found: bool
):
    path = "/~head" + filled(path, known if found else UNKNOWN)
    asked = (get(path), request("HEAD", path), get(path))
    before, head, after = map(line.asks, asked)
    assert head.status == before.status
    assert head.status == 200 or not found or path.startswith(("/~head/v1/", "/~head/checkout/"))
    assert head.body == b""
    assert head.media_type == before.media_type
    lengths = [int(each.headers["content-length"]) for each in (before, head, after)]
    assert len(set(lengths)) == 1
    assert lengths[0] == len(before.body)
