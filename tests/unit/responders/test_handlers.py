"""Handlers that cannot be used are refused in one line, before anything is served."""

from pathlib import Path

import pytest

from paydrill.openapi.documents import ContractFile, load_contracts
from paydrill.responders.handlers import HandlerError, check_arguments, find_handler

CONTRACT = """
openapi: 3.1.0
info: {title: Shop, version: '1'}
paths:
  /orders/{id}:
    get:
      operationId: get_order
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {'204': {description: Fine.}}
"""


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("def get_order(sandbox, id)\n    pass\n", ":1: SyntaxError: expected ':'"),
        ("x = 1\ny = nowhere\n", ":2: NameError: name 'nowhere' is not defined"),
        (
            "\nimport no_such_package\n",
            ":2: ModuleNotFoundError: No module named 'no_such_package'",
        ),
        (
            "def get_order(sandbox, order_id): ...\n",
            ": the handler of get_order takes 'order_id', which the operation has not; it has: id",
        ),
        (
            "def get_order(sandbox, id, body): ...\n",
            ": the handler of get_order takes 'body', which the operation has not; it has: id",
        ),
        ("def get_order(): ...\n", ": the handler of get_order takes no argument for the sandbox"),
        (
            "def get_order(*, id): ...\n",
            ": the handler of get_order takes no argument for the sandbox",
        ),
        (
            "async def get_order(sandbox): ...\n",
            ": the handler of get_order is async, and nothing would wait for it",
        ),
        (
            "def get_order(sandbox, id, /): ...\n",
            ": the handler of get_order takes 'id' by position, but gets it by name",
        ),
        ("def get_order(*args, id): ...\n", ""),
        ("def get_order(sandbox, **parameters): ...\n", ""),
        ("def get_order(sandbox, id, library): ...\n", ""),
        ("def get_order(sandbox, order_id=None): ...\n", ""),
    ],
)
def test_what_is_wrong_with_a_module_of_handlers_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, says: str
):
    package = tmp_path.name  # imported once in a process: each case has its own
    (tmp_path / package).mkdir()
    (tmp_path / package / "shop.py").write_text(text, encoding="utf-8")
    (tmp_path / "shop.yaml").write_text(CONTRACT, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    [contract] = load_contracts((), [ContractFile(tmp_path / "shop.yaml")])
    [operation] = contract.operations
    said = ""
    try:
        handler = find_handler(operation, package)
        assert handler is not None
        check_arguments(handler, operation, {"library"})
    except HandlerError as error:
        said = str(error)
    assert said == (f"{package}/shop.py{says}" if says else "")
