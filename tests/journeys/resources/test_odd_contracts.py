"""Odd contracts keep things as plain ones do: ids of any kind, answers with more than the thing."""

import json
from copy import deepcopy
from typing import Any

import pytest

from tests.in_process import JSON, Answered, Asked, InProcess, as_json, only

TEXT: dict[str, Any] = {"type": "string"}
SIZES = {"type": "string", "enum": ["s", "m"]}
CREATED = {
    "type": "object",
    "required": ["secret_url"],
    "properties": {"id": TEXT, "amount": {"type": "integer"}, "secret_url": TEXT, "ref": TEXT},
}


def answer(schema: Any) -> dict[str, Any]:
    return {"description": "It.", "content": {"application/json": {"schema": schema}}}


def crud(name: str, own: Any, key: Any, created: Any = None) -> dict[str, Any]:
    """The paths of things: `own` is the schema of their id, `key` that of it in the path."""
    fields = {"amount": {"type": "integer"}, "pin_hint": {**TEXT, "writeOnly": True}}
    one = {"type": "object", "required": ["id"], "properties": {"id": own, **fields}}
    sent = {"type": "object", "properties": {**fields, "ref": TEXT}}
    body = {"required": True, "content": {"application/json": {"schema": sent}}}
    parameter = {"name": "id", "in": "path", "required": True, "schema": key}
    query = [
        {"name": each, "in": "query", "schema": {"type": "number"}}
        for each in ("limit", "page", "amount")
    ]
    made = answer(created or one)
    listed = answer({"type": "array", "items": one})
    return {
        f"/{name}": {
            "post": {"requestBody": body, "responses": {"201": made}},
            "get": {"parameters": query, "responses": {"200": listed}},
        },
        f"/{name}/{{id}}": {
            "parameters": [parameter],
            "get": {"responses": {"200": answer(one)}},
            "delete": {"responses": {"204": {"description": "Gone."}}},
        },
    }


SINGLE = answer({"type": "object", "required": ["url"], "properties": {"url": TEXT}})
PUT = {"content": {"application/json": {"schema": {"type": "object", "properties": {"url": TEXT}}}}}
PATHS = {
    **crud("numbers", {"type": "number"}, {"type": "number"}),
    **crud("texts", {"type": "integer"}, TEXT),
    **crud("digits", TEXT, {"type": "integer"}),
    **crud("sizes", SIZES, SIZES),
    **crud("sessions", TEXT, TEXT, CREATED),
    "/hook": {
        "get": {"responses": {"200": SINGLE}},
        "put": {"requestBody": PUT, "responses": {"200": SINGLE}},
    },
}
XML = json.loads(json.dumps(crud("xml", TEXT, TEXT)).replace("application/json", "application/xml"))
XML["/xml"]["post"] = PATHS["/texts"]["post"] | {
    "responses": PATHS["/sessions"]["post"]["responses"]
}
PATHS |= XML
CONTRACT = {"openapi": "3.1.0", "info": {"title": "Odd", "version": "1"}, "paths": PATHS}
WITH_CONFLICTS = deepcopy(CONTRACT)
WITH_CONFLICTS["paths"]["/sizes"]["post"]["responses"]["409"] = {"description": "There already."}  # type: ignore[index]

server = only(json.dumps(CONTRACT))
stateless = only(json.dumps(CONTRACT), unknown_ids="sample")
with_conflicts = only(json.dumps(WITH_CONFLICTS))


def made(server: InProcess, path: str, **body: Any) -> Any:
    answered = server.ask(as_json("POST", path, body))
    assert answered.status == 201, answered
    return answered.json()


def shown(server: InProcess, path: str) -> Answered:
    return server.ask(Asked("GET", path))


@pytest.mark.parametrize("name", ["numbers", "texts", "digits"])
def test_an_id_of_two_types_is_found_again(server: InProcess, name: str):
    things = [made(server, f"/{name}", amount=each) for each in range(3)]
    assert len({each["id"] for each in things}) == 3
    assert [shown(server, f"/{name}/{each['id']}").json() for each in things] == things


def test_few_ids_are_used_again(server: InProcess):
    ids = [made(server, "/sizes")["id"] for _ in range(4)]
    assert {*ids[:2]} == {*ids} == {"s", "m"}
    assert len(shown(server, "/sizes").json()) == 2


def test_few_ids_are_a_conflict_where_the_contract_knows_one(with_conflicts: InProcess):
    statuses = [with_conflicts.ask(as_json("POST", "/sizes", {})).status for _ in range(4)]
    assert statuses == [201, 201, 409, 409]


def test_a_thing_of_which_there_is_one_at_the_top(server: InProcess):
    assert shown(server, "/hook").status == 200
    assert server.ask(as_json("PUT", "/hook", {"url": "a"})).json() == {"url": "a"}
    assert shown(server, "/hook").json() == {"url": "a"}


def test_what_an_answer_alone_has_is_there_and_what_was_sent_of_it(server: InProcess):
    session = made(server, "/sessions", amount=5, ref="mine")
    assert (session["amount"], session["ref"], bool(session["secret_url"])) == (5, "mine", True)
    assert shown(server, f"/sessions/{session['id']}").json() == {"id": session["id"], "amount": 5}


def test_things_are_shown_in_another_media_type(server: InProcess):
    thing = made(server, "/xml", amount=5)
    fields = f"<id>{thing['id']}</id><amount>5</amount>"
    assert fields in shown(server, "/xml").body.decode()
    assert fields in shown(server, f"/xml/{thing['id']}").body.decode()


def test_ids_have_the_name_of_the_thing(server: InProcess):
    assert {made(server, "/sessions", amount=each)["id"][:5] for each in range(3)} == {"sess_"}


def test_what_only_requests_have_is_not_shown(server: InProcess):
    assert "pin_hint" not in made(server, "/texts", pin_hint="a")


@pytest.mark.parametrize("amount", [2**63, -(2**63) - 1, 2**64, 10**40])
def test_an_integer_of_any_length_is_kept(server: InProcess, amount: int):
    sent = json.dumps({"amount": amount}).encode()
    thing = server.ask(Asked("POST", "/numbers", sent, (("Content-Type", JSON),))).json()
    assert thing["amount"] == pytest.approx(amount)
    assert shown(server, f"/numbers/{thing['id']}").json() == thing


@pytest.mark.parametrize("query", ["page=99999999999999999999&limit=999", "limit=1e300&page=1e300"])
def test_a_page_however_far_is_behind_the_end(server: InProcess, query: str):
    made(server, "/texts")
    answered = shown(server, f"/texts?{query}")
    assert (answered.status, answered.json()) == (200, [])


@pytest.mark.parametrize("query", ["limit=0", "limit=-1", "limit=99999999999999999999", "page=0"])
def test_a_limit_that_is_none_is_the_usual_one(server: InProcess, query: str):
    made(server, "/texts")
    assert shown(server, f"/texts?{query}").json()


def test_numbers_are_chosen_by_value(server: InProcess):
    thing = made(server, "/texts", amount=77)
    assert shown(server, "/texts?amount=77.0").json() == [thing]


def test_a_delete_is_repeated_where_samples_stand_for_the_unknown(stateless: InProcess):
    thing = made(stateless, "/texts")
    for _ in range(2):
        assert stateless.ask(Asked("DELETE", f"/texts/{thing['id']}")).status == 204
