"""Bodies that the stock stack gets wrong, byte by byte: each is refused, or read as it is meant.

After each of them the connection takes the next request.
"""

from collections.abc import Iterator

import pytest

from tests.raw_http import Connection, connection, get, post, refused, request
from tests.server_process import Server

AUTHORIZATION = (
    b'{"card_number": "4111111111111111", "currency": "USD", "customer_name": "Ada", "amount": %s}'
)
CHARGE = b'{"value": %s}'
UNSUPPORTED = "Send the body as Content-Type: application/json, in UTF-8"

# Media types of a good body: name, header lines, status.
MEDIA_TYPES = [
    ("in other case", "Content-Type: Application/JSON", 201),
    ("header name in other case", "CONTENT-TYPE: application/json", 201),
    ("space before the semicolon", "Content-Type: application/json ; charset=utf-8", 201),
    ("no space", "Content-Type: application/json;charset=utf-8", 201),
    ("tabs", "Content-Type: \tapplication/json\t;\tcharset=utf-8\t", 201),
    ("charset in other case and quoted", 'Content-Type: application/json; Charset="UTF-8"', 201),
    ("parameter that means nothing", "Content-Type: application/json; version=1", 201),
    ("empty parameters", "Content-Type: application/json;;", 201),
    ("bogus charset", "Content-Type: application/json;charset=bogus", 415),
    ("latin-1", "Content-Type: application/json; charset=latin-1", 415),
    ("iso-8859-1", "Content-Type: application/json; charset=ISO-8859-1", 415),
    ("utf-16", "Content-Type: application/json; charset=utf-16", 415),
    ("none", "X-Other: 1", 415),
    ("empty", "Content-Type:", 415),
    ("only a type", "Content-Type: application", 415),
    ("two in one", "Content-Type: application/json, text/plain", 415),
    ("two lines", "Content-Type: application/json\r\nContent-Type: text/plain", 415),
    ("another JSON", "Content-Type: application/problem+json", 415),
    ("text", "Content-Type: text/json", 415),
    ("form", "Content-Type: application/x-www-form-urlencoded", 415),
    ("multipart", "Content-Type: multipart/form-data; boundary=x", 415),
    ("not latin-1 either", "Content-Type: application/j\xf6son", 415),
]

# What stands where the amount should: name, bytes, what the refusal says.
AMOUNTS = [
    ("5000 digits", b"1" * 5000, "The body has a number of more than 64 digits."),
    ("5000 digits after the point", b"0." + b"1" * 5000, "more than 64 digits."),
    ("NaN", b"NaN", ": NaN is not a JSON number."),
    ("Infinity", b"Infinity", "Infinity is not a JSON number."),
    ("-Infinity", b"-Infinity", ": Infinity is not a JSON number."),
    ("1e999", b"1e999", "The body has a number that is out of range"),
    ("1e400", b"1e400", "out of range"),
    ("1e-400", b"1e-400", "out of range"),
    ("exponent of 20 digits", b"1e99999999999999999999", "out of range"),
    ("negative exponent of 20 digits", b"1e-99999999999999999999", "out of range"),
    ("zero with a huge exponent", b"0e99999999999999999999", "out of range"),
    ("leading zero", b"01", "The body is not JSON: line 1, column "),
    ("leading plus", b"+1", "is not JSON"),
    ("hexadecimal", b"0x10", "is not JSON"),
    ("underscore", b"1_0", "is not JSON"),
    ("bare point", b"1.", "is not JSON"),
    ("single quotes", b"'1'", "is not JSON"),
    ("comment", b"1 /* one */", "is not JSON"),
    ("trailing comma", b"1,", "is not JSON"),
    ("key twice", b'1, "x": 1, "x": 2', "The body has the key 'x' twice in one object."),
    ("key twice, nested", b'{"y": [{"x": 1, "x": 2}]}', "the key 'x' twice"),
    ("key twice, once escaped", b'1, "x": 1, "\\u0078": 2', "the key 'x' twice"),
    ("high surrogate alone", b'"\\ud800"', "The body holds half of a surrogate pair"),
    ("low surrogate alone", b'"\\udc00"', "half of a surrogate pair"),
    ("surrogates in a key", b'{"\\ud800": 1}', "half of a surrogate pair"),
    ("line break in a string", b'"a\nb"', "is not JSON"),
    ("nested 1000 deep", b"[" * 1000 + b"]" * 1000, "The body is nested more than 64 levels deep."),
    ("nested 100k deep", b"[" * 100_000 + b"]" * 100_000, "nested more than 64 levels deep."),
    ("100k objects deep", b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "nested more than 64"),
    ("100k deep, never closed", b"[" * 100_000, "nested more than 64"),
]

# Whole bodies: name, bytes, what the refusal says.
BODIES = [
    ("invalid UTF-8", b'{"a": "\xff"}', "The body is not UTF-8: byte 8 is wrong."),
    ("cut UTF-8", b'{"a": "\xc3', "The body is not UTF-8: byte 8 is wrong."),
    ("surrogates in UTF-8", b'{"a": "\xed\xa0\x80"}', "The body is not UTF-8: byte 8"),
    ("overlong UTF-8", b'{"a": "\xc0\xaf"}', "The body is not UTF-8: byte 8"),
    ("UTF-16", "{}".encode("utf-16"), "The body is in UTF-16: send it in UTF-8."),
    ("UTF-16, big end first", b"\xfe\xff\x00{\x00}", "The body is in UTF-16: send it in UTF-8."),
    ("UTF-16 without a mark", "{}".encode("utf-16-le"), "The body is in UTF-16: send it in UTF-8."),
    ("UTF-32", "{}".encode("utf-32"), "The body is in UTF-32: send it in UTF-8."),
    ("UTF-32 without a mark", "{}".encode("utf-32-be"), "The body is in UTF-32: send it in UTF-8."),
    ("only a mark", b"\xef\xbb\xbf", "The body is not JSON: line 1, column 1"),
    ("mark before what is no JSON", b"\xef\xbb\xbf{}x", "line 1, column 3: trailing characters."),
    ("two marks", b"\xef\xbb\xbf" * 2 + b"{}", "The body is not JSON: line 1, column 1"),
    ("nothing but marks", b"\xef\xbb\xbf" * 99_999, "The body is not JSON: line 1, column 1"),
    ("mark amid it", b"{\xef\xbb\xbf}", "The body is not JSON: line 1, column 2"),
    ("garbage after it", b"{}\n x", "The body is not JSON: line 2, column 2: trailing characters."),
    ("a second object", b"{}{}", "line 1, column 3: trailing characters."),
    ("NUL after it", b"{}\x00", "line 1, column 3: trailing characters."),
    ("not closed", b'{"a": 1', "The body is not JSON: line 1, column 7"),
    ("nothing but spaces", b" \n ", "The body is not JSON"),
    ("nothing", b"", "The request needs a body."),
    ("null", b"null", "must be an object."),
    ("number", b"1", "must be an object."),
    ("array", b"[]", "must be an object."),
    ("HTML", b"<p>", "The body is not JSON: line 1, column 1: expected value."),
]


@pytest.fixture
def line(server: Server) -> Iterator[Connection]:
    """A connection that no test may spoil."""
    with connection(server.url) as connected:
        yield connected


@pytest.fixture(autouse=True)
def _goes_on(line: Connection) -> Iterator[None]:
    yield
    assert line.asks(get("/health")).status == 200


@pytest.mark.parametrize(("_name", "header", "status"), MEDIA_TYPES)
def test_a_media_type_is_read_as_rfc_9110_writes_it(
    line: Connection, _name: str, header: str, status: int
):
    answer = line.asks(post("/payment", AUTHORIZATION % b"150.00", header))
    assert answer.status == status, answer
    if status == 415:
        assert refused(answer)["detail"] == UNSUPPORTED
    in_pix = line.asks(post("/payments", CHARGE % b"150.00", header))
    assert in_pix.status == status, in_pix
    if status == 415:
        assert refused(in_pix, pix=True) == {"message": UNSUPPORTED}


@pytest.mark.parametrize(("_name", "amount", "says"), AMOUNTS)
def test_what_is_not_an_amount_is_a_400(line: Connection, _name: str, amount: bytes, says: str):
    is_a_400(line, "/payment", AUTHORIZATION % amount, says)
    is_a_400_in_pix(line, CHARGE % amount)


@pytest.mark.parametrize(("_name", "body", "says"), BODIES)
def test_what_is_not_a_json_object_is_a_400(line: Connection, _name: str, body: bytes, says: str):
    is_a_400(line, "/payment", body, says)
    is_a_400(line, "/api/v1/tokenize", body, says)
    is_a_400_in_pix(line, body)


def is_a_400(line: Connection, path: str, body: bytes, says: str) -> None:
    answer = line.asks(post(path, body))
    assert answer.status == 400, answer
    problem = refused(answer)
    assert says in problem["detail"]
    assert problem["code"] == "invalid_request"
    assert [error["pointer"] for error in problem["errors"]] == [""]


def is_a_400_in_pix(line: Connection, body: bytes) -> None:
    answer = line.asks(post("/payments", body))
    assert answer.status == 400, answer
    assert refused(answer, pix=True) == {"message": "Invalid value"}


def test_an_amount_keeps_its_digits_however_it_is_written(line: Connection):
    for amount in (b"150.00", b"150", b"1.5e2", b"15E+1", b"150.000000000000000000000000"):
        answer = line.asks(post("/payment", AUTHORIZATION % amount))
        assert answer.status == 201, answer
        assert b'"amount":150.0,' in answer.body or b'"amount":150,' in answer.body
    assert line.asks(post("/payment", AUTHORIZATION % b"150.001")).status == 400


def test_a_body_of_spaces_and_line_breaks_around_json_is_json(line: Connection):
    spaced = b"\r\n\t " + AUTHORIZATION % b"150.00" + b" \r\n"
    assert line.asks(post("/payment", spaced)).status == 201


def test_a_byte_order_mark_before_json_means_nothing(line: Connection):
    key = "Idempotency-Key: marked"
    typed = "Content-Type: application/json"
    plain = line.asks(post("/payment", AUTHORIZATION % b"150.00", typed, key))
    marked = line.asks(post("/payment", b"\xef\xbb\xbf" + AUTHORIZATION % b"150.00", typed, key))
    assert (marked.status, marked.json()) == (201, plain.json())
    assert marked.headers["idempotency-replayed"] == "true"
    assert line.asks(post("/payments", b"\xef\xbb\xbf" + CHARGE % b"150")).status == 201
    looked = line.asks(get(f"/_control/requests/{marked.headers['x-request-id']}"))
    assert b"4111111111111111" not in looked.body
    assert '"amount": 150.00' in looked.json()["request"]["text"]


@pytest.mark.parametrize(
    ("path", "missing"),
    [
        ("/api/v1/transactions/txn_x/refund", "Transaction not found"),
        ("/api/v1/transactions/txn_x/capture", "Transaction not found"),
        ("/refund/x", "Payment not found"),
        ("/capture/x", "Payment not found"),
        ("/payments/pix/2147483647/refund", "Payment not found"),
    ],
)
def test_an_optional_body_may_be_absent_in_any_way(line: Connection, path: str, missing: str):
    for absent in (
        request("POST", path),
        request("POST", path, body=b""),
        request("POST", path, "Content-Type: application/json", body=b""),
        request("POST", path, "Content-Type: nonsense"),
        request("POST", path, "Transfer-Encoding: chunked") + b"0\r\n\r\n",
    ):
        answer = line.asks(absent)
        assert answer.status == 404, answer
        body = refused(answer, pix=path.startswith("/payments"))
        assert body.get("detail", body.get("message")) == missing
    assert line.asks(post(path, b"null")).status == 400


@pytest.mark.parametrize("path", ["/health", "/api/v1/transactions", "/payments/pix/2147483647"])
def test_the_body_of_a_get_is_nobodys_business(line: Connection, path: str):
    plain = line.asks(get(path)).status
    for body in (b"{{{", b"\xff", b"x" * 100_000):
        assert (
            line.asks(request("GET", path, "Content-Type: ;/nonsense", body=body)).status == plain
        )


def test_a_fault_names_every_field_but_no_more_than_the_contract_allows(line: Connection):
    unknown = b",".join(b'"field_%d": 1' % number for number in range(200))
    answer = line.asks(post("/payment", b"{%s}" % unknown))
    assert answer.status == 400, answer
    assert len(refused(answer)["errors"]) == 100


def test_a_name_as_long_as_a_book_is_not_told_in_full(line: Connection):
    for body in (b'{"%s": 1}' % (b"k" * 100_000), b'{"%s": 1, "%s": 1}' % ((b"k" * 9000,) * 2)):
        answer = line.asks(post("/payment", body))
        assert answer.status == 400, answer
        refused(answer)
