"""Lists are sorted by the fields that clients name, and come in pages then too."""

import itertools
from typing import Any

import pytest

from tests.in_process import Asked, InProcess, as_json, only

CONTRACT = """
openapi: 3.1.0
info: {title: Shop, version: "1"}
paths:
  /orders:
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
      responses:
        '201':
          description: Made.
          content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}
    get:
      parameters:
        - {name: sort, in: query, schema: {type: string}}
        - {name: direction, in: query, schema: {type: string, enum: [asc, desc]}}
        - {name: limit, in: query, schema: {type: integer, minimum: 1}}
        - {name: after, in: query, schema: {type: string}}
        - {name: before, in: query, schema: {type: string}}
        - {name: 'amount[gte]', in: query, schema: {type: integer}}
        - {name: 'amount[lt]', in: query, schema: {type: integer}}
      responses:
        '200':
          description: Some.
          content:
            application/json:
              schema:
                type: object
                required: [data, next]
                properties:
                  data: {type: array, items: {$ref: '#/components/schemas/Order'}}
                  next: {type: [string, 'null']}
  /orders/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    delete: {responses: {'204': {description: Gone.}}}
    get:
      responses:
        '200':
          description: One.
          content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}
components:
  schemas:
    Order:
      type: object
      required: [id]
      properties:
        id: {type: string, readOnly: true}
        amount: {type: integer}
        description: {type: string}
"""

server = only(CONTRACT)
_numbers = itertools.count(1)


@pytest.fixture
def orders(server: InProcess) -> str:
    """The path of five orders, of a sandbox of their own."""
    path = f"/~sorted-{next(_numbers)}/orders"
    for amount, text in ((3, "c"), (10, "a"), (1, "e"), (3, "b"), (2, "d")):
        sent = as_json("POST", path, {"amount": amount, "description": text})
        assert server.ask(sent).status == 201
    return path


def listed(server: InProcess, target: str) -> Any:
    """The body of a list."""
    answer = server.ask(Asked("GET", target))
    assert answer.status == 200, answer.body
    return answer.json()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "caebd"),
        ("sort=amount", "edcba"),
        ("sort=-amount", "acbde"),
        ("sort=amount:desc", "acbde"),
        ("sort=amount&direction=desc", "acbde"),
        ("sort=amount_asc", "edcba"),
        ("sort=description", "abcde"),
        ("sort=description&direction=desc", "edcba"),
        ("direction=desc", "dbeac"),
        ("sort=nothing", "caebd"),
        ("amount[gte]=3", "cab"),
        ("amount%5Bgte%5D=2&amount[lt]=10", "cbd"),
    ],
)
def test_a_list_is_sorted_as_it_is_asked_for(
    server: InProcess, orders: str, query: str, expected: str
) -> None:
    found = listed(server, f"{orders}?{query}")["data"]
    assert "".join(each["description"] for each in found) == expected


def test_a_sorted_list_comes_in_pages_of_which_each_goes_on(server: InProcess, orders: str) -> None:
    seen, cursor = "", ""
    while cursor is not None:
        page = listed(server, f"{orders}?sort=-amount&limit=2&after={cursor}")
        seen += "".join(each["description"] for each in page["data"])
        cursor = page["next"]
    assert seen == "acbde"


def test_a_page_before_another_is_the_one_that_led_there(server: InProcess, orders: str) -> None:
    every = listed(server, f"{orders}?sort=amount")["data"]
    third = every[3]["id"]
    before = listed(server, f"{orders}?sort=amount&limit=2&before={third}")["data"]
    assert before == every[1:3]


def test_a_list_goes_on_after_what_was_deleted(server: InProcess, orders: str) -> None:
    every = listed(server, orders)["data"]
    second = every[1]["id"]
    assert server.ask(Asked("DELETE", f"{orders}/{second}")).status == 204
    assert listed(server, f"{orders}?limit=9&after={second}")["data"] == every[2:]
