"""Whatever the spelling of an operationId, it names a function in snake case."""

from pathlib import Path
from pkgutil import iter_modules

import pytest

from paydrill.responders.function_names import function_names, snake_case
from paydrill.values.own_contracts import OWN_MODULES
from tests.server_process import ROOT
from tests.unit.openapi.one_contract import FINE, HEAD, loaded


@pytest.mark.parametrize(
    ("id_", "name"),
    [
        ("createOrder", "create_order"),
        ("create-order", "create_order"),
        ("CreateOrder", "create_order"),
        ("create order", "create_order"),
        ("CREATE_ORDER", "create_order"),
        ("orders.create", "orders_create"),
        ("orders/create", "orders_create"),
        ("orders:create", "orders_create"),
        ("Orders_Create", "orders_create"),
        ("getHTTPStatus", "get_http_status"),
        ("PostPaymentIntentsIntentConfirm", "post_payment_intents_intent_confirm"),
        ("getV2Order", "get_v2_order"),
        ("3dsAuthorize", "_3ds_authorize"),
        ("Class", "class_"),
        ("/", "_"),
        ("crée", "crée"),
    ],
)
def test_names_are_written_in_snake_case(id_: str, name: str):
    assert snake_case(id_) == name


@pytest.mark.parametrize(
    ("fields", "names"),
    [
        ("operationId: createOrder", ["createOrder", "create_order"]),
        ("operationId: create_order", ["create_order"]),
        ("operationId: shop.createOrder", ["createOrder", "shop_create_order", "create_order"]),
        ("operationId: orders.create", ["orders_create"]),
        ("operationId: __init__", ["init"]),
        ("operationId: a, x-paydrill-handler: other", ["other"]),
        ("operationId: a, x-paydrill-handler: no name", []),
        ("operationId: a, x-paydrill-handler: 5", []),
        ("tags: [a]", ["shop_get_orders_id", "get_orders_id"]),
    ],
)
def test_the_spelling_comes_first_and_a_name_that_is_given_is_the_only_one(
    tmp_path: Path, fields: str, names: list[str]
):
    parameters = "parameters: [{name: id, in: path, required: true, schema: {type: string}}]"
    text = f"{HEAD}paths: {{'/orders/{{id}}': {{{parameters}, get: {{{fields}, {FINE}}}}}}}\n"
    [operation] = loaded(tmp_path, text, "shop.yaml").operations
    assert function_names(operation) == names


def test_the_servers_own_modules_are_all_known():
    modules = iter_modules([str(ROOT / "handlers")])
    assert {each.name for each in modules if each.name != "views"} == OWN_MODULES
