"""Values are written as a scenario file has them, and read back as what they were."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paydrill.scenarios.files.yaml_text import as_yaml
from paydrill.scenarios.files.yaml_tree import parse

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(10**12), 10**12)
    | st.decimals(min_value=-(10**9), max_value=10**9, places=2)
    | st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=20)
    | st.sampled_from(["0002", "22:00", "NO", "null", "~", "*", "a: b", "a #b", "0o7", "1e3", "-"])
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab-X", min_size=1), inner),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"min": Decimal(10000)}, "{min: 10000}"),
        (Decimal("0.010"), "0.010"),
        (Decimal("1E+4"), "10000"),
        ({"cents": 5}, "{cents: 5}"),
        (["cards.create_payment", "pix.pay"], "[cards.create_payment, pix.pay]"),
        ({"X-Case": "night"}, "{X-Case: night}"),
        ({"between": ["22:00", "06:00"]}, '{between: ["22:00", "06:00"]}'),
        ({"last4": "0002"}, '{last4: "0002"}'),
        ({"expired": True}, "{expired: true}"),
        ("*gift card*", '"*gift card*"'),
        ("cus_new_*", "cus_new_*"),
        (
            {"any": [{"amount": Decimal(1)}, {"not": {"currency": "EUR"}}]},
            "{any: [{amount: 1}, {not: {currency: EUR}}]}",
        ),
        ({"payment": "txn_1", "description": None}, "{payment: txn_1, description: null}"),
    ],
)
def test_it_is_written_as_in_a_file(value: Any, text: str):
    assert as_yaml(value) == text


@given(VALUES)
def test_what_is_written_is_read_back(value: Any):
    text = as_yaml(value)
    assert "\n" not in text
    tree, problems = parse(Path("written.yaml"), f"value: {text}")
    assert (problems, tree and tree.data) == ((), {"value": value})
