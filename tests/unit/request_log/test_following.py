"""Following a request log: every exchange once, in order, and what was dropped as a number."""

import pytest

from paydrill.delivery.webhooks.checking import message_check
from paydrill.request_log.allowance import Allowance
from paydrill.request_log.following import MOST_AT_ONCE, Follower
from paydrill.request_log.log import NO_MARK
from paydrill.request_log.memory_log import MemoryLog
from paydrill.request_log.recorder import Recorder
from tests.unit.request_log.wire import request, tell


class Server:
    """A recorder with a log of a few exchanges."""

    def __init__(self, most: int = 5) -> None:
        self.log = MemoryLog(most)
        self.recorder = Recorder(self.log)

    def ask(self, *paths: str, sandbox: str = "shop") -> None:
        for path in paths:
            tell(self.recorder, request(path=path, sandbox=sandbox))


def read(follower: Follower) -> list[str]:
    """What one look brings: `shop1/a` for a request, `-shop` for a log that was emptied."""
    said = []
    for message in follower.read():
        message_check()(message)
        if message["type"] == "requests.cleared":
            said.append(f"-{message['sandbox']}")
            continue
        said += [f"{each['sandbox']}{each['number']}{each['path']}" for each in message["requests"]]
        said += [f"missed {message['missed']}"] if message["missed"] else []
    return said


def test_only_what_comes_later_is_told():
    server = Server()
    server.ask("/a")
    follower = Follower(server.log, "shop", None)
    assert read(follower) == []
    server.ask("/b", "/c")
    server.ask("/elsewhere", sandbox="other")
    assert read(follower) == ["shop2/b", "shop3/c"]
    assert read(follower) == []


@pytest.mark.parametrize(
    ("after", "told"), [(0, ["shop1/a", "shop2/b"]), (1, ["shop2/b"]), (2, [])]
)
def test_a_follower_goes_on_after_what_it_knows(after, told):
    server = Server()
    server.ask("/a", "/b")
    assert read(Follower(server.log, "shop", after)) == told


def test_a_follower_who_knows_more_than_there_is_begins_again():
    server = Server()
    server.ask("/a")
    assert read(Follower(server.log, "shop", 7)) == ["-shop", "shop1/a"]


def test_what_the_log_has_dropped_is_counted():
    server = Server(most=2)
    follower = Follower(server.log, "shop", None)
    server.ask("/a", "/b", "/c", "/d", "/e")
    assert read(follower) == ["shop4/d", "shop5/e", "missed 3"]


def test_a_log_that_was_emptied_begins_again():
    server = Server()
    follower = Follower(server.log, "shop", None)
    server.ask("/a", "/b")
    assert read(follower) == ["shop1/a", "shop2/b"]
    server.recorder.forget_log("shop")
    server.ask("/c", "/d", "/e")
    assert read(follower) == ["-shop", "shop1/c", "shop2/d", "shop3/e"]
    server.recorder.forget_log("shop")
    assert read(follower) == ["-shop"]
    assert read(follower) == []


def test_all_sandboxes_are_followed_together():
    server = Server()
    server.ask("/before", sandbox="old")
    follower = Follower(server.log, None, None)
    server.ask("/a", sandbox="one")
    server.ask("/b", sandbox="two")
    server.ask("/c", sandbox="one")
    assert read(follower) == ["two1/b", "one1/a", "one2/c"]
    server.recorder.forget_log("two")
    assert read(follower) == ["-two"]
    assert read(Follower(server.log, None, 0)) == ["old1/before", "one1/a", "one2/c"]


def test_no_look_takes_long_and_none_is_forgotten():
    server = Server(most=200)
    follower = Follower(server.log, None, None)
    for number in range(30):
        server.ask("/a", "/b", "/c", "/d", sandbox=f"s{number}")
    server.ask("/last", sandbox="s0")
    looks = [read(follower) for _ in range(4)]
    assert [len(look) for look in looks] == [MOST_AT_ONCE, MOST_AT_ONCE, 21, 0]
    assert len({each for look in looks for each in look}) == 121
    assert not follower.has_more


def test_a_log_keeps_what_it_was_given_as_it_was():
    server = Server()
    server.ask("/a")
    mark = server.log.news({}, "shop")["shop"]
    assert server.log.after("shop", mark._replace(number=0), 5).exchanges[0].path == "/a"
    assert server.log.after("shop", mark._replace(era=mark.era + 1, number=0), 5) == ([], 0)
    assert server.log.after("nowhere", NO_MARK, 5) == ([], 0)


def test_time_is_given_back_little_by_little(monkeypatch: pytest.MonkeyPatch):
    now = 100.0
    monkeypatch.setattr("paydrill.request_log.allowance.monotonic", lambda: now)
    allowance = Allowance(share=0.01)
    allowance.use(0.02)
    assert allowance.pause_s == 0
    allowance.use(0.02)
    assert allowance.pause_s == pytest.approx(1.0)
    now += 1.5
    allowance.use(0.0)
    assert allowance.pause_s == 0
