"""Published contracts: their labels, and documents with little or strange things in them."""

import json

import pytest
import yaml

from paydrill.pages.published import PublishedContract, labels_of


def test_titles_that_are_alike_long_or_empty_are_told_apart() -> None:
    titles = {"a": "API", "b": "API", "c": "", "d": "Long " * 40, "e": "In\ntwo  lines"}
    labels = labels_of(
        {name: PublishedContract(name, title, "", dict) for name, title in titles.items()}
    )
    assert labels["a"] == "API"
    assert labels["b"] == "API (b)"
    assert labels["c"] == "c"
    assert len(labels["d"]) == 60
    assert labels["e"] == "In two lines"


@pytest.mark.parametrize("paths", [None, {}, [{}], "/a", 5, {"x-note": "text", "/a": None}])
def test_a_document_with_little_in_it_can_be_read(paths: object) -> None:
    document = {"openapi": "3.1.0", "info": {"title": "Odd"}, "paths": paths}
    contract = PublishedContract("odd", "Odd", "", lambda: document)
    read = json.loads(contract.as_json("", "Here"))
    assert read == yaml.safe_load(contract.as_yaml("", "Here"))
    assert read["paths"] == (paths if isinstance(paths, dict) else {})
    assert read["servers"] == [{"url": "/", "description": "Here"}]


@pytest.mark.parametrize("written", [None, [1], "text", 5, {"schemas": [1]}, {"schemas": None}])
def test_a_document_with_something_else_in_the_place_of_objects_is_small(written: object) -> None:
    document = {"openapi": "3.1.0", "paths": written, "components": written}
    assert PublishedContract("odd", "Odd", "", lambda: document).is_large is False


@pytest.mark.parametrize(
    ("paths", "schemas", "large"), [(9, 9, False), (301, 0, True), (9, 292, True)]
)
def test_a_contract_with_many_paths_or_schemas_is_large(
    paths: int, schemas: int, large: bool
) -> None:
    document = {
        "paths": {f"/{number}": {} for number in range(paths)},
        "components": {"schemas": {f"S{number}": {} for number in range(schemas)}},
    }
    assert PublishedContract("any", "Any", "", lambda: document).is_large is large


@pytest.mark.parametrize("is_mounted", [False, True])
def test_what_a_path_has_servers_for_is_published_where_it_is_served(is_mounted: bool) -> None:
    servers = [{"url": "https://{x}.example/v2 b", "variables": {"x": {"default": "pay"}}}]
    paths = {"/a": {"servers": servers, "get": {}}, "/b": {"get": {"servers": []}, "put": {}}}
    document = {"openapi": "3.1.0", "servers": [{"url": "https://real.example"}], "paths": paths}
    contract = PublishedContract("odd", "Odd", "/base", lambda: document, is_mounted=is_mounted)
    read = json.loads(contract.as_json("http://here/~x", "Here"))
    assert read == yaml.safe_load(contract.as_yaml("http://here/~x", "Here"))
    assert read["servers"] == [{"url": "http://here/~x/base", "description": "Here"}]
    own = [{"url": "http://here/~x/v2%20b", "description": "Here"}]
    assert read["paths"]["/a"].get("servers") == (None if is_mounted else own)
    assert "real.example" not in str(read)


def test_a_document_of_swagger_names_this_server_as_swagger_does() -> None:
    document = {"swagger": "2.0", "host": "real.example", "schemes": ["https"], "paths": {}}
    contract = PublishedContract("old", "Old", "/v1", lambda: document)
    read = json.loads(contract.as_json("http://here:8000", "Here"))
    assert read == yaml.safe_load(contract.as_yaml("http://here:8000", "Here"))
    where = {"host": "here:8000", "basePath": "/v1", "schemes": ["http"]}
    assert read == {"swagger": "2.0", "paths": {}, **where}
    assert json.loads(contract.as_json("", "Here")) == {
        "swagger": "2.0",
        "paths": {},
        "basePath": "/v1",
    }
