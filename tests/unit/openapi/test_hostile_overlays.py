"""Overlays made to cost time or memory: the actions within the bounds count, and all is told."""

from pathlib import Path

from paydrill.openapi.contract import Contract
from tests.unit.openapi.overlaid import CONTRACT, overlaid

FINE = "  - {target: $.info, update: {title: Fine}}\n"
LATE = "  - {target: $.info, update: {title: Late}}\n"
LARGE = CONTRACT.replace("strin}", "string}") + (
    f"x-wide: [{', '.join(['{a: [{}]}'] * 3_000)}]\nx-few: {{a: {{a: {{b: 1}}}}}}\n"
)


def bounded(folder: Path, actions: str) -> tuple[Contract, str]:
    """The contract, and why the actions after the first are left out."""
    contract = overlaid(folder, f"{FINE}{actions}{LATE}", LARGE)
    assert contract.title == "Fine"
    [finding] = contract.findings
    assert (finding.code, finding.pointer.rpartition("/")[0]) == ("overlay-too-large", "/actions")
    return contract, finding.sentence


def test_a_target_that_takes_too_long(tmp_path: Path):
    _, why = bounded(tmp_path, "  - {target: '$..[?$..nothing]', update: {a: 1}}\n")
    assert why == "the actions of an overlay take up to 2,000,000 steps of searching"


def test_an_update_that_is_laid_over_very_much(tmp_path: Path):
    update = ", ".join(f"a{number}: {number}" for number in range(100))
    contract, why = bounded(tmp_path, f"  - {{target: '$.*[*]', update: {{{update}}}}}\n")
    assert why == "an overlay writes up to 200,000 values"
    assert contract.document["x-wide"][0] == {"a": [{}]}


def test_updates_that_grow_by_what_they_have_written(tmp_path: Path):
    update = "    update: {b: {c: {}}, d: {c: {}}}\n"
    doubling = f"  - target: $['x-few']..[?@.*]\n{update}" * 30
    assert bounded(tmp_path, doubling)[1].startswith(
        ("an overlay writes", "the actions of an overlay take")
    )


def test_updates_that_nest_ever_deeper(tmp_path: Path):
    deep = f"{'{a: ' * 150}{{}}{'}' * 150}"
    actions = f"""\
  - {{target: $, update: {{x: {deep}}}}}
  - {{target: $.x{".a" * 150}, update: {deep}}}
"""
    contract, why = bounded(tmp_path, actions)
    assert why == "a document has up to 200 levels"
    assert contract.operations[0].id == "list_orders"


def test_very_many_actions(tmp_path: Path):
    many = "  - {target: $.info, update: {x: 1}}\n" * 10_000
    assert "2,000,000 steps" in bounded(tmp_path, many)[1]


def test_names_that_mean_something_elsewhere(tmp_path: Path):
    actions = """\
  - target: $
    update: {x-a: {__proto__: {polluted: true}, constructor: {prototype: {polluted: true}}}}
  - {target: "$['x-a'].__proto__", update: {__class__: 1}}
"""
    contract = overlaid(tmp_path, actions, LARGE)
    assert contract.findings == ()
    assert contract.document["x-a"]["__proto__"] == {"polluted": True, "__class__": 1}
    assert not hasattr(contract, "polluted")
