"""No overlay is beyond use: whatever it does to whichever contract, that is served or refused."""

import json
import random
from pathlib import Path

import pytest

from paydrill.openapi.documents import ContractFile, load_contracts
from paydrill.openapi.examination import examine
from paydrill.openapi.findings import place
from tests.unit.openapi.any_values import DOCUMENTS, ODD

TARGETS = [
    *("$", "$.paths", "$.paths.*", "$.paths.*.*", "$..parameters[0]", "$..parameters", "$..schema"),
    *("$..[?@.type]", "$..[?@['$ref']]", "$.components.*", "$.definitions.*", "$..responses.*"),
    *("$.info.title", "$..*", "$.nothing", "$[", "$..required[-1]", "$..content..*", "$.openapi"),
]
UPDATES = [
    *ODD,
    {"parameters": [{"name": "n", "in": "query"}]},
    {"$ref": "#/components/schemas/Lost"},
    {"$ref": "part.yaml"},
    {"get": {"operationId": "new", "responses": {"200": {"description": "d"}}}},
    {"components": {"schemas": {"New": {"type": "strin"}}}},
    {"type": "array", "items": {"nullable": True}, "properties": {"a": {"$ref": "part.yaml#/b"}}},
]


@pytest.mark.parametrize("seed", range(60))
def test_any_overlay_is_applied_as_far_as_it_can_be(tmp_path: Path, seed: int):
    chance = random.Random(seed)
    actions = [
        {"target": chance.choice(TARGETS)}
        | ({"remove": True} if chance.random() < 0.3 else {"update": chance.choice(UPDATES)})
        for _ in range(chance.choice([1, 3, 9]))
    ]
    document, overlay = tmp_path / "a.json", tmp_path / "fix.json"
    (tmp_path / "part.yaml").write_text("b: {$ref: '#/c'}\nc: {type: integr}\n", encoding="utf-8")
    document.write_text(json.dumps(chance.choice(DOCUMENTS)), encoding="utf-8")
    overlay.write_text(json.dumps({"overlay": "1.0.0", "actions": actions}), encoding="utf-8")
    [contract] = load_contracts((), [ContractFile(document)], overlays=[overlay])
    files = {str(document), str(overlay), str(tmp_path / "part.yaml")}
    assert {each.file for each, _ in place(examine(contract))} <= files
    assert json.loads(json.dumps(contract.document)) == contract.document
