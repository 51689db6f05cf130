"""What is fuzzed: each parser of ours, with what it promises for any bytes.

A target takes bytes, and fails where a promise is broken; `seeds` are bytes to begin with.
"""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

from paydrill.openapi.documents import ContractError, ContractFile, load_contracts
from paydrill.openapi.examination import examine
from paydrill.openapi.kinds import every
from paydrill.openapi.patterns import matcher
from paydrill.openapi.shapes import Shape
from paydrill.openapi.skeleton import skeleton
from paydrill.openapi.validators import Schemas
from paydrill.payments.pix import brcode
from paydrill.pipeline.content import media_type_of
from paydrill.pipeline.forms import together
from paydrill.pipeline.stops import Refused
from paydrill.request_log.secrets_in_text import without_secrets
from paydrill.responders.preferences import preferences_of
from paydrill.scenarios.files import ScenarioFileError, load_scenario
from paydrill.stores.tinydb.log_file import HEADER
from paydrill.stores.tinydb.log_storage import LogStorage
from paydrill.stripe.errors import InvalidInput
from paydrill.stripe.searching import parse as parse_query
from paydrill.values.accept import preferred
from tests.scenarios.samples import KNOWN
from tests.unit.openapi.overlaid import CONTRACT, FORM

ROOT = Path(__file__).parents[2]
_CARD, _SECURITY_CODE = "4242424242424242", "98765"
_ANYTHING = Shape({}, Schemas({}), {})


class Target(NamedTuple):
    """A parser with its promise."""

    check: Callable[[bytes], None]
    seeds: Callable[[], Iterator[bytes]]


def _folder() -> tempfile.TemporaryDirectory[str]:
    shared = Path("/dev/shm")  # noqa: S108 - a fresh folder is made in it
    return tempfile.TemporaryDirectory(dir=shared if shared.is_dir() else None)


def scenarios(data: bytes) -> None:
    """A scenario, or problems in words, each at its place."""
    with _folder() as folder:
        file = Path(folder) / "fuzzed.yaml"
        file.write_bytes(data)
        try:
            load_scenario(file, known=KNOWN)
        except ScenarioFileError as error:
            _all_told(error)


def _all_told(error: ScenarioFileError) -> None:
    assert error.problems
    for problem in error.problems:
        assert problem.line >= 1
        assert problem.column >= 1
        assert problem.message.isprintable()
        assert problem.pointed()


def log(data: bytes) -> None:
    """A log that is read the same twice, or a sentence; lines have the checksums that they need."""
    with _folder() as folder:
        file = Path(folder) / "records.tinydb"
        file.write_bytes(data if data[:1] in (b"p", b"{") else _with_checksums(data))
        with suppress(ValueError):
            first = _all_tables(file)
            assert _all_tables(file) == first


def _with_checksums(data: bytes) -> bytes:
    crc, lines = 0, [HEADER]
    for payload in data.splitlines():
        crc = crc32(payload, crc)
        lines.append(b"%08x %b\n" % (crc, payload))
    return b"".join(lines)


def _all_tables(file: Path) -> dict[str, dict[str, dict[str, object]]]:
    storage = LogStorage(file)
    try:
        return storage.read()
    finally:
        storage.close()


def br_codes(data: bytes) -> None:
    """Fields that make up the whole text again, or `ValueError`."""
    text = data.decode(errors="surrogateescape")
    assert brcode.is_valid(text) in {True, False}
    with suppress(ValueError):
        found = brcode.fields(text)
        assert "".join(f"{id_}{len(value):02d}{value}" for id_, value in found.items()) == text
    code = text[:-4] + brcode.checksum(text[:-4]) if text.isascii() else text
    if brcode.is_valid(code):
        assert brcode.fields(code)["63"] == code[-4:]
        assert not brcode.is_valid(f"{code[:-4]}{(int(code[-4:], 16) + 1) % 65536:04X}")


def brackets(data: bytes) -> None:
    """Values by name, each of which was sent, or a refusal."""
    pairs = [part.partition("=")[::2] for part in data.decode(errors="replace").split("&")]
    with suppress(Refused):
        found = together([(name, value) for name, value in pairs], _ANYTHING)
        assert sorted(_leaves(found)) == sorted(value for _, value in pairs)
        _ANYTHING.read(found)


def _leaves(node: object) -> Iterator[str]:
    if isinstance(node, dict | list):
        for each in node.values() if isinstance(node, dict) else node:
            yield from _leaves(each)
    else:
        yield str(node)


def contracts(data: bytes) -> None:
    """A contract that can be served, whatever is wrong with it, or a sentence."""
    with _folder() as folder:
        file = Path(folder) / ("a.json" if data[:1] == b"{" else "a.yaml")
        file.write_bytes(data)
        _serve(file, [])


def overlays(data: bytes) -> None:
    """A contract that can be served, whatever the overlay does to it."""
    with _folder() as folder:
        file, overlay = Path(folder) / "shop.yaml", Path(folder) / "fix.yaml"
        file.write_text(CONTRACT, encoding="utf-8")
        overlay.write_bytes(data)
        _serve(file, [overlay])


def _serve(file: Path, with_overlays: list[Path]) -> None:
    try:
        [contract] = load_contracts((), [ContractFile(file)], overlays=with_overlays)
    except ContractError:
        return
    schemas = contract.operations[0].schemas if contract.operations else Schemas(contract.raised)
    for node, kind, _ in every(contract.raised, "document"):
        if kind == "schema":
            assert schemas.compile(node).is_valid({}) in {True, False}
    skeleton(contract)
    examine(contract)


def patterns(data: bytes) -> None:
    """An answer, and soon: a pattern of a contract, then a text, on two lines."""
    pattern, _, text = data.decode(errors="replace").partition("\n")
    fits = matcher(pattern)
    for each in (text, text * 50, text * 5_000):
        assert fits is None or fits(each) in {True, False}


def headers(data: bytes) -> None:
    """Headers, queries and bodies as they come: something is made of each, or it is refused."""
    text = data.decode("latin-1")
    media_type_of(data)
    preferences_of(text)
    preferred(("application/json", "text/html"), text)
    assert _CARD[:4] in text or _CARD not in without_secrets(f'{text} "card_number": "{_CARD}"')
    assert _SECURITY_CODE in text or _SECURITY_CODE not in without_secrets(
        f'{{"cvv": "{_SECURITY_CODE}"}}{text}'
    )
    with suppress(InvalidInput):
        parse_query(text, frozenset({"metadata", "status", "amount", "created"}))


def _files(*globs: str) -> Callable[[], Iterator[bytes]]:
    return lambda: (path.read_bytes() for each in globs for path in sorted(ROOT.glob(each)))


def _of(*texts: str) -> Callable[[], Iterator[bytes]]:
    return lambda: (each.encode() for each in texts)


_CODE = brcode.dynamic("pix.example/qr/1", 1050, brcode.Merchant("Shop", "Recife"))
_LOG = (
    '# payments ["id","position","status"]\n+ default {"payments":{"p1":["p1",1,"captured"]}}',
    '+ default {"payments":{"p1":null}}\n= default {}\n= shop%20a {"sandbox":{"a":{"id":"a"}}}',
    '+ * {"people":{"1":{"name":"Ada"}}}',
    '{"people":{"1":{"name":"Ada"}}}',
)
_ACTIONS = (
    "- {target: $.info, update: {title: B}}\n",
    "- {target: '$..parameters[?@.name==\"a\"]', remove: true}\n",
    "- {target: '$..schema', update: {type: integer}}\n",
)

TARGETS = {
    "scenarios": Target(scenarios, _files("scenarios/*.yaml", "tests/scenarios/bad/*.yaml")),
    "log": Target(log, _of(*_LOG)),
    "br-codes": Target(br_codes, _of(_CODE, "0002016304ABCD", "26040000")),
    "brackets": Target(brackets, _of("a[b][]=1&a[b][]=2", "a[0][x]=1&a[0][y]=2&b=3", "a[][b]=1")),
    "contracts": Target(contracts, _of(CONTRACT, '{"openapi":"3.1.0","info":{},"paths":{}}')),
    "overlays": Target(overlays, _of(*(FORM + each for each in _ACTIONS))),
    "patterns": Target(patterns, _of(r"^[\w-.]+@[\w-.]+$", "^(a|b)*\\1$", "(?=x*y)(x{1,9})+\nxx")),
    "headers": Target(
        headers,
        _of(
            'application/json; charset="utf-8"',
            "text/html;q=0.5, */*",
            "code=422, example=expired",
            "status:'open' AND metadata[\"a\"]:'b'",
            'cvv2: 123&card_number=4242424242424242 {"security code": "1"}',
        ),
    ),
}
