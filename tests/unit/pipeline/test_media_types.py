"""Media types of bodies, as clients write them."""

import pytest

from paydrill.pipeline.content import charset_of, media_type_of


@pytest.mark.parametrize(
    ("header", "media_type", "is_utf8"),
    [
        (b"application/json", "application/json", True),
        (b" Application/JSON\t", "application/json", True),
        (b"a/b;", "a/b", True),
        (b"a/b ; ; ;\t;", "a/b", True),
        (b'a/b;c=d ;e="f;g" ; charset = utf-8', "", False),
        (b'a/b;c="d"e', "", False),
        (b"a/b; charset=utf-8 ", "a/b", True),
        (b'a/b;c=d ; charset="US-ASCII"; ', "a/b", True),
        (b"a/b; charset=latin-1", "a/b", False),
        (b"a", "", False),
        (b"a/b;c", "", False),
        (b"a/b" + b" ;" * 2_000, "a/b", True),
        (b"a/b" + b" ;" * 2_000 + b"!", "", False),
        (b"a/b" + b";\t \t" * 2_000 + b"/", "", False),
    ],
)
def test_a_media_type_is_read_however_long_it_is(header: bytes, media_type: str, is_utf8: bool):
    assert media_type_of(header) == (media_type, is_utf8)


def test_the_first_charset_counts():
    assert charset_of(b'a/b; charset="x"; charset=y') == "x"
