"""Slots of requests: so many in all, so many for a host, and one waits in line for each."""

from paydrill.delivery.webhooks.slots import MOST_AT_ONCE, MOST_TO_A_HOST, Slots


def test_a_host_has_so_many_and_leaves_the_rest_to_others():
    slots = Slots()
    for _ in range(MOST_TO_A_HOST):
        slots.take("slow")
    assert (slots.room("slow"), slots.room("quick")) == (0, MOST_TO_A_HOST)
    assert slots.free > 0
    slots.give_back("slow")
    assert slots.room("slow") == 1


def test_there_are_so_many_in_all():
    slots = Slots()
    for number in range(MOST_AT_ONCE):
        slots.take(f"host {number}")
    assert slots.free == 0


def test_who_waits_for_a_host_is_woken_in_turn_when_it_has_room():
    slots = Slots()
    for _ in range(MOST_TO_A_HOST):
        slots.take("slow")
    for sandbox in ("first", "second", "first"):
        slots.wait_for({"slow"}, sandbox)
    assert slots.woken() == []
    slots.give_back("slow")
    assert slots.woken() == ["first"]
    assert slots.woken() == ["second"]  # the first may have nothing more to send
    assert slots.woken() == []
