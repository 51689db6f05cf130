"""A contract of things in things, and what its clients do with them."""

from typing import Any

import httpx

CONTRACT = """
openapi: 3.1.0
info: {title: Shop, version: "1"}
paths:
  /customers:
    post:
      operationId: createCustomer
      parameters: [{name: Shop-Request-Id, in: header, schema: {type: string}}]
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/NewCustomer'}}}
      responses:
        '201':
          description: Made.
          headers: {Location: {schema: {type: string}}}
          content: {application/json: {schema: {$ref: '#/components/schemas/Customer'}}}
    get:
      operationId: listCustomers
      parameters:
        - {name: limit, in: query, schema: {type: integer, minimum: 1, maximum: 100, default: 10}}
        - {name: starting_after, in: query, schema: {type: string}}
        - {name: ending_before, in: query, schema: {type: string}}
        - {name: email, in: query, schema: {type: string}}
        - {name: order, in: query, schema: {type: string, enum: [asc, desc]}}
      responses:
        '200':
          description: Some.
          content:
            application/json:
              schema:
                type: object
                required: [data, has_more]
                properties:
                  data: {type: array, items: {$ref: '#/components/schemas/Customer'}}
                  has_more: {type: boolean}
                  total_count: {type: integer}
  /customers/{customer_id}:
    parameters: [{name: customer_id, in: path, required: true, schema: {type: string}}]
    get:
      operationId: getCustomer
      responses:
        '200': {$ref: '#/components/responses/Customer'}
        '404': {$ref: '#/components/responses/None'}
    patch:
      operationId: changeCustomer
      requestBody:
        content: {application/json: {schema: {$ref: '#/components/schemas/NewCustomer'}}}
      responses: {'200': {$ref: '#/components/responses/Customer'}}
    delete: {operationId: deleteCustomer, responses: {'204': {description: Gone.}}}
  /customers/{customer_id}/orders:
    parameters: [{name: customer_id, in: path, required: true, schema: {type: string}}]
    post:
      operationId: createOrder
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [amount]
              properties: {amount: {type: integer, minimum: 1}, note: {type: string}}
      responses:
        '201':
          description: Made.
          content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}
    get:
      operationId: listOrders
      parameters:
        - {name: page, in: query, schema: {type: integer, minimum: 1}}
        - {name: per_page, in: query, schema: {type: integer, minimum: 1}}
        - {name: status, in: query, schema: {type: string}}
      responses:
        '200':
          description: Some.
          content:
            application/json:
              schema:
                type: object
                required: [orders, meta]
                properties:
                  orders: {type: array, items: {$ref: '#/components/schemas/Order'}}
                  meta:
                    type: object
                    required: [total, page, total_pages, next_page]
                    properties:
                      total: {type: integer}
                      page: {type: integer}
                      total_pages: {type: integer}
                      next_page: {type: [integer, 'null']}
  /customers/{customer_id}/orders/{order_id}:
    parameters:
      - {name: customer_id, in: path, required: true, schema: {type: string}}
      - {name: order_id, in: path, required: true, schema: {type: string, format: uuid}}
    get:
      operationId: getOrder
      responses: {'200': {$ref: '#/components/responses/Order'}}
    put:
      operationId: replaceOrder
      requestBody:
        content:
          application/json:
            schema:
              type: object
              required: [amount]
              properties: {amount: {type: integer, minimum: 1}, note: {type: string}}
      responses: {'200': {$ref: '#/components/responses/Order'}}
    delete: {operationId: deleteOrder, responses: {'204': {description: Gone.}}}
  /customers/{customer_id}/orders/{order_id}/cancel:
    parameters:
      - {name: customer_id, in: path, required: true, schema: {type: string}}
      - {name: order_id, in: path, required: true, schema: {type: string, format: uuid}}
    post:
      operationId: cancelOrder
      responses: {'200': {$ref: '#/components/responses/Order'}}
  /settings/{name}:
    parameters: [{name: name, in: path, required: true, schema: {type: string}}]
    put:
      operationId: putSetting
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Setting'}}}}
      responses:
        '200': {$ref: '#/components/responses/Setting'}
        '201': {$ref: '#/components/responses/Setting'}
    get: {operationId: getSetting, responses: {'200': {$ref: '#/components/responses/Setting'}}}
  /countries/{code}:
    parameters: [{name: code, in: path, required: true, schema: {type: string}}]
    get: {operationId: getCountry, responses: {'200': {$ref: '#/components/responses/Setting'}}}
components:
  responses:
    Customer:
      description: One.
      content: {application/json: {schema: {$ref: '#/components/schemas/Customer'}}}
    Order:
      description: One.
      content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}
    Setting:
      description: One.
      content: {application/json: {schema: {$ref: '#/components/schemas/Setting'}}}
    None:
      description: None.
      content:
        application/json:
          schema: {type: object, required: [message], properties: {message: {type: string}}}
  schemas:
    NewCustomer:
      type: object
      properties:
        name: {type: string}
        email: {type: string, format: email}
        phone: {type: [string, 'null']}
        address: {$ref: '#/components/schemas/Address'}
        metadata: {type: object, additionalProperties: {type: string}}
    Address: {type: object, properties: {city: {type: string}, zip: {type: string}}}
    Customer:
      allOf:
        - $ref: '#/components/schemas/NewCustomer'
        - type: object
          required: [id, name, created_at, updated_at]
          properties:
            id: {type: string, example: cus_9s6XKzkNRiz8i3}
            created_at: {type: string, format: date-time}
            updated_at: {type: integer}
    Order:
      type: object
      required: [id, amount, status, customer_id]
      properties:
        id: {type: string}
        customer_id: {type: string}
        amount: {type: integer}
        note: {type: string}
        status: {type: string, enum: [paid, open, cancelled]}
    Setting:
      type: object
      required: [name, value]
      properties: {name: {type: string}, value: {type: string}}
"""


def made(api: httpx.Client, path: str, **body: Any) -> Any:
    """The thing that a POST makes."""
    answer = api.post(path, json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


def shown(api: httpx.Client, target: str) -> Any:
    """The body of a GET that is answered."""
    answer = api.get(target)
    assert answer.status_code == 200, answer.text
    return answer.json()


def live(api: httpx.Client) -> None:
    """Create, show, list, change, act, delete, and look again."""
    customer = made(api, "/customers", name="Ada", address={"city": "Paris"})
    path = f"/customers/{customer['id']}"
    order = made(api, f"{path}/orders", amount=500, note="first")
    others = [made(api, f"{path}/orders", amount=each) for each in (1, 2, 3, 4)]
    assert order["customer_id"] == customer["id"]
    assert (order["amount"], order["note"], order["status"]) == (500, "first", "open")
    assert shown(api, f"{path}/orders/{order['id']}") == order
    pages = [shown(api, f"{path}/orders?per_page=2&page={each}") for each in (1, 2, 3)]
    assert [each for page in pages for each in page["orders"]] == [order, *others]
    assert [page["meta"]["next_page"] for page in pages] == [2, 3, None]
    changed = api.patch(path, json={"address": {"zip": "75001"}}).json()
    assert changed["address"] == {"city": "Paris", "zip": "75001"}
    cancelled = api.post(f"{path}/orders/{order['id']}/cancel").json()
    assert cancelled == {**order, "status": "cancelled"}
    assert shown(api, f"{path}/orders?status=cancelled")["orders"] == [cancelled]
    assert api.delete(path).status_code == 204
    for gone in (path, f"{path}/orders", f"{path}/orders/{order['id']}"):
        assert api.get(gone).status_code == 404
