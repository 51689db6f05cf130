"""Rows in memory come in order, whenever they were put in order."""

from operator import itemgetter
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from paydrill.sandbox.ports import Table
from paydrill.stores.rows import Rows


class Box(NamedTuple):
    """A record that is found by its colour."""

    id: str
    position: int
    colour: str


BOXES = Table("boxes", Box, indexes=("colour",))
COLOURS = ["blue", "red"]

boxes = st.builds(Box, st.sampled_from("abcdefgh"), st.integers(1, 9), st.sampled_from(COLOURS))
steps = st.lists(boxes | st.sampled_from("abcdefgh") | st.just("look"), max_size=40)


def is_in_order(found: Rows, expected: dict[str, tuple]) -> bool:
    for colour in (None, *COLOURS):
        where = None if colour is None else ("colour", colour)
        wanted = [box for box in expected.values() if colour is None or box[2] == colour]
        if found.order(where) != sorted(map(itemgetter(1, 0), wanted)):
            return False
    return found.by_id == expected


@given(steps)
def test_whatever_is_put_and_removed_the_rest_is_in_order(taken):
    found, expected = Rows(BOXES, {}), {}
    for step in taken:
        if isinstance(step, Box):
            assert found.put(step.id, tuple(step)) == expected.get(step.id)
            expected[step.id] = tuple(step)
        elif step in expected:
            assert found.remove(step) == expected.pop(step)
        elif step == "look":
            assert is_in_order(found, expected)
    assert is_in_order(found, expected)


def test_so_are_many_that_nobody_has_looked_at():
    found = Rows(BOXES, {})
    for number in range(5_000):
        found.put(
            str(number), (str(number), -number if number % 7 else number, COLOURS[number % 2])
        )
    assert is_in_order(found, dict(found.by_id))


def test_rows_that_were_there_before_are_in_order():
    kept = {each.id: tuple(each) for each in (Box("b", 2, "red"), Box("c", 1, "red"))}
    assert is_in_order(Rows(BOXES, dict(kept)), kept)
