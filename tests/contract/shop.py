"""A shop: a server over a contract of a few lines, with handlers that tests bring along."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from paydrill.app import Stack, build, connexion_stack
from paydrill.sandbox.ports import Store
from paydrill.sandbox.sandbox import Sandbox
from paydrill.settings import Settings
from tests.in_process import Answered, Asked, InProcess
from tests.reference.connexion_stack import stock_stack

CONTRACT = """
openapi: 3.0.3
info: {title: Orders, version: 1.0.0}
servers: [{url: /shop}]
paths:
  /orders/{id}:
    get:
      operationId: orders.show_order
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
        - {name: Idempotency-Key, in: header, schema: {type: string}}
      responses:
        '200':
          description: The order.
          headers:
            Paydrill-Rule: {schema: {type: string, maxLength: 5}}
          content:
            application/json: {schema: {$ref: '#/components/schemas/Order'}}
            text/csv: {schema: {type: string}}
        4XX:
          description: Refused.
          content: {application/problem+json: {schema: {type: object}}}
  /orders:
    post:
      operationId: orders.make_order
      requestBody:
        required: true
        content: {application/json: {schema: {type: object}}}
      responses:
        '201':
          description: Made.
          headers:
            Location: {required: true, schema: {type: string}}
          content: {application/json: {schema: {type: object}}}
components:
  schemas:
    Order:
      type: object
      additionalProperties: false
      required: [id, lines]
      properties:
        id: {type: string, maxLength: 8}
        note: {type: string, nullable: true}
        state: {type: string, enum: [open, paid]}
        lines:
          type: array
          items:
            type: object
            required: [amount]
            properties: {amount: {type: number, minimum: 0}}
"""
SILENT = "scenario: 1\nname: default\nrules: []\n"
GOOD = {"id": "o_1", "lines": [{"amount": 5}], "note": None}

# The ways that a request may take: the stack, and its driver.
WAYS: dict[str, tuple[Stack, str]] = {
    "batch": (connexion_stack, "batch"),
    "asgi": (connexion_stack, "asgi"),
    "stock": (stock_stack, "asgi"),
}


class Shop:
    """A server over the contract, asked in one of the `WAYS`.

    Each order that is shown takes a number of the sandbox.
    """

    def __init__(
        self, folder: Path, way: str, *, contract: str = CONTRACT, store: Store | None = None
    ) -> None:
        stack, driver = WAYS[way]
        (folder / "orders.yaml").write_text(contract, encoding="utf-8")
        (folder / "scenarios").mkdir(exist_ok=True)
        (folder / "scenarios" / "default.yaml").write_text(SILENT, encoding="utf-8")
        self.show: Callable[[], Any] = lambda: (GOOD, 200)
        self.make: Callable[[], Any] = lambda: ({}, 201)
        built = build(
            Settings(store="memory:", contracts=(folder,), scenarios=(folder / "scenarios",)),
            handlers={
                "orders.show_order": self._show,
                "orders.make_order": lambda sandbox, body: self.make(),  # noqa: ARG005 - called by name
            },
            store=store,
            stack=stack,
        )
        self.recorder, self._engine = built.recorder, built.engine
        self.application = built.application
        self.way = way
        self.server = InProcess(self.application, driver)

    def _show(self, sandbox: Sandbox, id: str) -> Any:  # noqa: ARG002 - called by name
        sandbox.next_number()
        return self.show()

    def ask(self, method: str = "GET", **headers: str) -> Answered:
        lines = tuple((name.replace("_", "-"), value) for name, value in headers.items())
        return self.server.ask(Asked(method, "/shop/orders/o_1", headers=lines))

    @property
    def counted(self) -> dict[tuple[str | None, int], int]:
        """The server's own count of its answers, by operation and status."""
        return self.recorder.counts.met(None).answers

    @property
    def taken(self) -> int:
        """How many numbers of the sandbox are taken."""
        state = self._engine.state("default")
        return 0 if state is None else state.last_number
