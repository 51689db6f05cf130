"""Who may use the control plane."""

import pytest

from paydrill.pipeline.control_guard import Guard

LOCAL = {"host": "127.0.0.1:8000"}


def refusal_code(
    token: str | None = None,
    path: str = "/_control/clock",
    allowed: tuple[str, ...] = (),
    **headers: str,
) -> str:
    refusal = Guard(token, allowed).refusal(path, {**LOCAL, **headers})
    return refusal.code if refusal else ""


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.0.0.1:8000",
        "localhost:8000",
        "LOCALHOST",
        "a.localhost",
        "paydrill:8000",
        "[::1]:8000",
        "192.168.1.7:8000",
    ],
)
def test_a_local_host_gets_in(host: str):
    assert refusal_code(host=host) == ""


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8000",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "",
        "[::1",
        "evil.example.",
        "127.0.0.1@evil.example",
    ],
)
def test_a_foreign_host_does_not(host: str):
    assert refusal_code(host=host) == "foreign_host"


ALLOWED = ("paydrill.example", "*.preview.example")


@pytest.mark.parametrize(
    "host",
    ["paydrill.example", "PAYDRILL.example:8000", "a.preview.example", "a.b.preview.example"],
)
def test_a_host_that_is_named_does(host: str):
    assert refusal_code(allowed=ALLOWED, host=host) == ""
    assert refusal_code(allowed=ALLOWED, host=host, origin="null") == "foreign_origin"
    assert refusal_code("token", allowed=ALLOWED, host=host) == "control_token_required"


@pytest.mark.parametrize(
    "host",
    ["example", "x.paydrill.example", "preview.example", "xpreview.example", "a.preview.example.x"],
)
def test_its_neighbours_do_not(host: str):
    expected = "" if "." not in host else "foreign_host"
    assert refusal_code(allowed=ALLOWED, host=host) == expected


NEIGHBOURS = ["host.docker.internal:8000", "paydrill.default.svc.cluster.local"]


@pytest.mark.parametrize("host", [*NEIGHBOURS, "paydrill.default.svc.cluster.local."])
def test_containers_and_pods_get_as_far_as_being_asked_for_the_token(host: str):
    assert refusal_code(host=host) == "foreign_host"
    assert refusal_code("token", host=host) == "control_token_required"
    assert refusal_code("token", host=host, authorization="Bearer token") == ""


@pytest.mark.parametrize("host", [*NEIGHBOURS, "evil.example", "", "[::1"])
def test_the_token_gets_in_under_any_name_but_not_from_a_page(host: str):
    bearer = {"authorization": "Bearer token"}
    assert refusal_code("token", host=host, **bearer) == ""
    assert refusal_code("token", host=host, authorization="Bearer other") != ""
    assert refusal_code("token", host=host, origin="https://page.example", **bearer) == (
        "foreign_origin"
    )


@pytest.mark.parametrize(
    ("host", "option"),
    [
        ("Evil.example:8000", "--allow-host evil.example,"),
        ("a b.example", "--allow-host NAME,"),
        ("", "--allow-host NAME,"),
    ],
)
def test_who_is_refused_is_told_which_option_lifts_it(host: str, option: str):
    refusal = Guard(None).refusal("/_control/clock", {"host": host})
    assert refusal is not None
    assert option in refusal.detail
    assert "--control-token" in refusal.detail


@pytest.mark.parametrize("origin", ["http://127.0.0.1:8000", "https://127.0.0.1:8000"])
def test_the_servers_own_pages_get_in(origin: str):
    assert refusal_code(origin=origin) == ""


@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "",
        "https://evil.example",
        "http://127.0.0.1:9000",
        "http://localhost:8000",
        "http://127.0.0.1:8000.evil.example",
        "http://[",
        "127.0.0.1:8000",
    ],
)
def test_pages_of_others_do_not(origin: str):
    assert refusal_code(origin=origin) == "foreign_origin"


@pytest.mark.parametrize(("method", "code"), [("GET", ""), ("POST", "foreign_origin")])
def test_a_link_may_be_followed_to_look_and_no_more(method: str, code: str):
    headers = {**LOCAL, "sec-fetch-site": "cross-site"}
    refusal = Guard(None).refusal("/_control/reset", headers, method)
    assert (refusal.code if refusal else "") == code


@pytest.mark.parametrize(
    "path", ["/", "/payment", "/_controls", "/_control.html", "/api/_control/clock"]
)
def test_nothing_else_is_guarded(path: str):
    headers = {"host": "evil.example", "origin": "https://evil.example"}
    assert refusal_code("token", path, **headers) == ""


@pytest.mark.parametrize(
    "path", ["/_control", "/_control/", "/_control/clock", "/_control/nothing"]
)
def test_all_of_the_control_plane_is_guarded(path: str):
    assert refusal_code("token", path) == "control_token_required"


@pytest.mark.parametrize("authorization", ["Bearer token", "bearer token", "BEARER  token "])
def test_the_token_gets_in(authorization: str):
    assert refusal_code("token", authorization=authorization) == ""


@pytest.mark.parametrize(
    "authorization",
    ["", "Bearer", "Bearer tok", "Bearer tokens", "Basic token", "token", "Bearer t\xf6ken"],
)
def test_anything_else_does_not(authorization: str):
    assert refusal_code("token", authorization=authorization) == "control_token_required"


def test_who_is_refused_is_told_how_to_get_in():
    refusal = Guard("token").refusal("/_control/clock", LOCAL)
    assert refusal is not None
    assert (refusal.status, refusal.headers["WWW-Authenticate"][:6]) == (401, "Bearer")
