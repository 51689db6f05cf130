"""What a new thing has of the contract's examples: links to itself, and the state it begins in."""

import pytest

from tests.in_process import InProcess, as_json, only

CONTRACT = """
openapi: 3.1.0
info: {title: Bills, version: 1.0.0}
servers: [{url: 'https://api.bills.example/v1'}]
paths:
  /bills:
    post:
      operationId: createBill
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Bill'}}}}
      responses:
        '201':
          description: Made.
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Bill'}
              example: {id: bill_1f2e, status: sent}
  /bills/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      operationId: getBill
      responses:
        '200':
          description: One.
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Bill'}
              example:
                id: bill_1f2e
                url: https://api.bills.example/v1/bills/bill_1f2e?expand=all
                page: https://pay.bills.example/checkout?bill=bill_1f2e&lang=pt
                links: {pay: /v1/bills/bill_1f2e/pay, help: 'https://bills.example/help'}
                note: see bill_1f2e
                status: paid
  /bills/{bill_id}/lines:
    parameters: [{name: bill_id, in: path, required: true, schema: {type: string}}]
    post:
      operationId: createLine
      responses:
        '201':
          description: Made.
          content: {application/json: {schema: {$ref: '#/components/schemas/Line'}}}
  /bills/{bill_id}/lines/{id}:
    parameters:
      - {name: bill_id, in: path, required: true, schema: {type: string}}
      - {name: id, in: path, required: true, schema: {type: string}}
    get:
      operationId: getLine
      responses:
        '200':
          description: One.
          content: {application/json: {schema: {$ref: '#/components/schemas/Line'}}}
components:
  schemas:
    Bill:
      type: object
      properties:
        id: {type: string, readOnly: true}
        url: {type: string}
        page: {type: string}
        links: {type: object}
        note: {type: string}
        status: {type: string, readOnly: true, enum: [paid, sent]}
    Line:
      type: object
      required: [id, status]
      properties:
        id: {type: string}
        status: {type: string, enum: [new, printed, billed], default: billed}
"""

server = only(CONTRACT)


@pytest.mark.parametrize("prefix", ["", "/~other"])
def test_links_of_the_example_lead_to_the_thing_on_this_server(server: InProcess, prefix: str):
    made = server.ask(as_json("POST", f"{prefix}/v1/bills", {})).json()
    id_, here = made["id"], f"http://localhost{prefix}"
    assert id_ != "bill_1f2e"
    assert made == {
        "id": id_,
        "url": f"{here}/v1/bills/{id_}?expand=all",
        "page": f"https://pay.bills.example/checkout?bill={id_}&lang=pt",
        "links": {"pay": f"/v1/bills/{id_}/pay", "help": "https://bills.example/help"},
        "note": "see bill_1f2e",
        "status": "sent",
    }


def test_a_link_that_was_sent_is_left(server: InProcess):
    sent = {"url": "https://api.bills.example/v1/bills/bill_9", "links": {"pay": "/bill_1f2e"}}
    made = server.ask(as_json("POST", "/v1/bills", sent)).json()
    assert made["url"] == sent["url"]
    assert made["links"]["pay"] == "/bill_1f2e"


def test_a_thing_begins_in_the_state_of_the_example_that_makes_it_or_the_default(server: InProcess):
    bill = server.ask(as_json("POST", "/v1/bills", {})).json()
    line = server.ask(as_json("POST", f"/v1/bills/{bill['id']}/lines", {})).json()
    assert (bill["status"], line["status"]) == ("sent", "billed")
