"""What a scenario file says of webhooks, and that schema, contract and engine agree on it."""

from decimal import Decimal

import yaml

from paydrill.scenarios import webhook_faults
from paydrill.scenarios.files.grammar import schema
from tests.scenarios.samples import EVERYTHING, HEAD, ROOT, load, write

DEFINED = schema()["$defs"]["webhookFaults"]
PARTS = yaml.safe_load((ROOT / "openapi/control/webhooks.yaml").read_text(encoding="utf-8"))


def test_plain_data_comes_out(tmp_path):
    webhooks = load(tmp_path, EVERYTHING).sections.webhooks
    assert webhooks[1] == {
        "types": ["payment.*", "*.pending"],
        "chance": Decimal("0.5"),
        "drop": True,
    }
    assert webhooks[2] == {"types": "payment.*", "delay": "30s"}
    assert load(tmp_path, HEAD).sections.webhooks == []


def test_an_included_file_says_it_for_one_that_does_not(tmp_path):
    write(tmp_path, "scenario: 1\nname: twice\nwebhooks: [{duplicate: true}]\n", "twice.yaml")
    including = HEAD + "include: [twice.yaml]\n"
    assert load(tmp_path, including).sections.webhooks == [{"duplicate": True}]
    assert load(tmp_path, including + "webhooks: []\n").sections.webhooks == []


def test_the_kinds_of_faults_are_the_same_everywhere():
    kinds = set(webhook_faults.KINDS)
    assert {choice["required"][0] for choice in DEFINED["anyOf"]} == kinds
    assert set(DEFINED["properties"]) - {"types", "chance"} == kinds
    assert set(PARTS["components"]["schemas"]["WebhookFaults"]["items"]["enum"]) == kinds
