"""The documentation routes."""

import json
import re

import pytest
import yaml
from flask import Flask
from flask.testing import FlaskClient

from paydrill.pages.documentation import documentation
from paydrill.pages.published import PublishedContract
from paydrill.pages.viewers import ASSETS
from tests.unit.pages.page_reader import PageReader, csp_digest, directives


def contract(name: str, title: str, base_path: str) -> PublishedContract:
    operation = {"operationId": f"{name}.get", "servers": [{"url": "https://live.bank.test"}]}
    document = {
        "openapi": "3.0.3",
        "info": {"title": title, "description": "Preço, de um dólar"},
        "servers": [{"url": f"https://live.bank.test{base_path}"}, {"url": "/other"}],
        "paths": {"/a": {"get": operation, "servers": [{"url": "https://files.bank.test"}]}},
    }
    return PublishedContract(name, title, base_path, lambda: document)


CONTRACTS = {
    "cards": contract("cards", "Cards", "/api/v1"),
    "pix": contract("pix", "PIX", "/"),
    "own": contract("own", "Ours </script> & yours", "/own"),
}
SANDBOX_7 = {"base_url": "http://localhost:8000/~checkout-7"}
PAGES = ["/docs", "/redoc", "/redoc?contract=pix"]
PAGES += [f"/_control{page}" for page in PAGES]


def client_of(contracts: dict[str, PublishedContract]) -> FlaskClient:
    app = Flask(__name__, static_folder=None)
    app.register_blueprint(documentation(contracts))
    return app.test_client()


@pytest.fixture
def client() -> FlaskClient:
    return client_of(CONTRACTS)


def swagger_ui_selector(client: FlaskClient, **options: str) -> list[dict[str, str]]:
    page = PageReader(client.get("/docs", **options).text)
    [element] = [it for it in page.attributes_of("div") if it.get("id") == "swagger-ui"]
    selector: list[dict[str, str]] = json.loads(element["data-contracts"])
    return selector


def test_swagger_ui_selects_among_all_contracts(client: FlaskClient) -> None:
    assert swagger_ui_selector(client) == [
        {"url": "/openapi/cards.json", "name": "Cards"},
        {"url": "/openapi/pix.json", "name": "PIX"},
        {"url": "/openapi/own.json", "name": "Ours </script> & yours"},
    ]
    assert all(client.get(it["url"]).status_code == 200 for it in swagger_ui_selector(client))


def test_swagger_ui_shows_the_top_bar_and_asks_no_validator(client: FlaskClient) -> None:
    script = PageReader(client.get("/docs").text).inline["script"][-1]
    assert 'layout: "StandaloneLayout"' in script
    assert "validatorUrl: null" in script


@pytest.mark.parametrize(
    ("url", "shown"),
    [("/redoc", "cards"), ("/redoc?contract=pix", "pix"), ("/redoc?contract=", "cards")],
)
def test_redoc_shows_one_contract_and_links_to_all(
    client: FlaskClient, url: str, shown: str
) -> None:
    page = PageReader(client.get(url).text)
    [element] = [it for it in page.attributes_of("div") if it.get("id") == "redoc"]
    assert element["data-contract"] == f"/openapi/{shown}.json"
    links = page.attributes_of("a")
    assert [link["href"] for link in links] == [f"/redoc?contract={name}" for name in CONTRACTS]
    assert [link["href"] for link in links if "aria-current" in link] == [
        f"/redoc?contract={shown}"
    ]


def test_an_unknown_contract_in_redoc_is_a_page_that_lists_the_known_ones(
    client: FlaskClient,
) -> None:
    response = client.get("/redoc?contract=nope")
    assert response.status_code == 404
    assert response.mimetype == "text/html"
    page = PageReader(response.text)
    assert "Contract not found" in page.text
    assert [link["href"] for link in page.attributes_of("a")] == [
        f"/redoc?contract={name}" for name in CONTRACTS
    ]


def test_pages_below_control_link_to_each_other_there(client: FlaskClient) -> None:
    docs = PageReader(client.get("/_control/docs", **SANDBOX_7).text)
    links = [link["href"] for link in docs.attributes_of("a")]
    assert links == ["/~checkout-7/", "/~checkout-7/_control/redoc"]
    redoc = PageReader(client.get("/_control/redoc", **SANDBOX_7).text)
    assert {link["href"] for link in redoc.attributes_of("a")} == {
        f"/~checkout-7/_control/redoc?contract={name}" for name in CONTRACTS
    }
    [element] = [it for it in redoc.attributes_of("div") if it.get("id") == "redoc"]
    assert element["data-contract"] == "/~checkout-7/_control/openapi/cards.json"


@pytest.mark.parametrize("name", ["a b", "é", "a%2Fb?#", "x.json", "<b>", "{id}", "a;b&c=+"])
def test_a_contract_may_have_any_name(name: str) -> None:
    client = client_of({name: contract(name, "Odd", "/")})
    [shown] = swagger_ui_selector(client)
    assert client.get(shown["url"]).status_code == 200
    page = PageReader(client.get("/redoc").text)
    [link] = page.attributes_of("a")
    assert client.get(link["href"]).status_code == 200


def test_without_contracts_the_pages_still_answer() -> None:
    client = client_of({})
    assert swagger_ui_selector(client) == []
    assert client.get("/redoc").status_code == 404


def test_a_contract_that_appears_later_is_shown() -> None:
    contracts = dict(CONTRACTS)
    client = client_of(contracts)
    contracts["late"] = contract("late", "Late", "/late")
    assert swagger_ui_selector(client)[-1] == {"url": "/openapi/late.json", "name": "Late"}
    assert client.get("/openapi/late.yaml").status_code == 200


def test_links_keep_the_prefix_that_the_server_is_called_under(client: FlaskClient) -> None:
    selector = swagger_ui_selector(client, **SANDBOX_7)
    assert selector[0]["url"] == "/~checkout-7/openapi/cards.json"
    page = PageReader(client.get("/redoc", **SANDBOX_7).text)
    [element] = [it for it in page.attributes_of("div") if it.get("id") == "redoc"]
    assert element["data-contract"] == "/~checkout-7/openapi/cards.json"


@pytest.mark.parametrize("name", CONTRACTS)
def test_contracts_are_served_as_json_and_yaml(client: FlaskClient, name: str) -> None:
    as_json = client.get(f"/openapi/{name}.json")
    assert as_json.headers["Content-Type"] == "application/json"
    as_yaml = client.get(f"/openapi/{name}.yaml")
    assert as_yaml.headers["Content-Type"] == "application/yaml"
    assert yaml.safe_load(as_yaml.data) == as_json.json
    assert as_json.json["info"] == CONTRACTS[name].document["info"]
    item = as_json.json["paths"]["/a"]
    assert item["get"]["operationId"] == f"{name}.get"
    for part in (item, item["get"]):
        assert [server["url"] for server in part["servers"]] == ["http://localhost"]
    assert "bank.test" not in as_json.text


@pytest.mark.parametrize(
    ("url", "base_url", "called_at"),
    [
        ("/openapi/cards.json", "http://localhost:8000", "http://localhost:8000/api/v1"),
        ("/openapi/pix.json", "http://127.0.0.1:9000", "http://127.0.0.1:9000"),
        ("/openapi/own.yaml", "https://mock.test", "https://mock.test/own"),
        ("/openapi/pix.yaml", "http://[::1]:8000/~a", "http://[::1]:8000/~a"),
        ("/openapi/cards.yaml", "http://mock.test/~a-7", "http://mock.test/~a-7/api/v1"),
        ("/openapi/own.json", "https://mock.test/proxied/~a", "https://mock.test/proxied/~a/own"),
    ],
)
def test_a_contract_names_the_server_and_the_sandbox_that_were_called(
    client: FlaskClient, url: str, base_url: str, called_at: str
) -> None:
    [server] = yaml.safe_load(client.get(url, base_url=base_url).data)["servers"]
    assert server["url"] == called_at


@pytest.mark.parametrize("host", ["", "a b", '"><script>', "mock.test/~x", "mock.test:99999"])
def test_without_a_usable_host_the_server_is_a_path(client: FlaskClient, host: str) -> None:
    [server] = client.get("/openapi/cards.json", headers={"Host": host}).json["servers"]
    assert server["url"] == "/api/v1"
    [server] = client.get("/openapi/pix.json", headers={"Host": host}).json["servers"]
    assert server["url"] == "/"


@pytest.mark.parametrize("url", PAGES)
@pytest.mark.parametrize(
    ("base_url", "root", "name"),
    [
        ("http://localhost:8000", "", "default"),
        ("http://localhost:8000/~checkout-7", "", "checkout-7"),
        ("http://localhost:8000/proxied/~checkout-7", "/proxied", "checkout-7"),
    ],
)
def test_a_page_says_which_sandbox_it_is_of_and_where_others_are(
    client: FlaskClient, url: str, base_url: str, root: str, name: str
) -> None:
    page = PageReader(client.get(url, base_url=base_url).text)
    [form] = page.attributes_of("form")
    assert (form["data-root"], form["data-page"]) == (root, url[1:].partition("?")[0])
    [field] = page.attributes_of("input")
    assert field["value"] == name


def test_a_contract_that_did_not_change_is_not_sent_again(client: FlaskClient) -> None:
    etag = client.get("/openapi/cards.json").headers["ETag"]
    again = client.get("/openapi/cards.json", headers={"If-None-Match": etag})
    assert again.status_code == 304
    assert again.data == b""
    assert client.get("/openapi/pix.json").headers["ETag"] != etag
    assert client.get("/openapi/cards.json", **SANDBOX_7).headers["ETag"] != etag


@pytest.mark.parametrize(
    "url", ["/openapi/nope.json", "/openapi/nope.yaml", "/docs/assets/nope.js"]
)
def test_what_does_not_exist_is_a_problem_document(client: FlaskClient, url: str) -> None:
    response = client.get(url)
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"
    problem = json.loads(response.data)
    assert (problem["status"], problem["code"]) == (404, "not_found")


@pytest.mark.parametrize("url", PAGES)
def test_a_page_loads_only_assets_that_this_server_has(client: FlaskClient, url: str) -> None:
    loaded = [it for it in PageReader(client.get(url).text).loaded_urls() if it[:5] != "data:"]
    assert loaded
    for asset_url in loaded:
        root = url[: url.index("/docs" if "docs" in url else "/redoc")]
        assert asset_url.startswith(f"{root}/docs/assets/")
        with client.get(asset_url) as response:
            assert response.status_code == 200


@pytest.mark.parametrize(("name", "media_type"), [(it, ASSETS[it][2]) for it in ASSETS])
def test_assets_have_their_type_and_a_long_life(
    client: FlaskClient, name: str, media_type: str
) -> None:
    with client.get(f"/docs/assets/{name}") as response:
        assert response.status_code == 200
        assert response.mimetype == media_type
        assert response.cache_control.immutable
        assert response.cache_control.max_age == 365 * 24 * 60 * 60
        assert len(response.data) > 100_000


@pytest.mark.parametrize("url", PAGES)
def test_asset_urls_change_with_the_assets(client: FlaskClient, url: str) -> None:
    loaded = [it for it in PageReader(client.get(url).text).loaded_urls() if it[:5] != "data:"]
    assert all(re.search(r"\?v=\d+\.\d+", asset_url) for asset_url in loaded)


@pytest.mark.parametrize(
    "path",
    [
        "../__init__.py",
        "..%2F__init__.py",
        "%2e%2e/%2e%2e/flask/app.py",
        "/etc/passwd",
        "%2Fetc%2Fpasswd",
        "..\\__init__.py",
        "swagger-ui.css/../../__init__.py",
        "__init__.py",
        "swagger-ui-bundle.js",
        "LICENSE",
        "redoc.js%00.css",
    ],
)
def test_only_the_listed_assets_can_be_read(client: FlaskClient, path: str) -> None:
    response = client.get(f"/docs/assets/{path}", follow_redirects=True)
    assert response.status_code == 404


@pytest.mark.parametrize("url", [*PAGES, "/redoc?contract=nope"])
def test_the_policy_allows_this_server_and_the_pages_own_scripts_only(
    client: FlaskClient, url: str
) -> None:
    response = client.get(url)
    policy = directives(response.headers["Content-Security-Policy"])
    assert policy["default-src"] == ["'none'"]
    assert policy["connect-src"] == ["'self'"]
    assert ("'unsafe-inline'" in policy["style-src"]) == ("redoc" not in url)
    assert not re.search(r"https?:|\*|unsafe-eval", response.headers["Content-Security-Policy"])
    assert "'unsafe-inline'" not in policy["script-src"]
    for script in PageReader(response.text).inline["script"]:
        assert csp_digest(script) in policy["script-src"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_titles_are_escaped(client: FlaskClient) -> None:
    for url in ["/docs", "/redoc?contract=own"]:
        html = client.get(url).text
        assert "Ours </script>" not in html
