"""A folder of handlers, and a contract that they are for."""

from pathlib import Path

from paydrill.openapi.contract import Contract
from paydrill.openapi.documents import ContractFile, load_contracts
from paydrill.responders.handler_folder import HandlerFolder

SHOP = """\
openapi: 3.1.0
info: {title: Shop, version: '1'}
paths:
  /orders:
    post: {operationId: createOrder, responses: {'204': {description: Fine.}}}
    get: {operationId: orders/list, responses: {'204': {description: Fine.}}}
  /orders/{id}:
    get:
      operationId: get-order
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {'204': {description: Fine.}}
"""


def contracts(folder: Path, **texts: str) -> tuple[Contract, ...]:
    """Contracts by name, loaded as a server would load them."""
    for name, text in texts.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return load_contracts((), [ContractFile(folder / f"{name}.yaml") for name in texts])


def read(folder: Path, modules: dict[str, str], shop: str = SHOP) -> HandlerFolder:
    """The folder `mine` with these modules, read for the contract `shop`."""
    mine = folder / "mine"
    mine.mkdir(exist_ok=True)
    for name, text in modules.items():
        (mine / name).write_text(text, encoding="utf-8")
    return HandlerFolder.of(mine, contracts(folder, shop=shop))
