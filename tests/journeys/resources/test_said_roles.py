"""An overlay of a few words gives operations the roles that their paths and shapes do not tell."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from paydrill.app import build
from paydrill.openapi.sources import Source
from paydrill.settings import Settings
from tests.in_process import Answered, Asked, InProcess, as_json

CONTRACT = """\
openapi: 3.1.0
info: {title: Lockers, version: '1'}
paths:
  /lockers:
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/New'}}}}
      responses: {'201': &locker {$ref: '#/components/responses/Locker'}}
  /lockers/delivered:
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/New'}}}}
      responses: {'201': {$ref: '#/components/responses/Delivery'}}
  /lockers/{id}: {get: {responses: {'200': *locker, '404': &gone {description: None.}}}}
  /lockers/{id}/shut: {post: {responses: {'200': &event {$ref: '#/components/responses/Event'}}}}
  /lockers/{id}/notes: {get: {responses: {'200': {$ref: '#/components/responses/Notes'}}}}
  /lockers/{id}/notes/{note}:
    get: {responses: {'200': &note {$ref: '#/components/responses/Note'}, '404': *gone}}
  /lockers/{id}/note-text:
    post:
      requestBody:
        content:
          application/json: {schema: {type: object, properties: {text: &text {type: string}}}}
      responses: {'201': *note, '404': *gone}
  /lockers/oldest: {get: {responses: {'200': *locker, '404': *gone}}}
  /from-code:
    post:
      requestBody:
        required: true
        content:
          application/json: {schema: {type: object, required: [code], properties: {code: *text}}}
      responses: {'200': *locker, '404': *gone}
  /signs/{token}:
    get:
      responses:
        '200':
          description: It.
          content: {application/jose: {schema: {type: object, properties: {size: *text}}}}
        '404': *gone
  /drawers/{id}: {get: {responses: {'200': {$ref: '#/components/responses/Drawer'}}}}
  /drawers/{id}/lockers/{locker}: {get: {responses: {'200': *locker}}}
  /drawers/find:
    get:
      parameters: [{name: code, in: query, schema: {type: string}}]
      responses: {'200': *locker, '404': *gone}
  /mode/current:
    get: {responses: {'200': {$ref: '#/components/responses/Mode'}}}
    post:
      requestBody:
        content: {application/json: {schema: {type: object, properties: {mode: *text}}}}
      responses: {'204': {description: Done.}}
components:
  schemas:
    New:
      type: object
      properties: {size: *text, code: *text, sign: &sign {$ref: '#/components/schemas/Sign'}}
    Sign: {type: object, required: [address], properties: {address: *text}}
    Locker:
      type: object
      required: [id, size, code, status, sign]
      properties:
        id: *text
        size: *text
        code: {type: string, example: '7783320001001635'}
        sign: *sign
        status: {type: string, enum: [new, shut]}
      example:
        {id: l_1, size: s, code: '7783320001001635', status: new, sign: {address: https://a.example/s/t}}
    Note: {type: object, required: [id, text], properties: {id: *text, text: *text}}
  responses:
    Locker: &answer
      description: It.
      content: {application/json: {schema: {$ref: '#/components/schemas/Locker'}}}
    Delivery:
      description: It.
      content:
        application/json:
          schema:
            type: object
            required: [day, placed]
            properties: {day: *text, by: *text, placed: {$ref: '#/components/schemas/Locker'}}
    Drawer:
      description: It.
      content: {application/json: {schema: {type: object, properties: {id: *text, width: *text}}}}
    Note:
      description: It.
      content: {application/json: {schema: {$ref: '#/components/schemas/Note'}}}
    Notes:
      description: They.
      content:
        application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Note'}}}
    Event:
      description: It.
      content:
        application/json:
          schema:
            type: object
            required: [id, status, kind]
            properties:
              {id: *text, status: {type: integer}, kind: {const: shut}, by: *text, at: *text}
    Mode:
      description: It.
      content:
        application/json:
          schema: {type: object, required: [mode, since], properties: {mode: *text, since: *text}}
"""
OVERLAY = """\
overlay: 1.0.0
info: {title: What the paths of the lockers do not tell, version: '1'}
actions:
  - target: $.paths['/lockers/delivered'].post
    update: {x-paydrill-role: create, x-paydrill-resource: '/lockers/{id}'}
  - target: $.paths['/lockers/{id}/shut'].post
    update: {x-paydrill-role: action, x-paydrill-resource: '/lockers/{id}'}
  - target: $.paths['/lockers/{id}/note-text'].post
    update: {x-paydrill-role: create, x-paydrill-resource: note}
  - target: $.paths['/lockers/oldest'].get
    update: {x-paydrill-role: show, x-paydrill-resource: '/lockers/{id}'}
  - target: $.paths['/from-code'].post
    update: {x-paydrill-role: show, x-paydrill-resource: locker, x-paydrill-id: code}
  - target: $.paths['/signs/{token}'].get
    update: {x-paydrill-role: show, x-paydrill-resource: locker, x-paydrill-id: sign.address}
  - target: $.paths['/drawers/find'].get
    update: {x-paydrill-role: show, x-paydrill-resource: locker, x-paydrill-id: [code, size]}
  - target: $.paths['/mode/current'].get
    update: {x-paydrill-role: show, x-paydrill-resource: mode}
  - target: $.paths['/mode/current'].post
    update: {x-paydrill-role: change, x-paydrill-resource: mode}
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[InProcess]:
    (tmp_path / "overlays").mkdir()
    (tmp_path / "overlays/lockers.overlay.yaml").write_text(OVERLAY, encoding="utf-8")
    (tmp_path / "lockers.yaml").write_text(CONTRACT, encoding="utf-8")
    source = Source(str(tmp_path / "lockers.yaml"))
    built = build(Settings(store="memory:", contracts=(), sources=(source,)))
    served = InProcess(built.application)
    yield served
    served.close()


def made(server: InProcess, **fields: Any) -> dict[str, Any]:
    found: dict[str, Any] = server.ask(as_json("POST", "/lockers", fields)).json()
    return found


def shown(server: InProcess, path: str) -> Answered:
    return server.ask(Asked("GET", path))


def test_a_thing_is_found_by_a_field_that_is_sent(server: InProcess) -> None:
    first, second = made(server, size="s"), made(server, size="m")
    assert first["code"] != second["code"]
    assert first["code"].isdecimal()
    for one in (first, second):
        assert server.ask(as_json("POST", "/from-code", {"code": one["code"]})).json() == one
    missing = server.ask(as_json("POST", "/from-code", {"code": "17"}))
    assert (missing.status, missing.headers["paydrill-error"]) == (
        404,
        "No locker has the code 17",
    )


def test_a_thing_is_found_by_the_end_of_its_address(server: InProcess) -> None:
    made(server, size="s", sign={"address": "https://a.example/s/abc"})
    made(server, size="m", sign={"address": "https://a.example/s/def"})
    found = shown(server, "/signs/def")
    assert (found.media_type, found.json()) == ("application/jose", {"size": "m"})
    assert shown(server, "/signs/ef").status == 404


def test_a_thing_is_found_by_several_fields_or_not_at_all(server: InProcess) -> None:
    made(server, size="s", code="17")
    assert shown(server, "/drawers/find?code=17").status == 404


def test_without_an_id_it_is_the_first(server: InProcess) -> None:
    none = shown(server, "/lockers/oldest")
    assert (none.status, none.headers["paydrill-error"]) == (404, "No locker was made yet")
    first = made(server, size="s")
    made(server, size="m")
    assert shown(server, "/lockers/oldest").json() == first


def test_a_thing_is_shown_in_the_field_of_its_schema(server: InProcess) -> None:
    answer = server.ask(as_json("POST", "/lockers/delivered", {"size": "m"})).json()
    assert answer.keys() >= {"day", "placed"}
    assert answer["placed"]["size"] == "m"
    assert shown(server, f"/lockers/{answer['placed']['id']}").json() == answer["placed"]


def test_an_action_may_answer_with_another_thing(server: InProcess) -> None:
    one = made(server, size="s")
    event = server.ask(Asked("POST", f"/lockers/{one['id']}/shut")).json()
    assert (event["kind"], event["id"] == one["id"]) == ("shut", False)
    assert shown(server, f"/lockers/{one['id']}").json() == one | {"status": "shut"}


def test_what_is_made_at_another_path_of_a_thing_is_in_that_thing(server: InProcess) -> None:
    path = f"/lockers/{made(server, size='s')['id']}"
    note = server.ask(as_json("POST", f"{path}/note-text", {"text": "Full."})).json()
    assert shown(server, f"{path}/notes/{note['id']}").json() == note
    assert shown(server, f"{path}/notes").json() == [note]
    assert server.ask(as_json("POST", "/lockers/none/note-text", {"text": "?"})).status == 404


def test_a_thing_of_which_there_is_one_can_be_said(server: InProcess) -> None:
    assert server.ask(as_json("POST", "/mode/current", {"mode": "night"})).status == 204
    assert shown(server, "/mode/current").json()["mode"] == "night"
