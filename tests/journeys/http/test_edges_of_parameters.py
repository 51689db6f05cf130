"""Query and header values that the stock stack gets wrong, `Accept`, credentials, and no leaks."""

from collections.abc import Iterator

import pytest

from tests.raw_http import Connection, connection, get, post, refused, request
from tests.server_process import IN_MEMORY, Server, running

AUTHORIZATION = (
    b'{"card_number": "4111111111111111", "currency": "USD", "customer_name": "Ada", "amount": 150}'
)
JSON_TYPE = "Content-Type: application/json"
LIST = "/api/v1/transactions"
NO_INTEGER = "/query/limit: must be an integer."
NO_STATUS = (
    "/query/status: must be one of success, failed, pending, authorized, voided, requires_action."
)
NO_KEY = "must be made of visible ASCII characters, without spaces."
NO_UTF8 = "/query: is not percent-encoded UTF-8."

# Name, query of the list of transactions, what the refusal says; nothing where it is fine.
QUERIES = [
    ("nothing", "", None),
    ("ampersands", "&&", None),
    ("number", "limit=5", None),
    ("escaped number", "%6Cimit=%35", None),
    ("repeated: the last counts", "limit=x&limit=5", None),
    ("repeated: the last counts", "limit=5&limit=x", NO_INTEGER),
    ("underscore", "limit=1_0", NO_INTEGER),
    ("space", "limit=%205", NO_INTEGER),
    ("plus, which is a space", "limit=+5", NO_INTEGER),
    ("escaped plus", "limit=%2B5", NO_INTEGER),
    ("line break", "limit=5%0A", NO_INTEGER),
    ("NUL", "limit=%00", NO_INTEGER),
    ("nan", "limit=nan", NO_INTEGER),
    ("Infinity", "limit=Infinity", NO_INTEGER),
    ("fraction", "limit=5.0", NO_INTEGER),
    ("exponent", "limit=1e1", NO_INTEGER),
    ("leading zero", "limit=05", NO_INTEGER),
    ("digits of another script", "limit=%D9%A3", NO_INTEGER),
    ("empty", "limit=", NO_INTEGER),
    ("no value", "limit", NO_INTEGER),
    ("percent", "limit=%", NO_INTEGER),
    ("30 digits", f"limit={'9' * 30}", "/query/limit: must be at most 100."),
    ("5000 digits", f"limit={'9' * 5000}", NO_INTEGER),
    ("semicolon", "limit=5;status=success", NO_INTEGER),
    ("too small", "limit=0", "/query/limit: must be at least 1."),
    ("minus zero", "limit=-0", "/query/limit: must be at least 1."),
    ("too large", "limit=101", "/query/limit: must be at most 100."),
    ("20 digits", f"limit={'9' * 20}", "/query/limit: must be at most 100."),
    ("unknown", "bogus=1", "/query/bogus: is not a parameter of this operation."),
    ("unknown, with brackets", "limit[]=5", "/query/limit[]: is not a parameter"),
    ("unknown, in other case", "Limit=5", "/query/Limit: is not a parameter"),
    ("unknown, of no name", "=1", "/query/: is not a parameter"),
    ("unknown, with a slash", "a/b=1", "/query/a~1b: is not a parameter"),
    ("invalid value", "status=done", NO_STATUS),
    ("list instead of one", "status=success,failed", f"{NO_STATUS[:-1]} (did you mean success?)."),
    ("percent as a value", "status=%zz", NO_STATUS),
    ("value that is not UTF-8", "status=%FF", NO_UTF8),
    ("name that is not UTF-8", "%FF=1", NO_UTF8),
    ("surrogate", "status=%ED%A0%80", NO_UTF8),
    ("no moment", "created_from=nan", "/query/created_from: "),
    ("line break after a moment", "created_from=2026-01-27T12:00:00Z%0A", "/query/created_from: "),
    ("no such day", "created_from=2026-02-30T12:00:00Z", "/query/created_from: "),
    ("foreign cursor", "cursor=4111111111111111", "/query/cursor: "),
]

# Name, value of Idempotency-Key, what the refusal says; nothing where it is fine.
KEYS = [
    ("shortest", "k", None),
    ("longest", "k" * 255, None),
    ("every sign", "".join(map(chr, range(0x21, 0x7F))), None),
    ("spaces around it", "  key-with-spaces-around-it  ", None),
    ("empty", "", "must have at least 1 character."),
    ("256 characters", "k" * 256, "must have at most 255 characters."),
    ("space", "a b", NO_KEY),
    ("tab", "a\tb", NO_KEY),
    ("beyond ASCII", "caf\u00e9", NO_KEY),
]

# Accept, status, media type of the start page and of a charge's page.
ACCEPTS = [
    ("", 200, "application/json", "text/html"),
    ("*/*", 200, "application/json", "text/html"),
    ("application/json", 200, "application/json", "application/json"),
    ("Application/JSON", 200, "application/json", "application/json"),
    ("text/html", 200, "text/html", "text/html"),
    ("text/*", 200, "text/html", "text/html"),
    ("application/json;q=0.0001", 200, "application/json", "application/json"),
    ("text/html;q=0.1, application/*;q=0.5", 200, "application/json", "application/json"),
    ("image/png, */*;q=0.1", 200, "application/json", "text/html"),
    ("image/png", 406, None, None),
    ("text/html;q=0", 406, None, None),
    ("*/*;q=0", 406, None, None),
    ("text/html;q=x", 200, "application/json", "text/html"),
    ("\u00ff", 200, "application/json", "text/html"),
    ("garbage", 200, "application/json", "text/html"),
    (";;;,,,/", 200, "application/json", "text/html"),
    (
        "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2",
        200,
        "text/html",
        "text/html",
    ),
    ("application/json; charset=utf-8", 200, "application/json", "application/json"),
    ("text/html;q=.1\r\nAccept: application/json", 200, "application/json", "application/json"),
    ("application/json;q=0.1\r\nAccept: text/html", 200, "text/html", "text/html"),
    ("image/png\r\nX-Between: 1\r\nACCEPT: */*;q=0", 406, None, None),
    ("*/*\r\nAccept-Charset: iso-8859-1", 200, "application/json", "text/html"),
    ("*/*\r\nAccept-Encoding: identity;q=0", 200, "application/json", "text/html"),
    ("*/*\r\nAccept-Encoding: gzip, br;q=0.5", 200, "application/json", "text/html"),
]


@pytest.fixture
def line(server: Server) -> Iterator[Connection]:
    with connection(server.url) as connected:
        yield connected


@pytest.mark.parametrize(("_name", "query", "says"), QUERIES)
def test_query_values_are_read_as_the_contract_types_them(
    line: Connection, _name: str, query: str, says: str | None
):
    answer = line.asks(get(f"{LIST}?{query}"))
    assert answer.status == (400 if says else 200), answer
    if says:
        problem = refused(answer)
        assert problem["detail"].startswith(says)
        assert len(problem["errors"]) == 1
    assert line.asks(get("/health")).status == 200


def test_every_wrong_parameter_is_named(line: Connection):
    answer = line.asks(get(f"{LIST}?limit=x&status=y&bogus=1&customer_id="))
    named = {error["pointer"] for error in refused(answer)["errors"]}
    assert named == {"/query/limit", "/query/status", "/query/bogus", "/query/customer_id"}


def test_no_more_faults_are_told_than_the_contract_allows(line: Connection):
    for query in ("&".join(f"field_{number}=1" for number in range(200)), f"{'k' * 5000}=1"):
        answer = line.asks(get(f"{LIST}?{query}"))
        assert answer.status == 400, answer
        refused(answer)


@pytest.mark.parametrize(("_name", "key", "says"), KEYS)
def test_a_header_keeps_its_bounds(line: Connection, _name: str, key: str, says: str | None):
    answer = line.asks(post("/payment", AUTHORIZATION, JSON_TYPE, f"Idempotency-Key: {key}"))
    assert answer.status == (400 if says else 201), answer
    if says:
        problem = refused(answer)
        assert problem["errors"][0] == {"pointer": "/header/Idempotency-Key", "message": says}
    # A key belongs to a sandbox, so that another one takes it for another payment.
    headers = (JSON_TYPE, f"Idempotency-Key: {key}")
    in_pix = line.asks(post("/~pix-keys/payments", b'{"value": 1}', *headers))
    assert in_pix.status == answer.status, in_pix
    if says:
        fault = {"pointer": "/header/Idempotency-Key", "message": says}
        said = {"message": f"/header/Idempotency-Key: {says}", "errors": [fault]}
        assert refused(in_pix, pix=True) == said


@pytest.mark.parametrize(
    "path", ["/health", "/", LIST, "/_control/clock", "/payments/pix/2147483647", "/metrics"]
)
def test_a_key_means_nothing_where_the_contract_has_none(line: Connection, path: str):
    plain = line.asks(get(f"/~keys{path}"))
    for header in ("Idempotency-Key: key-of-a-get", "Idempotency-Key: a b"):
        for accept in ("Accept: */*", "Accept: text/html, */*;q=0.1") * 2:
            answer = line.asks(get(f"/~keys{path}", header, accept))
            assert answer.status == plain.status, answer
            assert "idempotency-replayed" not in answer.headers


@pytest.mark.parametrize(
    "raw",
    [
        get("/health", "Idempotency-Key: a\x01b"),
        get("/health", "Idempotency-Key: a\x7fb"),
        get("/health", "Idempotency-Key: a\x00b"),
        get("/health", "No colon"),
        get("/status/\u00e9"),
        get("/a b"),
        post("/payment", AUTHORIZATION, JSON_TYPE, "Content-Length: 5"),
        request("POST", "/payment", JSON_TYPE, "Content-Length: -1"),
        request("POST", "/payment", JSON_TYPE, "Content-Length: +1"),
        request("POST", "/payment", JSON_TYPE, f"Content-Length: {'9' * 5000}"),
    ],
)
def test_what_is_not_http_is_a_400_and_the_end_of_the_connection(server: Server, raw: bytes):
    with connection(server.url) as own:
        answer = own.asks(raw)
        assert answer.status == 400, answer
        assert own.is_over()
    with connection(server.url) as other:
        assert other.asks(get("/health")).status == 200


@pytest.mark.parametrize(("accept", "status", "start", "charge"), ACCEPTS)
def test_accept_chooses_where_there_is_a_choice(
    line: Connection, accept: str, status: int, start: str | None, charge: str | None
):
    made = line.asks(post("/payments", b'{"value": 1}')).json()["payment"]["id"]
    for path, media_type in (("/", start), (f"/payments/pix/{made}", charge)):
        answer = line.asks(get(path, f"Accept: {accept}"))
        assert answer.status == status, answer
        if media_type is None:
            refused(answer, pix=path != "/")
        else:
            assert answer.media_type.partition(";")[0] == media_type


def test_a_problem_is_a_problem_whatever_json_is_accepted(line: Connection):
    for accept in ("application/json", "application/json; charset=utf-8", "text/html"):
        answer = line.asks(get("/status/unknown", f"Accept: {accept}"))
        assert answer.status == 404
        assert refused(answer)["code"] == "payment_not_found"


@pytest.mark.parametrize("accept", ["image/png", "garbage", "", "*/*;q=0"])
def test_accept_is_a_wish_where_there_is_no_choice(line: Connection, accept: str):
    answer = line.asks(get("/health", f"Accept: {accept}"))
    assert (answer.status, answer.media_type) == (200, "application/json")


def test_a_401_says_how_to_authenticate(line: Connection):
    token = "tok_" + "0" * 32
    order = f'{{"token": "{token}", "amount": 5, "customer_id": "cust_1"}}'.encode()
    answer = line.asks(post("/api/v1/payments", order))
    assert answer.status == 401, answer
    assert answer.headers["www-authenticate"] == 'Bearer realm="paydrill"'
    assert refused(answer)["code"] == "invalid_token"
    assert token.encode() not in answer.body


def test_a_401_of_the_control_plane_says_how_to_authenticate():
    with (
        running(*IN_MEMORY, "--control-token", "s3cret-token") as server,
        connection(server.url) as line,
    ):
        for header in ("X: 1", "Authorization: Bearer", "Authorization: Bearer \u00ff"):
            answer = line.asks(get("/_control/health", header))
            assert answer.status == 401, answer
            assert answer.headers["www-authenticate"].startswith("Bearer ")
            assert b"s3cret" not in answer.body + str(answer.headers).encode()
            refused(answer)
        assert (
            line.asks(get("/_control/health", "Authorization: bearer s3cret-token")).status == 200
        )


CARD = "4111111111111111"


@pytest.mark.parametrize(
    "raw",
    [
        get(f"/nowhere/{CARD}"),
        get(f"/{CARD}/"),
        get(f"/openapi/{CARD}.json"),
        get(f"/~{CARD * 5}/health"),
        get(f"/status/{CARD}"),
        get(f"/payments/pix/{CARD}"),
        get(f"/payments/pix/qr_code/{CARD}"),
        get(f"/api/v1/tokens/{CARD}"),
        get(f"{LIST}?limit={CARD}"),
        get(f"{LIST}?limit={CARD}x&status={CARD}&cursor={CARD}&created_from={CARD}"),
        get(f"{LIST}?{CARD}={CARD}"),
        get(f"/{CARD}", f"Paydrill-Sandbox: {CARD} "),
        get("/health", f"Paydrill-Sandbox: Card {CARD}"),
        get("/", f"Accept: {CARD}/{CARD}"),
        request("M-SEARCH", f"/{CARD}"),
        post("/payment", AUTHORIZATION, JSON_TYPE, f"Idempotency-Key: {CARD} {CARD}"),
        post("/payment", AUTHORIZATION, f"Content-Type: {CARD}/{CARD}"),
        post("/payment", AUTHORIZATION, f"Content-Type: application/json; charset={CARD}"),
        post("/payment", b'{"card_number": %s}' % CARD.encode()),
        post("/payment", b'{"card_number": ["%s"]}' % CARD.encode()),
        post("/payment", b'{"currency": "%s", "amount": "%s"}' % ((CARD.encode(),) * 2)),
        post("/payment", b'{"%s": 1}' % CARD.encode()),
        post("/payment", b'{"%s": 1, "%s": 2}' % ((CARD.encode(),) * 2)),
        post("/payment", b'{"amount": %se99}' % CARD.encode()),
        post("/payment", b'{"amount": %s' % CARD.encode()),
        post("/payment", b'{"card_number": "%s\xff"}' % CARD.encode()),
        post("/payments", b'{"value": "%s"}' % CARD.encode()),
        post("/api/v1/tokenize", b'{"card": {"card_number": "%s"}}' % b"4111111111111112"),
        post("/api/v1/payments", b'{"token": "%s"}' % CARD.encode()),
    ],
)
def test_no_refusal_repeats_a_card_number(line: Connection, raw: bytes):
    answer = line.asks(raw)
    assert 400 <= answer.status < 500, answer
    told = answer.body + str(answer.headers).encode()
    assert CARD.encode() not in told
    assert b"4111111111111112" not in told
    refused(answer, pix=raw.split(b" ")[1].startswith(b"/payments"))
