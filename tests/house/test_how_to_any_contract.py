"""docs/how-to/any-contract.md: the handler that it prints answers the contract beside it."""

import re
from pathlib import Path

import pytest

from paydrill.responders.handlers import find_handler
from tests.server_process import ROOT
from tests.unit.openapi.one_contract import HEAD, loaded

HOW_TO = (ROOT / "docs/how-to/any-contract.md").read_text(encoding="utf-8")
_PRINTED = re.compile(r"```yaml\n(paths:.*?)```.*```python\n(def .*?)```", re.DOTALL)


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
