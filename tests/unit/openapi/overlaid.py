"""One contract and its overlay, of a few lines each, loaded as a server would load them."""

from pathlib import Path
from typing import Any

from paydrill.openapi.contract import Contract
from paydrill.openapi.documents import ContractFile, load_contracts
from paydrill.openapi.findings import Position, place

FORM = "overlay: 1.0.0\ninfo: {title: Fixes, version: '1'}\nactions:\n"
CONTRACT = """\
openapi: 3.1.0
info: {title: Shop, version: '1'}
tags: [{name: a}, {name: b}]
paths:
  /orders:
    get:
      operationId: list_orders
      tags: [a]
      parameters:
        - {name: a, in: query, schema: {type: string}}
        - {name: b, in: query, schema: {type: string}}
        - {name: c, in: query, schema: {type: strin}}
      responses:
        '200': {description: Fine.}
"""


def overlaid(folder: Path, actions: str, contract: str = CONTRACT, form: str = FORM) -> Contract:
    """The contract `shop`, with the overlay `fix.yaml` beside it."""
    file, overlay = folder / "shop.yaml", folder / "fix.yaml"
    file.write_text(contract, encoding="utf-8")
    overlay.write_text(form + actions, encoding="utf-8")
    [found] = load_contracts((), [ContractFile(file)], overlays=[overlay])
    return found


def written(folder: Path, actions: str, contract: str = CONTRACT) -> dict[str, Any]:
    """The document with its overlay applied, of which nothing is wrong."""
    found = overlaid(folder, actions, contract)
    assert [each for each in found.findings if each.file.endswith("fix.yaml")] == []
    return found.document


def told(contract: Contract) -> set[tuple[str, str, Position]]:
    """Code, file and position of each finding."""
    return {(each.code, Path(each.file).name, at) for each, at in place(contract.findings)}


def told_of_overlay(contract: Contract) -> dict[str, tuple[int, int]]:
    """Line and column of the findings in the overlay, by their codes."""
    return {code: (at.line, at.column) for code, file, at in told(contract) if file == "fix.yaml"}
