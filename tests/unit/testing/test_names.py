"""Names of sandboxes, from names of tests."""

import pytest

from paydrill.pipeline.keys import NAME
from paydrill.testing.run import sandbox_name
from paydrill.testing.scenario_text import name_in


@pytest.mark.parametrize(
    "test", ["test_a[usd-1.5]", "test_" + "long_" * 40, "тест", "-", "test_été[ü/ß]", "test_x[]"]
)
def test_every_test_has_a_legal_name_with_room_for_more(test: str):
    name = sandbox_name(test, f"tests/test_it.py::{test}", 0)
    assert NAME.fullmatch(f"{name}-01234567")


def test_no_two_sandboxes_are_called_the_same():
    names = {
        sandbox_name("test_it", node, number)
        for node in ("a.py::test_it", "b.py::test_it", "a.py::TestIt::test_it")
        for number in range(3)
    }
    assert len(names) == 9


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("scenario: 1\nname: outage\nrules: []\n", "outage"),
        ("name: 'outage-2'  # ours\n", "outage-2"),
        ('rules:\n  - name: x\nname: "late"\n', "late"),
        ("scenario: 1\n", "nameless"),
    ],
)
def test_a_scenario_is_called_as_it_says(text: str, name: str):
    assert name_in(text) == name
