"""A slice of what `make fuzz-parsers` does for an hour: seeds, what was found, and what is near."""

import random
from collections.abc import Iterator

import pytest

from tests.security.targets import TARGETS

CASES = 150
PIECES = (
    b"|[|]|{|}|(|)|*|+|?|\\|\"|'|:|;|,|=|&|.|-|#|\n|\r|\0| |\t|\xff|0|9|a|null|$|@|<|/|%5B".split(
        b"|"
    )
)

DIGITS = b"9" * 5_000  # more than `int` takes

# What the fuzzer has found, or would have: each broke a promise until it was mended.
FOUND = {
    "br-codes": [
        b"0020400005303\xb8654015700.005802BR5904Shop6304",
        b"0002015802BR5802BR6304",
        "000201580\u0662BR6304".encode(),
    ],
    "log": [
        b"# payments 1",
        b'# payments ["id","id"]',
        b"+ default 1",
        b'+ default {"payments":1}',
        b'+ default {"payments":{"p":1}}',
        b'# payments ["id","position"]\n+ default {"payments":{"p":["p"]}}',
        b"? default {}",
        b"! paydrill 1",
        b"+",
        b"+ %FF {}",
    ],
    "brackets": [b"a[" + b"9" * 5_000 + b"]=1&a[1]=2", "a[\u0663]=1&a[1]=2".encode()],
    "scenarios": [
        b"scenario: 1\nname: x\nrules: [{id: a, when: {body: {/a/%b: 1}}, then: decline}]" % DIGITS,
        b"scenario: 1\nname: x\nseed: %b" % DIGITS,
    ],
    "contracts": [
        b"openapi: 3.1.0\npaths: {/a: {get: {responses: {200: {$ref: '#/tags/%b'}}}}}\ntags: [1]"
        % DIGITS,
    ],
    "patterns": [
        rb"^((a*)*)*(?<=b[^])$" + b"\naa",
        rb"^(a|a)*(?<=b\cJ)$" + b"\naaaaaaaa",
        b"(x{1,900}){1,9}y\nxxxxxxxx",
        b"x++y\nxxxxxxxx",
        b"(?=(x+)+$)x*y\nxxxxxxxx",
    ],
    "headers": [
        b"a/b;" + b" ;" * 40 + b"!",
        b'metadata["' + b"\\" * 100 + b":",
        b"Prefer" * 200 + b"!",
    ],
}


@pytest.fixture(autouse=True)
def _no_cache(monkeypatch, tmp_path):
    """Leave the cache to contracts that other tests read."""
    monkeypatch.setenv("PAYDRILL_CACHE", str(tmp_path / "cache"))


@pytest.mark.parametrize("name", TARGETS)
def test_what_was_found_keeps_its_promise(name: str):
    for data in (b"", *TARGETS[name].seeds(), *FOUND.get(name, ())):
        TARGETS[name].check(data)


@pytest.mark.parametrize("name", TARGETS)
def test_what_is_near_keeps_its_promise(name: str):
    for data in near([*TARGETS[name].seeds(), *FOUND.get(name, ())], random.Random(name)):
        TARGETS[name].check(data)


def near(seeds: list[bytes], chance: random.Random) -> Iterator[bytes]:
    """Texts like the seeds, with pieces of others put in, left out and repeated."""
    for _ in range(CASES):
        data = chance.choice(seeds)
        for _ in range(chance.choice([1, 2, 4])):
            other = chance.choice(seeds)
            start, begin = chance.randint(0, len(data)), chance.randint(0, len(other))
            end = start + chance.choice([0, 0, 1, 8])
            piece = chance.choice([chance.choice(PIECES), other[begin : begin + 12], b""])
            data = data[:start] + piece * chance.choice([1, 1, 1, 30]) + data[end:]
        yield data
