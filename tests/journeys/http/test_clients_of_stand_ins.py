"""What client libraries act upon in answers of stand-ins: lists that end, ids, maps, statuses."""

from typing import Any

import pytest

from tests.in_process import JSON, Asked, InProcess, as_json, only

CONTRACT = """
openapi: 3.0.3
info: {title: Shop, version: 1.0.0}
servers: [{url: 'https://api.shop.example/v2'}]
paths:
  /orders:
    get:
      operationId: list_orders
      parameters:
        - {name: cursor, in: query, schema: {type: string}}
        - {name: limit, in: query, schema: {type: integer, maximum: 100}}
        - {name: expand, in: query, schema: {type: array, items: {type: string}}}
        - {name: customer, in: query, schema: {type: string}}
        - {name: amount, in: query, schema: {type: integer}}
      responses:
        '200':
          description: A page.
          content: {application/json: {schema: {$ref: '#/components/schemas/Page'}}}
        '400':
          description: Wrong.
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Error'}
              example: {status: 422, errorCode: '702', message: Wrong., errorType: wrong, field: x}
    post:
      operationId: create_order
      requestBody:
        content: {application/json: {schema: {$ref: '#/components/schemas/OrderRequest'}}}
      responses:
        '200':
          description: Made.
          content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}
        '400':
          description: Wrong.
          content: {application/json: {schema: {$ref: '#/components/schemas/Error'}}}
  /orders/{order}:
    parameters: [{name: order, in: path, required: true, schema: {type: string}}]
    get:
      operationId: get_order
      responses:
        '200':
          description: Fine.
          content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}
  /orders/{order}/cancel:
    parameters: [{name: order, in: path, required: true, schema: {type: string}}]
    post:
      operationId: cancel_order
      responses:
        '200':
          description: Fine.
          content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}
  /orders/{order}/notes:
    parameters: [{name: order, in: path, required: true, schema: {type: string}}]
    post:
      operationId: add_note
      responses:
        '200':
          description: Fine.
          content: {application/json: {schema: {$ref: '#/components/schemas/Note'}}}
  /orders/{order}/pdf:
    parameters: [{name: order, in: path, required: true, schema: {type: string}}]
    get:
      operationId: get_pdf
      responses: {'200': {description: A file., content: {application/pdf: {}}}}
  /shown/{style}:
    parameters: [{name: style, in: path, required: true, schema: {type: string}}]
    get:
      operationId: shown
      parameters:
        - {name: cursor, in: query, schema: {type: string}}
        - {name: from, in: query, schema: {type: string}}
        - {name: limit, in: query, schema: {type: integer}}
      responses:
        '200':
          description: Pages as they are shown.
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Shown'}
              examples:
                cursor: {value: {data: [{id: a}], cursor: c_2, livemode: true}}
                link:
                  value:
                    data: [{id: a}]
                    _links:
                      next: {href: 'https://api.shop.example/v2/shown?from=tr_2&limit=5'}
                      self: {href: 'https://api.shop.example/v2/shown'}
                    count: 1
                id: {value: {data: [{id: a}, {id: b}], has_more: true, meta: {next_page: null}}}
components:
  schemas:
    Shown:
      type: object
      required: [data]
      properties:
        cursor: {type: string}
        _links:
          type: object
          required: [next]
          properties: {next: {type: object, nullable: true, properties: {href: {type: string}}}}
    Page:
      type: object
      required: [data, has_more, isLastPage, total_pages, totalCount, continuationToken, links]
      properties:
        data: {type: array, items: {$ref: '#/components/schemas/Order'}}
        cursor: {type: string}
        has_more: {type: boolean}
        isLastPage: {type: boolean}
        total_pages: {type: integer}
        totalCount: {type: integer}
        continuationToken: {type: string}
        next_page_url: {type: string, example: https://example.com/?page=2}
        links:
          type: object
          required: [next, self]
          properties:
            next: {type: object, nullable: true, properties: {href: {type: string}}}
            self: {type: object, required: [href], properties: {href: {type: string}}}
    OrderRequest:
      type: object
      required: [amount]
      properties:
        amount: {type: integer}
        metadata: {type: object, additionalProperties: {type: string}}
        extra: {type: object}
        customer: {type: string}
        expand: {type: array, items: {type: string}}
    Order:
      type: object
      required: [amount, livemode, currency, mode]
      properties:
        id: {type: string}
        amount: {type: integer}
        livemode: {type: boolean}
        mode: {type: string, enum: [live, test]}
        currency: {type: string, description: 'Three letters, in lowercase.'}
        metadata: {type: object, additionalProperties: {type: string}}
        extra: {type: object}
        total: {type: integer}
        customer:
          nullable: true
          anyOf: [{type: string}, {$ref: '#/components/schemas/Customer'}]
    Customer:
      type: object
      required: [id]
      properties:
        id: {type: string}
        parent: {anyOf: [{type: string}, {$ref: '#/components/schemas/Customer'}]}
    Note: {type: object, required: [id], properties: {id: {type: string}}}
    Error:
      type: object
      properties:
        status: {type: integer}
        errorCode: {type: string}
        message: {type: string}
        errorType: {type: string}
        field: {type: string}
"""

SELF = {"href": "https://api.shop.example/v2/shown"}

server = only(CONTRACT, unknown_ids="sample")


def get(server: InProcess, target: str) -> Any:
    answer = server.ask(Asked("GET", target))
    assert answer.status == 200, answer
    return answer.json()


def post(server: InProcess, target: str, body: Any) -> Any:
    answer = server.ask(as_json("POST", target, body))
    assert answer.status == 200, answer
    return answer.json()


@pytest.mark.parametrize("query", ["", "?limit=2", "?cursor=abc", "?cursor=def&limit=1"])
def test_a_list_is_its_only_page(server: InProcess, query: str) -> None:
    page = get(server, f"/v2/orders{query}")
    assert page["data"]
    assert (page["has_more"], page["isLastPage"], page["total_pages"]) == (False, True, 1)
    assert page["totalCount"] == len(page["data"])
    assert (page["continuationToken"], page["links"]["next"]) == ("", None)
    assert page["links"]["self"]["href"]
    assert page.keys().isdisjoint({"cursor", "next_page_url"})


@pytest.mark.parametrize(
    ("example", "query", "changed"),
    [
        ("cursor", "?cursor=c_2", {"cursor": None}),
        ("cursor", "?limit=5", {}),
        ("link", "?from=tr_2&limit=5", {"_links": {"next": None, "self": SELF}}),
        ("link", "?from=tr_3&limit=5", {}),
        ("id", "?cursor=b", {"has_more": False, "meta": {}}),
        ("id", "?cursor=c", {}),
    ],
)
def test_the_page_that_an_example_leads_to_is_the_last(
    server: InProcess, example: str, query: str, changed: dict[str, Any]
) -> None:
    def page(target: str) -> Any:
        asked = Asked("GET", target, headers=(("Prefer", f"example={example}"),))
        return server.ask(asked).json()

    first = page("/v2/shown/plain")
    wanted = {name: each for name, each in (first | changed).items() if each is not None}
    assert page(f"/v2/shown/plain{query}") == wanted


def test_a_link_of_an_example_to_the_next_page_leads_here(server: InProcess) -> None:
    headers = (("Prefer", "example=link"), ("Host", "127.0.0.1:8000"))
    links = server.ask(Asked("GET", "/v2/shown/plain", headers=headers)).json()["_links"]
    assert links["next"]["href"] == "http://127.0.0.1:8000/v2/shown?from=tr_2&limit=5"
    assert links["self"] == SELF


def test_ids_are_named_for_their_kind_in_lists_and_alone(server: InProcess) -> None:
    listed = [each["id"] for each in get(server, "/v2/orders")["data"]]
    made = post(server, "/v2/orders", {"amount": 5})["id"]
    assert {each.partition("_")[0] for each in (*listed, made)} == {"orde"}
    assert get(server, f"/v2/orders/{made}")["id"] == made


def test_fields_are_expanded_as_they_are_asked_for(server: InProcess) -> None:
    order = {"amount": 5, "customer": "cus_7"}
    assert post(server, "/v2/orders", order)["customer"] == "cus_7"
    made = post(server, "/v2/orders", {**order, "expand": ["customer.parent"]})
    assert made["customer"]["id"] == "cus_7"
    assert made["customer"]["parent"]["id"]
    asked = get(server, "/v2/orders?expand=data.customer")["data"]
    assert all(each["customer"]["id"] for each in asked)
    plain = get(server, "/v2/orders")["data"]
    assert not any(isinstance(each.get("customer"), dict) for each in plain)


def test_a_list_has_what_it_is_filtered_by(server: InProcess) -> None:
    found = get(server, "/v2/orders?customer=cus_7&amount=12&limit=2")["data"]
    assert [(each["customer"], each["amount"]) for each in found] == [("cus_7", 12)] * 2
    assert len({each["id"] for each in found}) == 2


def test_nothing_is_live(server: InProcess) -> None:
    orders = [post(server, "/v2/orders", {"amount": each}) for each in range(10)]
    assert {(each["livemode"], each["mode"]) for each in orders} == {(False, "test")}


def test_an_action_answers_with_what_it_acts_on(server: InProcess) -> None:
    assert post(server, "/v2/orders/o_7/cancel", None)["id"] == "o_7"
    assert post(server, "/v2/orders/o_7/notes", None)["id"] != "o_7"


def test_maps_of_the_request_come_back_without_what_they_delete(server: InProcess) -> None:
    extra = {"deep": {"flag": True, "list": [1, "two"]}, "number": 7}
    metadata = {"order": "6735", "gone": "", "card": "4111111111111111", "password": "p"}
    made = post(server, "/v2/orders", {"amount": 5, "metadata": metadata, "extra": extra})
    assert made["metadata"] == {"order": "6735"}
    assert made["extra"] == extra


def test_case_is_as_the_description_says(server: InProcess) -> None:
    codes = {each["currency"] for each in get(server, "/v2/orders")["data"]}
    assert codes <= {"eur", "usd", "gbp", "brl"}


@pytest.mark.parametrize(
    ("asked", "more"),
    [
        (as_json("POST", "/v2/orders", {}), {"field": "amount"}),
        (
            as_json("POST", "/v2/orders", {"amount": 5, "metadata": {"a": 5}}),
            {"field": "metadata.a"},
        ),
        (
            Asked("GET", "/v2/orders?limit=x"),
            {"errorCode": "702", "errorType": "wrong", "field": "limit"},
        ),
    ],
)
def test_a_refusal_has_status_and_field_where_the_contract_has_room_for_them(
    server: InProcess, asked: Asked, more: dict[str, str]
) -> None:
    answer = server.ask(asked)
    body = answer.json()
    assert (answer.status, answer.media_type) == (400, JSON)
    assert body == {"status": 400, "message": body["message"], **more}
    assert "must be" in body["message"] or "is required" in body["message"]


def test_a_file_that_is_the_only_answer_is_sent_to_who_asks_for_json(server: InProcess) -> None:
    answer = server.ask(Asked("GET", "/v2/orders/o_7/pdf", headers=(("Accept", JSON),)))
    assert (answer.status, answer.media_type) == (200, "application/pdf")
    assert answer.body.startswith(b"%PDF")
