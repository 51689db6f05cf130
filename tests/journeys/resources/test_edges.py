"""Things at the edges: within ids that have slashes, by bodies that say why, in links."""

import json
from typing import Any

from tests.in_process import Asked, InProcess, as_json, only

TEXT: dict[str, Any] = {"type": "string"}
BOX = {"type": "object", "required": ["name"], "properties": {"name": TEXT}}
NOTE = {"type": "object", "required": ["id"], "properties": {"id": TEXT, "text": TEXT}}
ORDER = {
    "type": "object",
    "required": ["id", "state"],
    "properties": {"id": TEXT, "state": {"type": "string", "enum": ["open", "closed", "lost"]}},
}
PAGE = {
    "type": "object",
    "properties": {"data": {"type": "array", "items": ORDER}, "next": {**TEXT, "format": "uri"}},
}
BODY = {"content": {"application/json": {"schema": {"type": "object"}}}}


def operation(schema: Any, status: str = "200", **more: Any) -> dict[str, Any]:
    content = {} if schema is None else {"content": {"application/json": {"schema": schema}}}
    return {"responses": {status: {"description": "It.", **content}}, **more}


def parameter(name: str, place: str = "path", kind: str = "string") -> dict[str, Any]:
    return {"name": name, "in": place, "required": place == "path", "schema": {"type": kind}}


PATHS = {
    "/boxes/{name}": {
        "parameters": [parameter("name")],
        "put": operation(BOX, requestBody=BODY),
        "get": operation(BOX),
        "delete": operation(None, "204"),
    },
    "/boxes/{name}/notes": {
        "parameters": [parameter("name")],
        "post": operation(NOTE, "201", requestBody=BODY),
        "get": operation({"type": "array", "items": NOTE}),
    },
    "/boxes/{name}/notes/{id}": {
        "parameters": [parameter("name"), parameter("id")],
        "get": operation(NOTE),
    },
    "/orders": {
        "parameters": [
            parameter("limit", "query", "integer"),
            parameter("page", "query", "integer"),
            parameter("api_key", "query"),
        ],
        "post": operation(ORDER, "201", requestBody=BODY),
        "get": operation(PAGE),
    },
    "/orders/{id}": {"parameters": [parameter("id")], "get": operation(ORDER)},
    "/orders/{id}/state": {
        "parameters": [parameter("id")],
        "put": operation(ORDER, requestBody=BODY),
    },
}

server = only(
    json.dumps({"openapi": "3.1.0", "info": {"title": "A", "version": "1"}, "paths": PATHS})
)


def test_what_is_in_a_thing_goes_with_it_whatever_its_id(server: InProcess) -> None:
    box = "/boxes/a%2Fb%20%C3%BC"
    server.ask(as_json("PUT", box, {}))
    note = server.ask(as_json("POST", f"{box}/notes", {"text": "old"})).json()
    assert server.ask(Asked("GET", f"{box}/notes/{note['id']}")).json() == note
    assert server.ask(Asked("DELETE", box)).status == 204
    server.ask(as_json("PUT", box, {}))
    assert server.ask(Asked("GET", f"{box}/notes")).json() == []


def test_a_reason_is_no_state(server: InProcess) -> None:
    for _ in range(8):  # another state would be drawn, and might be the right one
        order = server.ask(as_json("POST", "/orders", {})).json()
        path = f"/orders/{order['id']}"
        assert server.ask(as_json("PUT", f"{path}/state", {"reason": "none"})).json() == order
    changed = server.ask(as_json("PUT", f"{path}/state", {"state": "lost"})).json()
    assert changed == {**order, "state": "lost"}
    assert server.ask(Asked("GET", path)).json() == changed


def test_a_link_to_the_next_page_has_no_credential(server: InProcess) -> None:
    for _ in range(3):
        server.ask(as_json("POST", "/orders", {}))
    link = server.ask(Asked("GET", "/orders?limit=1&api_key=hush")).json()["next"]
    assert "limit=1&page=2" in link
    assert "hush" not in link
