"""Ids that carry the place of an event."""

from hypothesis import given
from hypothesis import strategies as st

from paydrill.stripe.ids import id_at, position_in
from paydrill.values.ids import Ids

IDS = Ids(1, "shop")


@given(st.integers(1, 10**9))
def test_an_id_leads_back_to_its_place(position: int):
    made = id_at(IDS, "evt", position)
    assert len(made) == len("evt_") + 24
    assert position_in(IDS, "evt", made) == position
    assert position_in(IDS, "txn", made) is None


@given(st.text(max_size=40))
def test_other_texts_lead_nowhere(text: str):
    assert position_in(IDS, "evt", text) is None
    assert position_in(Ids(1, "other"), "evt", id_at(IDS, "evt", 5)) is None
