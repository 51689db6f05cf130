"""The words of `Sandbox.next` are those of a rule and of a fault, which have none in common."""

import json

from paydrill.testing.sandbox import _FAULTS
from tests.server_process import ROOT

GRAMMAR = json.loads((ROOT / "openapi" / "scenario.schema.json").read_text(encoding="utf-8"))


def test_the_words_of_faults_are_those_of_the_grammar():
    of = {name: set(GRAMMAR["$defs"][name]["properties"]) for name in ("fault", "step")}
    assert of["fault"] == _FAULTS
    assert not of["fault"] & of["step"]
