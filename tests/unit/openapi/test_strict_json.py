"""JSON as it should be: one reading of each text, and no other."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paydrill.openapi.strict_json import DEEPEST, JsonError, parse


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b'{"a": [1, true, null, "x"]}', {"a": [1, True, None, "x"]}),
        (b'"\\ud83d\\ude00"', "\U0001f600"),
        ('"São Paulo"'.encode(), "São Paulo"),
        (b" 7 ", 7),
        (b"\xef\xbb\xbf 7 ", 7),
        ('\ufeff{"a": "\ufeff"}'.encode(), {"a": "\ufeff"}),
        (b'"' + b"[" * 200 + b'"', "[" * 200),
        (b'["' + b'\\"[' * 200 + b'"]', ['"[' * 200]),
    ],
)
def test_json_is_read(body: bytes, value: object):
    assert parse(body) == value


def test_the_deepest_nesting_is_read():
    value = parse(b"[" * DEEPEST + b"]" * DEEPEST)
    for _ in range(DEEPEST - 1):
        [value] = value
    assert value == []


@pytest.mark.parametrize(
    ("literal", "number"),
    [
        ("0.1", Decimal("0.1")),
        ("99.99", Decimal("99.99")),
        ("0.010", Decimal("0.010")),
        ("1e-2", Decimal("0.01")),
        ("1E2", Decimal(100)),
        ("0.1000000000000000055511151231257827", Decimal("0.1000000000000000055511151231257827")),
    ],
)
def test_a_number_is_what_was_written(literal: str, number: Decimal):
    value = parse(literal.encode())
    assert isinstance(value, Decimal)
    assert value == number
    assert value.as_tuple() == Decimal(literal).as_tuple()


def test_an_integer_is_an_integer():
    value = parse(b"12345678901234567890")
    assert value == 12345678901234567890
    assert isinstance(value, int)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"a": 1, "a": 1}', "'a' twice"),
        (b'[{"b": {"c": 1, "c": 2}}]', "'c' twice"),
        (b"NaN", "NaN"),
        (b"[Infinity]", "Infinity"),
        (b'{"a": -Infinity}', "Infinity"),
        (b"1e999", "out of range"),
        (b"1e-999", "out of range"),
        (b"1" * 5000, "more than 64 digits"),
        (b"0." + b"1" * 5000, "more than 64 digits"),
        (b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1), "64 levels"),
        (b'{"a":' * (DEEPEST + 1) + b"1" + b"}" * (DEEPEST + 1), "64 levels"),
        (b"[" * 100_000, "64 levels"),
        (b'{"a": "\xff"}', "byte 8"),
        (b"\xef\xbb\xbf" * 2 + b"{}", "line 1, column 1"),
        (b"\xff\xfe{\x00}\x00", "is in UTF-16: send it in UTF-8."),
        (b"\x00\x00\x00{\x00\x00\x00}", "is in UTF-32: send it in UTF-8."),
        (b'"\\ud800"', "surrogate"),
        (b'{"\\udfff": 1}', "surrogate"),
        (b'["\\ud83d x"]', "surrogate"),
        (b'{"a": 1,\n "b" 2}', "line 2, column 6"),
        (b"", "line 1, column 1"),
        (b"{} {}", "line 1, column 4"),
        (b"{'a': 1}", "line 1, column 2"),
        (b"[1,]", "line 1"),
        (b"01", "line 1"),
        (b'"a\nb"', "line 1, column 3: control character"),
        (b'{"a\\"b": 1, "a\\"b": 2}', "the key 'a\\\"b' twice"),
        (b"0e-400", "out of range"),
        (b"1e308", "out of range"),
        (b"0." + b"0" * 400, "out of range"),
        (b'\xd8"', "byte 1"),
    ],
)
def test_everything_else_is_refused_with_its_place(body: bytes, words: str):
    with pytest.raises(JsonError) as caught:
        parse(body)
    assert words in str(caught.value)
    assert len(str(caught.value)) < 300


@given(st.binary(max_size=60))
def test_bytes_are_read_or_refused_and_nothing_else(body: bytes):
    try:
        value = parse(body)
    except JsonError:
        return
    assert json.loads(body, parse_float=Decimal) == value


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**60), 10**60) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(JSON_VALUES, st.booleans())
def test_what_is_written_is_read_back(value: object, ascii_only: bool):
    assert parse(json.dumps(value, ensure_ascii=ascii_only).encode()) == value
