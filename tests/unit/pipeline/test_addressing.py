"""Which sandbox a request means."""

from base64 import b64encode
from hashlib import sha256

import pytest

from paydrill.errors import InvalidInput
from paydrill.pipeline.addressing import addressed

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
        ("/payments", {"authorization": "Bearer other"}, "default", "/payments"),
        ("/payments", {"authorization": "Basic sk_test_a"}, "default", "/payments"),
    ],
)
def test_prefix_then_header_then_key(path: str, headers: dict[str, str], sandbox: str, inner: str):
    found = addressed(path, headers)
    assert (found.sandbox, found.path) == (sandbox, inner)
    assert found.prefix in {"", f"/~{sandbox}"}
    assert bool(found.prefix) == path.startswith("/~")


def basic(user: str, password: str = "") -> str:
    return f"Basic {b64encode(f'{user}:{password}'.encode()).decode()}"


# The first twelve digits of `printf ABC | sha256sum`, and so on.
ABC, ACCOUNT, SPACES = "key-b5d4045c3f46", "key-68cef43fdbe7", "key-6c4ac905c462"


@pytest.mark.parametrize(
    ("authorization", "sandbox"),
    [
        ("Bearer sk_test_shop", "shop"),
        ("Bearer rk_test_shop", "shop"),
        ("Bearer pk_test_shop", "shop"),
        ("BEARER  pk_test_shop ", "shop"),
        (basic("sk_test_shop"), "shop"),
        (basic("pk_test_shop", "secret").replace("Basic", "bASIC "), "shop"),
        ("Bearer sk_test_ABC", ABC),
        ("Bearer pk_test_ABC", ABC),
        (basic("rk_test_ABC"), ABC),
        ("Bearer sk_test_51HxYzKAbCdEfGhIjKlMnOp", ACCOUNT),
        ("Bearer pk_test_51HxYzKAbCdEfGhIqRsTuVw", ACCOUNT),
        (basic("sk_test_51HxYzKAbCdEfGhI"), ACCOUNT),
        ("Bearer sk_test_Not A Name", SPACES),
        (f"Bearer sk_test_{'x' * 63}", "x" * 63),
        (f"Bearer sk_test_{'x' * 64}", f"key-{sha256(b'x' * 16).hexdigest()[:12]}"),
    ],
)
def test_a_test_key_always_means_a_sandbox_of_its_own(authorization: str, sandbox: str):
    assert addressed("/payments", {"authorization": authorization})[:2] == (sandbox, "/payments")


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Bearer",
        "Bearer eyJhbGciOi.sk_test_shop",
        "Bearer sk_test_",
        "sk_test_shop",
        "Token sk_test_shop",
        "Bearer sk_testing_shop",
        "Bearer xsk_test_shop",
        "Bearer ck_test_shop",
        basic("merchant", "sk_test_shop"),
        basic(""),
        "Basic sk_test_shop",
        "Basic c2tfdGVzdF9zaG9w!",
        "Basic c2tfdGVzdF9zaG9wO",
        "Basic \xe9",
    ],
)
def test_any_other_credential_says_nothing(authorization: str):
    headers = {"authorization": authorization}
    assert addressed("/payments", headers) == ("default", "/payments", "", False)
    assert addressed("/~shop/payments", headers) == ("shop", "/payments", "/~shop", False)


@pytest.mark.parametrize(
    "authorization",
    ["Bearer sk_live_51Hx", "bearer rk_live_x", basic("pk_live_x"), basic("sk_live_x", "y")],
)
def test_a_live_key_is_seen_wherever_the_sandbox_is_named(authorization: str):
    headers = {"authorization": authorization}
    for path, more in (("/x", {}), ("/x", HEADER), ("/~by-path/x", {})):
        assert addressed(path, headers | more).has_live_key
    assert addressed("/x", headers).sandbox == "default"


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
