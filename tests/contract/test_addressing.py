"""Which sandbox a request means."""

import pytest

from paydrill.contract.sandboxes import addressed
from paydrill.engine.errors import InvalidInput

KEY = {"authorization": "Bearer sk_test_by-key"}
HEADER = {"paydrill-sandbox": "by-header"}


@pytest.mark.parametrize(
    ("path", "headers", "sandbox", "inner"),
    [
        ("/payments", {}, "default", "/payments"),
        ("/payments", KEY, "by-key", "/payments"),
        ("/payments", {"authorization": "bearer SK_TEST_by-key"}, "by-key", "/payments"),
        ("/payments", KEY | HEADER, "by-header", "/payments"),
        ("/~by-path/payments", KEY | HEADER, "by-path", "/payments"),
        ("/~by-path/", {}, "by-path", "/"),
        ("/~by-path", {}, "by-path", "/"),
        ("/~a/~b/payments", {}, "a", "/~b/payments"),
        ("/payments/~b", {}, "default", "/payments/~b"),
        ("/~a/x\ny", {}, "a", "/x\ny"),
        ("/payments", {"authorization": "Bearer sk_test_Not A Name"}, "default", "/payments"),
        ("/payments", {"authorization": "Bearer other"}, "default", "/payments"),
        ("/payments", {"authorization": "Basic sk_test_a"}, "default", "/payments"),
    ],
)
def test_prefix_then_header_then_key(path: str, headers: dict[str, str], sandbox: str, inner: str):
    found = addressed(path, headers)
    assert (found.sandbox, found.path) == (sandbox, inner)
    assert found.prefix in {"", f"/~{sandbox}"}
    assert bool(found.prefix) == path.startswith("/~")


@pytest.mark.parametrize("name", ["a", "0", "checkout-7", "x" * 63, "a--"])
def test_a_name(name: str):
    assert addressed(f"/~{name}/x", {}).sandbox == name
    assert addressed("/x", {"paydrill-sandbox": name}).sandbox == name


@pytest.mark.parametrize("name", ["", "-a", "A", "a_b", "a.b", "x" * 64, "é", "a\n", " a"])
def test_no_name(name: str):
    with pytest.raises(InvalidInput) as caught:
        addressed(f"/~{name}/x", {})
    assert [error.pointer for error in caught.value.errors] == ["/path/~sandbox"]
    with pytest.raises(InvalidInput) as caught:
        addressed("/x", {"paydrill-sandbox": name})
    assert [error.pointer for error in caught.value.errors] == ["/header/Paydrill-Sandbox"]
