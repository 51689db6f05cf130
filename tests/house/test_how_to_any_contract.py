"""docs/how-to/any-contract.md: what it prints works: handlers, and an overlay."""

import re
from pathlib import Path

import pytest

from paydrill.app import build
from paydrill.openapi.sources import Source
from paydrill.responders.handlers import find_handler
from paydrill.settings import Settings
from tests.in_process import InProcess, as_json
from tests.server_process import ROOT
from tests.unit.openapi.one_contract import FINE, HEAD, loaded
from tests.unit.openapi.overlaid import overlaid

HOW_TO = (ROOT / "docs/how-to/any-contract.md").read_text(encoding="utf-8")
_PRINTED = re.compile(r"```yaml\n(paths:.*?)```.*?```python\n(def .*?)```", re.DOTALL)
_CALLS_STAND_IN = re.compile(r"```python\n(def create_order.*?)```", re.DOTALL)
_OVERLAY = re.compile(r"```yaml\n(overlay:.*?)```", re.DOTALL)


def test_the_printed_overlay_puts_a_contract_right(tmp_path: Path) -> None:
    found = _OVERLAY.search(HOW_TO)
    assert found is not None
    content = "{application/json: {schema: {type: object, required: [amount, coupon]}}}"
    contract = f"""{HEAD}paths:
  /orders: {{post: {{operationId: a, requestBody: {{content: {content}}}, {FINE}}}}}
  /orders/{{id}}:
    parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}]
    get: {{operationId: b, {FINE}}}
"""
    fixed = overlaid(tmp_path, "", contract, found[1])
    assert fixed.findings == ()
    paths = fixed.document["paths"]
    schema = paths["/orders"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert schema["required"] == ["amount"]
    assert list(paths["/orders/{id}"]["get"]["responses"]) == ["200", "404"]


def test_the_printed_handler_takes_what_the_contract_beside_it_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = _PRINTED.search(HOW_TO)
    assert found is not None
    package = tmp_path / "printed_handlers"
    package.mkdir()
    (package / "shop.py").write_text(found[2], encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    [operation] = loaded(tmp_path, HEAD + found[1], "shop.yaml").operations
    handler = find_handler(operation, package.name)
    assert handler is not None
    body, status = handler(None, **dict.fromkeys(operation.argument_names.values(), "o_77"))
    assert (body["id"], status) == ("o_77", 200)


def test_the_printed_handler_changes_what_the_stand_in_made(tmp_path: Path) -> None:
    found = _CALLS_STAND_IN.search(HOW_TO)
    assert found is not None
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/shop.py").write_text(found[1], encoding="utf-8")
    body = "{content: {application/json: {schema: {type: object}}}}"
    answers = "{'201': &a {description: Made., content: {application/json: {}}}, '202': *a}"
    (tmp_path / "shop.yaml").write_text(
        f"{HEAD}paths:\n  /orders: {{post: {{operationId: createOrder, requestBody: {body},"
        f" responses: {answers}}}}}\n",
        encoding="utf-8",
    )
    settings = Settings(
        store="memory:",
        contracts=(),
        sources=(Source(str(tmp_path / "shop.yaml")),),
        handlers=tmp_path / "mine",
    )
    server = InProcess(build(settings).application)
    small, large = [server.ask(as_json("POST", "/orders", {"amount": n})) for n in (5, 5000)]
    server.close()
    assert (small.status, large.status) == (201, 202)
    assert large.json() == {"status": "review"}
    assert large.headers["x-review"] == "by hand"
