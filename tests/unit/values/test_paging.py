"""Lists in pages, and the cursors that lead from one to the next."""

import pytest

from paydrill.errors import InvalidCursor
from paydrill.values.paging import Page, page, place_in, position_of

FORGED = ["", "after", "before_3", "3"]


def pages(items, limit):
    found = page(items, limit, int)
    yield found.items
    while found.next_cursor is not None:
        after = position_of(found.next_cursor)
        found = page((each for each in items if each > after), limit, int)
        yield found.items


def test_pages_have_every_item_once_and_the_last_one_no_cursor():
    assert list(pages([1, 2, 3, 4, 5], 2)) == [[1, 2], [3, 4], [5]]
    assert list(pages([1, 2, 3, 4], 2)) == [[1, 2], [3, 4]]
    assert page([], 2, int) == Page([], None)


def test_no_more_is_read_than_whether_another_page_follows():
    read = iter(range(1, 100))
    assert page(read, 3, int) == Page([1, 2, 3], "after_3")
    assert next(read) == 5


def test_a_cursor_may_hold_a_name():
    assert page(["a", "b_c", "d"], 2, str).next_cursor == "after_b_c"
    assert place_in("after_b_c") == "b_c"


def test_without_a_cursor_there_is_no_position():
    assert position_of(None) is None


@pytest.mark.parametrize("cursor", FORGED)
def test_a_cursor_of_another_form_is_refused(cursor):
    with pytest.raises(InvalidCursor):
        place_in(cursor)


@pytest.mark.parametrize(
    "cursor", [*FORGED, "after_", "after_x", "after_-1", "after_\u0663", f"after_{10**18}"]
)
def test_a_cursor_without_a_position_is_refused(cursor):
    with pytest.raises(InvalidCursor):
        position_of(cursor)
