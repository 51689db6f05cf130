"""Lines with right checksums that no version has written: refused with their number, in words."""

from zlib import crc32

import pytest

from paydrill.stores.tinydb.log_file import HEADER
from paydrill.stores.tinydb.log_storage import LogStorage


def written(path, *payloads):
    crc, lines = 0, [HEADER]
    for payload in payloads:
        crc = crc32(payload, crc)
        lines.append(b"%08x %b\n" % (crc, payload))
    path.write_bytes(b"".join(lines))
    return path


@pytest.mark.parametrize(
    ("payload", "said"),
    [
        (b"? default {}", r"line 3: a line begins with b'\? default \{\}'"),
        (b"! paydrill 1", "line 3: it is of no version"),
        (b"+ default", "line 3: a line begins with"),
        (b"# letters 1", "line 3: a line declares columns that are no list of names"),
        (b'# letters [1, "id"]', "line 3: a line declares columns that are no list of names"),
        (b'# letters ["id", "id"]', "line 3: a line declares a column twice"),
        (b"# letters [", "line 3: "),
    ],
)
def test_a_line_of_no_kind_is_refused_when_the_log_is_opened(tmp_path, payload, said):
    path = written(tmp_path / "a.tinydb", b'# parcels ["id","position"]', payload)
    content = path.read_bytes()
    with pytest.raises(ValueError, match=said):
        LogStorage(path)
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"1", "a line holds no tables of documents"),
        (b'{"parcels":1}', "a line holds no tables of documents"),
        (b'{"parcels":{"a":1}}', "a line puts no document of parcels there"),
        (b'{"parcels":{"a":["a"]}}', "a line puts no document of parcels there"),
    ],
)
def test_documents_of_no_form_are_refused_when_they_are_read(tmp_path, body, said):
    columns = b'# parcels ["id","position"]'
    storage = LogStorage(written(tmp_path / "a.tinydb", columns, b"+ default " + body))
    with pytest.raises(ValueError, match=said):
        storage.read()
    storage.close()


def test_rows_and_documents_are_read_as_they_were_written(tmp_path):
    path = written(
        tmp_path / "a.tinydb",
        b'# parcels ["id","position"]',
        b'+ default {"parcels":{"1":["a",1],"2":{"id":"b"}}}',
    )
    storage = LogStorage(path)
    assert storage.read() == {
        "default/parcels": {"1": {"id": "a", "position": 1}, "2": {"id": "b"}}
    }
    storage.close()
