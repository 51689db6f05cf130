"""Bodies of pushes: where a thing is put, and what is new in each."""

import json
from pathlib import Path
from typing import Any

import pytest

from paydrill.errors import NoAnswer
from paydrill.openapi.documents import Contract
from paydrill.openapi.pushes import pushes_of, type_of
from paydrill.responders.pushes.bodies import Written, written
from paydrill.responders.pushes.subjects import Subject, subject_of
from paydrill.responders.resources.catalog import Catalog
from paydrill.responders.resources.things import Thing, text_of
from paydrill.responders.samples.context import Context
from tests.factories import NOON_MS
from tests.unit.responders.handler_folders import contracts

PAYMENT = {"$ref": "#/components/schemas/Payment"}
TEXT = {"type": "string"}
THING = {"id": "pay_1", "amount": 500, "status": "open", "currency": "EUR"}
NAME = "payment.paid"


def schema(**fields: Any) -> dict[str, Any]:
    """An object of these fields, all of which it has."""
    return {"type": "object", "required": [*fields], "properties": fields}


def contract(
    folder: Path, body: Any, media_type: str = "application/json", **more: Any
) -> Contract:
    """A contract of payments with one webhook."""
    payment = schema(id=TEXT, amount={"type": "integer"}, status=TEXT, currency=TEXT)
    shown = {"description": "One.", "content": {"application/json": {"schema": PAYMENT}}}
    media = {"schema": body, **more}
    named = {"name": "id", "in": "path", "required": True, "schema": TEXT}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Shop", "version": "1"},
        "paths": {
            "/payments": {"post": {"responses": {"201": shown}}},
            "/payments/{id}": {"get": {"parameters": [named], "responses": {"200": shown}}},
        },
        "webhooks": {NAME: {"post": {"requestBody": {"content": {media_type: media}}}}},
        "components": {"schemas": {"Payment": payment}},
    }
    [found] = contracts(folder, shop=json.dumps(document))
    return found


def about(of: Contract) -> Subject:
    """A payment as the subject of a push."""
    catalog = Catalog(of.operations)
    kind = catalog.kinds["/payments/{id}"].name
    thing = Thing("x", 1, kind, f"/payments {kind}", "pay_1", text_of(THING))
    found = subject_of(thing, [catalog])
    assert found is not None
    return found


def pushed(of: Contract, subject: Subject | None, key: str = "k") -> Any:
    """The value of a body."""
    [push] = pushes_of(of)
    made = written(push, subject, Context(key), NOON_MS)
    assert made.media_type == "application/json"
    return json.loads(made.text)


@pytest.mark.parametrize(
    ("body", "steps"),
    [
        (PAYMENT, []),
        (schema(data=PAYMENT), ["data"]),
        (schema(data=schema(object=PAYMENT)), ["data", "object"]),
        (schema(a=schema(b=schema(c=schema(d=PAYMENT)))), ["a", "b", "c", "d"]),
        (schema(pix={"type": "array", "minItems": 1, "items": PAYMENT}), ["pix", 0]),
        (schema(it={"oneOf": [schema(no=TEXT), PAYMENT]}), ["it"]),
        (schema(it={"allOf": [PAYMENT, {"description": "The payment."}]}), ["it"]),
        (schema(event=TEXT, payload={"type": "object"}), ["payload"]),
        (schema(event=TEXT, payment={}), ["payment"]),
        ({"type": "array", "minItems": 1, "items": schema(data=PAYMENT)}, [0, "data"]),
    ],
)
def test_a_thing_stands_where_its_schema_does(tmp_path: Path, body: Any, steps: list[Any]):
    found = contract(tmp_path, body)
    value = pushed(found, about(found))
    for step in steps:
        value = value[step]
    assert value == THING


def test_a_schema_that_is_alike_has_what_it_knows_of_the_thing(tmp_path: Path):
    alike = schema(id=TEXT, amount={"type": "integer"}, status={"type": "integer"}, more=TEXT)
    alike["additionalProperties"] = False
    found = contract(tmp_path, schema(event=TEXT, order=alike))
    order = pushed(found, about(found))["order"]
    assert (order["id"], order["amount"]) == ("pay_1", 500)
    assert isinstance(order["status"], int)


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (schema(type=TEXT, amount={"type": "integer"}), {"amount": 500}),
        (schema(type=TEXT, payment_id=TEXT), {"payment_id": "pay_1"}),
        (schema(type=TEXT, payment=TEXT, status=TEXT), {"payment": "pay_1", "status": "open"}),
        (schema(type=TEXT, id=TEXT, data=schema(id=TEXT)), {"data": {"id": "pay_1"}}),
        (schema(type=TEXT, data=schema(paymentId=TEXT)), {"data": {"paymentId": "pay_1"}}),
    ],
)
def test_fields_of_the_same_names_have_the_things_values(
    tmp_path: Path, body: Any, place: dict[str, Any]
):
    found = contract(tmp_path, body)
    value = pushed(found, about(found))
    assert value.items() >= {**place, "type": NAME}.items()


def test_an_event_that_mentions_the_thing_has_an_id_of_its_own(tmp_path: Path):
    found = contract(tmp_path, schema(type=TEXT, id=TEXT, payment_id=TEXT))
    made = pushed(found, about(found))
    assert made["payment_id"] == "pay_1" != made["id"]


def test_what_is_the_thing_itself_keeps_its_words(tmp_path: Path):
    found = contract(tmp_path, schema(**dict.fromkeys([*THING, "type"], TEXT)))
    assert "type" in pushed(found, None)
    made = pushed(found, about(found))
    assert (made["id"], made["status"]) == ("pay_1", "open")
    assert made["type"] != NAME


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ({"type": TEXT}, NAME),
        ({"eventType": TEXT}, NAME),
        ({"topic": {"enum": ["other", NAME]}}, NAME),
        ({"action": {"type": "string", "enum": ["other"]}}, "other"),
        ({"event": {"type": "string", "const": "it"}}, "it"),
        ({"event": {"type": "string", "example": "it"}}, "it"),
        ({"type": {"type": "string", "maxLength": 4}}, None),
        ({"type": {"type": "integer", "const": 3}}, 3),
    ],
)
def test_what_names_the_event_has_its_name(tmp_path: Path, field: dict[str, Any], value: Any):
    made = pushed(contract(tmp_path, schema(**field)), None)
    [found] = made.values()
    assert found == value or (value is None and len(found) <= len("four"))


def test_an_example_keeps_its_words_and_gets_new_ids_and_times(tmp_path: Path):
    example = {"id": "evt_1", "type": "known", "created": 1400000000, "at": "2020-01-01"}
    body = schema(id=TEXT, type=TEXT, created={"type": "integer"}, at=TEXT)
    found = contract(tmp_path, body, example=example)
    one, other = (pushed(found, None, key) for key in ("one", "other"))
    assert one["id"] != other["id"] != "evt_1"
    assert {one["id"][:4], one["type"], one["at"]} == {"evt_", "known", "2020-01-01"}
    assert one["created"] == NOON_MS // 1000


def test_the_thing_of_another_contract_is_known_by_its_schema(tmp_path: Path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    hooks, api = contract(tmp_path / "a", schema(data=PAYMENT)), contract(tmp_path / "b", PAYMENT)
    assert pushed(hooks, about(api)) == {"data": THING}


def test_a_kind_that_no_contract_has_any_more_is_the_subject_of_nothing(tmp_path: Path):
    catalog = Catalog(contract(tmp_path, PAYMENT).operations)
    assert subject_of(Thing("x", 1, "old", "/old old", "old_1", "{}"), [catalog]) is None


@pytest.mark.parametrize("media_type", ["application/json", "application/json; charset=utf-8"])
def test_an_integer_of_more_than_64_bits_is_sent_as_a_double(tmp_path: Path, media_type: str):
    body = schema(n={"type": "number"})
    found = contract(tmp_path, body, example={"n": 2**70}, media_type=media_type)
    [push] = pushes_of(found)
    made = written(push, None, Context("k"), NOON_MS)
    assert json.loads(made.text) == {"n": float(2**70)}


def test_an_integer_that_no_double_holds_is_refused(tmp_path: Path):
    found = contract(tmp_path, schema(n={"type": "number"}), example={"n": 10**400})
    [push] = pushes_of(found)
    with pytest.raises(NoAnswer, match="The contract allows no body"):
        written(push, None, Context("k"), NOON_MS)


def test_a_push_without_a_body_has_none(tmp_path: Path):
    document = json.loads(json.dumps(contract(tmp_path, TEXT).document))
    del document["webhooks"][NAME]["post"]["requestBody"]
    [found] = contracts(tmp_path, bare=json.dumps(document))
    [push] = pushes_of(found)
    assert written(push, None, Context("k"), NOON_MS) == Written()


def test_a_body_that_cannot_be_is_refused(tmp_path: Path):
    [push] = pushes_of(contract(tmp_path, schema(a=False)))
    with pytest.raises(NoAnswer, match="The contract allows no body"):
        written(push, None, Context("k"), NOON_MS)


@pytest.mark.parametrize(
    ("name", "type_"),
    [
        ("payment.paid", "payment.paid"),
        (" new\tpet  event ", "new_pet_event"),
        ("/ACCOUNT,*", "/ACCOUNT%2C%2A"),
        ("ü", "%C3%BC"),
        ("", "webhook"),
    ],
)
def test_a_name_is_a_type_of_events(name: str, type_: str):
    assert type_of(name) == type_
