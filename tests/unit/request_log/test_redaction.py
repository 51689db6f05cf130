"""Nothing secret is kept of an exchange, in whatever form and wherever it comes."""

import gzip
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paydrill.openapi.security import declared_credentials
from paydrill.request_log.exchange import LONGEST_BODY, LONGEST_LINE
from paydrill.request_log.redaction import USUAL_REDACTION, Redaction
from paydrill.request_log.secrets_in_text import without_secrets
from tests.unit.request_log.wire import PAID, PAYMENT, request

redacted = USUAL_REDACTION.redacted

VISA = "4111111111111111"
AMEX = "378282246310005"
MAESTRO = "501800000009"
CVV = "7391"

SPACED = "4111 1111 1111 1111"
ESCAPED = "".join(f"\\u00{ord(digit):x}" for digit in VISA)
PERCENT = "".join(f"%{ord(digit):x}" for digit in VISA)

BODIES = {
    "as documented": f'{{"card": {{"card_number": "{VISA}", "cvv": "{CVV}"}}}}',
    "as numbers": f'{{"card_number":{VISA},"cvv":{CVV}}}',
    "spaced": f'{{"card_number": "{SPACED}", "cvv" : "{CVV}"}}',
    "dashed": f'{{"card_number": "4111-1111-1111-1111", "CVV": "{CVV}"}}',
    "dotted": f'{{"note": "4111.1111.1111.1111", "Cvv2": "{CVV}"}}',
    "spaced wide": f'{{"note": "4111  1111 - 1111\\u00a01111", "cvc": "{CVV}"}}',
    "long dashes": f'{{"note": "4111\u20131111\u20131111\u20131111", "cvc": "{CVV}"}}',
    "deep": json.dumps({"a": [{"b": {"c": [{"number": VISA, "securityCode": CVV}]}}]}),
    "twice": f'{{"cvv": "{CVV}", "cvv": "{CVV}", "number": "{VISA}", "number": "{AMEX}"}}',
    "in an array": f'{{"card_number": ["{VISA}"], "cvv": ["{CVV}", {{"again": "{CVV}"}}]}}',
    "in an object": f'{{"cvv": {{"a": {{"b": "}}"}}, "value": "{CVV}"}}, "n": "{VISA}"}}',
    "escaped": f'{{"card_number": "{ESCAPED}", "c\\u0076v": "{CVV}"}}',
    "JSON in a string": json.dumps({"payload": json.dumps({"number": VISA, "cvv": CVV})}),
    "JSON in strings": json.dumps({"p": json.dumps({"q": json.dumps({"cvv": CVV, "n": VISA})})}),
    "cut short": f'{{"card_number": "{VISA}", "cvv": "{CVV}',
    "not JSON": f"{{card_number: {VISA}, cvv: {CVV}}}",
    "not UTF-8": b'{"card_number": "%s", "x": "\xff\xfe", "cvv": "%s"}'
    % (VISA.encode(), CVV.encode()),
    "UTF-16": f'{{"card_number": "{VISA}", "cvv": "{CVV}"}}'.encode("utf-16"),
    "a form": f"card_number={VISA}&cvv={CVV}&amount=10",
    "a spaced form": f"number=4111+1111+1111+1111&card[cvv]={CVV}",
    "a form in percent": f"number=%204111%2D1111%2D1111%2D1111&card%5Bcvv%5D={CVV}",
    "all percent": f"number={PERCENT}&c%76v={CVV}",
    "multipart": f'--x\r\nContent-Disposition: form-data; name="cvv"\r\n\r\n{CVV}\r\n--x--{VISA}',
    "XML": f"<card><number>{VISA}</number><cvv>{CVV}</cvv></card>",
    "prose": f"Card {SPACED} exp 12/30 cvv {CVV} please",
    "prose with colons": f"Card: {SPACED}, CVV: {CVV}",
    "code after number": f'{{"note": "{SPACED} 12/30", "cvv": {CVV}}}',
    "digits around": f'{{"note": "30 {SPACED} 12", "cvv_code": "{CVV}"}}',
    "two cards": f'{{"note": "{VISA} {AMEX} {MAESTRO}", "cvc2": "{CVV}"}}',
    "pretty": json.dumps({"a": {"b": {"card_number": VISA, "cvv": CVV}}}, indent=8),
    "mistyped": f'{{"card_number": "4111111111111112", "security_code": "{CVV}"}}',
    "far behind": f'{{"note": "{"n" * (LONGEST_BODY - 30)}", "number": "{VISA}", "cvv": "{CVV}"}}',
}


def in_bytes(text):
    return text if isinstance(text, bytes) else text.encode()


def shown(kept):
    """Everything that is kept, as text."""
    _, id_, path, query, headers, body, lines, answer = kept
    parts = [id_, path.encode(), query, body, answer, *headers.values()]
    return b"\n".join([*parts, *(value for _, value in lines)]).decode("utf-8", "replace")


def holds_secrets(text):
    bare = "".join(each for each in text if each.isalnum() or each in '"{:')
    cards = (VISA, AMEX, MAESTRO, "4111111111111112")
    return CVV in bare or any(card[:-4] in bare for card in cards)


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_a_body_is_kept_without_its_secrets(body):
    kept = redacted(request(in_bytes(body)), [], b"{}")
    assert not holds_secrets(shown(kept)), kept


def test_what_is_looked_for_is_found_where_it_is():
    assert holds_secrets(f"x {SPACED} y")
    assert holds_secrets(f'"cvv": {CVV}')
    assert not holds_secrets(PAYMENT.decode() + PAID.decode())


@pytest.mark.parametrize(
    "places",
    [
        {"path": f"/status/{VISA}"},
        {"path": f"/payments/{SPACED}.png"},
        {"query": f"limit={VISA}".encode()},
        {"query": f"cvv={CVV}&card=4111%201111%201111%201111".encode()},
        {"headers": {b"idempotency-key": VISA.encode()}},
        {"headers": {b"x-case": f"card {SPACED}, cvv={CVV}".encode()}},
        {"headers": {b"referer": f"https://shop.example/?cvv={CVV}".encode()}},
        {"headers": {b"x-cvv": CVV.encode()}},
    ],
    ids=str,
)
def test_paths_queries_and_headers_are_kept_without_secrets(places):
    asked = request(**places)
    assert not holds_secrets(shown(redacted(asked, [], PAID)))


def test_an_id_that_is_a_card_number_is_masked_everywhere():
    asked = request(headers={b"x-request-id": VISA.encode()})
    asked.id = VISA.encode()
    kept = redacted(asked, [(b"x-request-id", asked.id)], PAID)
    assert kept[1] == b"************1111"
    assert not holds_secrets(shown(kept))


def test_an_answer_is_kept_without_card_numbers():
    answer = f'{{"description": "{SPACED}"}}'.encode()
    kept = redacted(request(b""), [(b"content-type", b"application/json")], answer)
    assert kept[7] == b'{"description": "**** **** **** 1111"}'


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        (b"authorization", b"Bearer sk_test_shop", b"Bearer ***"),
        (b"authorization", b"open-sesame-7", b"***"),
        (b"proxy-authorization", b"Basic QTpC", b"Basic ***"),
        (b"cookie", b"session=1", b"***"),
        (b"cookie", b"session=1; theme=dark", b"***"),
        (b"x-api-key", b"k_1", b"***"),
        (b"x-api-key", b"k_1 and more", b"***"),
        (b"authorization", b"bearer sk_test_shop", b"bearer ***"),
        (b"authorization", b"k_1 and more", b"***"),
        (
            b"referer",
            b"http://shop.example/?a=1&api_key=k_1",
            b"http://shop.example/?a=1&api_key=***",
        ),
    ],
)
def test_credentials_are_removed(name, value, kept):
    asked = request(headers={name: value, b"accept": b"*/*"})
    assert redacted(asked, [], PAID)[4] == {name: kept, b"accept": b"*/*"}


def schemes(**declared):
    return {"components": {"securitySchemes": declared}}


DECLARING = [
    schemes(a={"type": "apiKey", "in": "header", "name": "X-Shop-Pass"}),
    schemes(
        a={"type": "apiKey", "in": "query", "name": "Shop-Pass"},
        b={"type": "apiKey", "in": "cookie", "name": "pos"},
        c={"type": "http", "scheme": "HOBA"},
        d={"$ref": "#/components/securitySchemes/a"},
    ),
    {},
]
CREDENTIAL = "Zk-9!"


@pytest.mark.parametrize(
    ("places", "kept"),
    [
        ({"headers": {b"x-shop-pass": b"Zk-9! x"}}, b"***"),
        ({"headers": {b"authorization": b"HOBA Zk-9!"}}, b"HOBA ***"),
        ({"headers": {b"cookie": b"theme=dark; pos=Zk-9!"}}, b"theme=dark; pos=***"),
        ({"headers": {b"cookie": b"POS=Zk-9!=;theme=dark"}}, b"POS=***;theme=dark"),
        ({"headers": {b"cookie": b'pos="a;Zk-9!"; theme=dark'}}, b"***"),
        ({"headers": {b"cookie": b"Zk-9!; theme=dark"}}, b"***; theme=dark"),
        ({"headers": {b"cookie": b"PHPSESSID=Zk-9!; theme=dark"}}, b"PHPSESSID=***; theme=dark"),
        ({"headers": {b"referer": b"/?shop%2DPass=Zk-9!&b=2"}}, b"/?shop%2DPass=***&b=2"),
        ({"query": b"shop-pass=Zk-9!"}, b"shop-pass=***"),
        ({"query": b"a=1&Shop-Pass=Zk-9!&b=2"}, b"a=1&Shop-Pass=***&b=2"),
        ({"query": b"Shop%2dPass=Zk-9!%20x&Shop-Pass=Zk-9!"}, b"Shop%2dPass=***&Shop-Pass=***"),
        ({"query": b"access_token=Zk-9!"}, b"access_token=***"),
        ({"query": b"shop-pass=\xa0Zk-9!\tx&a=1"}, b"shop-pass=***&a=1"),
    ],
    ids=str,
)
def test_what_any_contract_calls_a_credential_is_removed(places, kept):
    asked = request(**places)
    found = Redaction(declared_credentials(DECLARING)).redacted(asked, [], PAID)
    assert CREDENTIAL not in shown(found)
    [value] = found[4].values() if "headers" in places else [found[3]]
    assert value == kept


def test_a_credential_in_an_answer_is_removed():
    lines = [(b"set-cookie", b"pos=Zk-9!; Path=/"), (b"x-shop-pass", b"Zk-9!")]
    found = Redaction(declared_credentials(DECLARING)).redacted(request(), lines, PAID)
    assert found[6] == [(b"set-cookie", b"pos=***; Path=/"), (b"x-shop-pass", b"***")]


def test_a_code_is_removed_and_json_stays_json():
    body = b'{"card": {"cvv": 123, "card_number": "4111 1111 1111 1111"}, "amount": 150.00}'
    kept = redacted(request(body), [], PAID)[5]
    assert (
        kept == b'{"card": {"cvv": "***", "card_number": "**** **** **** 1111"}, "amount": 150.00}'
    )


def test_what_has_no_secrets_is_kept_as_it_is():
    asked = request(query=b"limit=5", headers={b"host": b"127.0.0.1:8000", b"x-case": b"7"})
    lines = [(b"x-request-id", asked.id)]
    kept = redacted(asked, lines, PAID)
    as_sent = (asked.id, asked.path, asked.query, asked.headers, PAYMENT, lines, PAID)
    assert all(own is sent for own, sent in zip(kept[1:], as_sent, strict=True))


@pytest.mark.parametrize(
    "id_",
    ["txn_20260127120000_3234567890123456", "tok_4111111111111111a1b2c3d4e5f60718"],
)
def test_an_id_is_no_card_number_whatever_its_digits(id_):
    answer = f'{{"id": "{id_}"}}'.encode()
    assert redacted(request(b"", path=f"/{id_}"), [], answer)[7] is answer
    secret = f'{{"id": "{id_} {VISA}", "t": "{SPACED}"}}'
    assert not holds_secrets(shown(redacted(request(secret.encode()), [], b"")).replace(id_, ""))


def test_only_the_beginning_of_what_is_long_is_kept():
    long = b"a" * 100_000
    asked = request(long, path=f"/{long.decode()}", query=long, headers={b"x-case": long})
    size, _, path, query, headers, body, lines, answer = redacted(asked, [(b"x", long)], long)
    assert {len(path), len(query), len(headers[b"x-case"]), len(lines[0][1])} == {LONGEST_LINE}
    assert (len(body), len(answer)) == (LONGEST_BODY, LONGEST_BODY)
    assert size < 2 * LONGEST_BODY + 4 * LONGEST_LINE


@pytest.mark.parametrize("cut_at", range(1, 17))
def test_a_number_is_masked_where_a_long_body_is_cut_in_the_middle_of_it(cut_at):
    before = "n" * (LONGEST_BODY - cut_at)
    kept = redacted(request(f"{before}{VISA}{before}".encode()), [], PAID)[5].decode()
    assert kept == before + "************1111"[:cut_at]


def test_nothing_is_kept_of_a_compressed_body():
    body = gzip.compress(BODIES["as documented"].encode())
    assert redacted(request(body, headers={b"content-encoding": b"gzip"}), [], PAID)[5] == b""


def test_an_image_is_left_alone():
    image = b"\x89PNG\0\0" + VISA.encode()
    assert redacted(request(b""), [(b"content-type", b"image/png")], image)[7] == image


WORDS = [
    "cvv",
    "CVC",
    "security_code",
    "card_number",
    "pan",
    ":",
    "=",
    '"',
    "{",
    "}",
    "[",
    "]",
    ",",
]
WORDS += [
    " ",
    "-",
    ".",
    "+",
    "\\",
    "%",
    "\0",
    "\u2013",
    "\u00a0",
    "123",
    "4111",
    VISA,
    SPACED,
    ESCAPED,
]


@given(st.lists(st.sampled_from(WORDS), max_size=30).map("".join))
@settings(max_examples=400, deadline=None, derandomize=True, database=None)
def test_whatever_has_secrets_is_read_closely(text):
    kept = redacted(request(text.encode()), [], b"")[5].decode()
    assert kept == without_secrets(text)
