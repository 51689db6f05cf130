"""One contract of a few lines, loaded as a server would load it."""

from pathlib import Path

from paydrill.openapi.contract import Contract
from paydrill.openapi.documents import ContractFile, load_contracts

HEAD = "openapi: 3.0.3\ninfo: {title: A, version: '1'}\n"
FINE = "responses: {'200': {description: Fine.}}"


def loaded(folder: Path, text: str, name: str = "a.yaml") -> Contract:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    [contract] = load_contracts((), [ContractFile(file)])
    return contract


def codes(contract: Contract) -> set[str]:
    return {each.code for each in contract.findings} - {"no-operation-id"}


def operation(fields: str, path: str = "/a", more: str = "") -> str:
    responses = "" if "responses" in fields else f", {FINE}"
    return f"{HEAD}paths: {{'{path}': {{get: {{operationId: a, {fields}{responses}}}}}}}\n{more}"
