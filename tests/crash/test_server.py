"""A server under load is killed at any moment, again and again: nothing acknowledged is lost."""

import pytest

from tests.crash.kills import KILLS, SEED
from tests.crash.lives import eventful, kill_again_and_again


def test_what_was_answered_is_in_postgresql_after_every_kill(tmp_path, empty_store):
    store = ("--store", empty_store("postgresql"), *eventful(tmp_path))
    options = ("--port", "0", *store)
    assert kill_again_and_again(options, KILLS, SEED, is_shared=True) > KILLS


@pytest.mark.parametrize("durability", ["process", "always"])
def test_what_was_answered_is_there_after_every_kill(tmp_path, durability):
    store = ("--store", f"tinydb:{tmp_path}/records.tinydb", "--durability", durability)
    store += eventful(tmp_path)
    assert kill_again_and_again(("--port", "0", *store), KILLS, SEED) > KILLS
