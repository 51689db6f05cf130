"""The places of nodes stay true when nodes are put in, taken out, and move."""

from paydrill.openapi.findings import Origin, origin_of
from paydrill.openapi.places import Places

KNOWN = {
    "": Origin("shop", ""),
    "/list/1/a": Origin("part", "/a"),
    "/paths/~1a": Origin("paths", "/~0a"),
}


def test_without_a_change_they_are_what_they_were():
    assert Places(KNOWN).origins() == KNOWN


def test_what_is_put_in_hides_what_was_there():
    places = Places(KNOWN)
    places.put(["list"], Origin("fix", "/update"))
    found = places.origins()
    assert origin_of(found, "/list/1/a") == Origin("fix", "/update/1/a")
    assert origin_of(found, "/paths/~1a/get") == Origin("paths", "/~0a/get")


def test_what_is_taken_out_is_forgotten():
    places = Places(KNOWN)
    places.take_out(["paths"], ["/a", "/b"])
    assert origin_of(places.origins(), "/paths/~1a/get") == Origin("shop", "/paths/~1a/get")


def test_what_is_left_of_a_list_keeps_its_places():
    places = Places(KNOWN)
    places.close_up(["list"], [1, 3])
    found = places.origins()
    assert origin_of(found, "/list/0") == Origin("shop", "/list/1")
    assert origin_of(found, "/list/0/a/b") == Origin("part", "/a/b")
    assert origin_of(found, "/list/1/a") == Origin("shop", "/list/3/a")
    places.close_up(["list"], [1])
    assert origin_of(places.origins(), "/list/0") == Origin("shop", "/list/3")


def test_lists_within_parts_of_other_files_keep_theirs():
    places = Places(KNOWN)
    places.close_up(["paths", "/a", "tags"], [0, 2])
    found = places.origins()
    assert origin_of(found, "/paths/~1a/tags/0") == Origin("paths", "/~0a/tags/0")
    assert origin_of(found, "/paths/~1a/tags/1") == Origin("paths", "/~0a/tags/2")
