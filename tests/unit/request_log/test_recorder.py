"""The observer: it counts everything, keeps the last of it, and stays within its bounds."""

import pytest
from prometheus_client.parser import text_string_to_metric_families

from paydrill.request_log import counts, memory_log
from paydrill.request_log.counts import LOST
from paydrill.request_log.exchange import LONGEST_BODY
from paydrill.request_log.memory_log import MemoryLog
from paydrill.request_log.metrics import Metrics
from paydrill.request_log.recorder import Recorder
from paydrill.scenarios.transport import RESET, TIMEOUT, TRUNCATE, TransportFault
from paydrill.values.times import ClockSetting, system_now_ms
from tests.unit.request_log.wire import NOON_MS, PAID, PAYMENT, request, tell

DAY_MS = 86_400_000


def test_an_exchange_is_kept_with_all_that_is_known_of_it():
    recorder = Recorder(MemoryLog(10))
    asked = request(query=b"a=1", headers={b"X-Case".lower(): b"7"})
    tell(
        recorder, asked, rules="default/slow, default/broke", wire=TransportFault(250, TRUNCATE, 9)
    )
    [kept] = recorder.kept("shop").exchanges
    assert (kept.number, kept.at_ms, kept.operation) == (1, NOON_MS, "cards.create_payment")
    assert (kept.method, kept.path, kept.query) == ("POST", "/api/v1/payments", b"a=1")
    assert (kept.status, kept.wire) == (201, TransportFault(250, TRUNCATE, 9))
    assert kept.rules == ["default/slow", "default/broke"]
    assert (kept.body, kept.body_size) == (PAYMENT, len(PAYMENT))
    assert (kept.answer, kept.answer_size) == (PAID, len(PAID))
    assert (kept.header("x-case"), kept.header("X-Case"), kept.header("Accept")) == ("7", "7", None)
    assert 0 <= kept.duration_us < 60_000_000


def test_the_last_exchanges_are_kept_and_the_others_counted():
    recorder = Recorder(MemoryLog(3))
    for path in "abcde":
        tell(recorder, request(path=f"/{path}"))
    kept = recorder.kept("shop")
    assert [each.path for each in kept.exchanges] == ["/c", "/d", "/e"]
    assert kept.forgotten == 2
    assert recorder.counts.met("shop").answers == {("cards.create_payment", 201): 5}


def test_a_log_of_none_keeps_none():
    recorder = Recorder(None)
    tell(recorder)
    assert recorder.kept("shop") == ([], 0)
    assert recorder.counts.met("shop").answers == {("cards.create_payment", 201): 1}


def test_the_control_api_is_counted_and_not_kept():
    recorder = Recorder(MemoryLog(10))
    tell(recorder, request(path="/_control/clock"), of="control.get_clock", status=200)
    tell(recorder, request(path="/_control/nowhere"), of=None, status=404)
    assert recorder.kept("shop").exchanges == []
    assert recorder.counts.met("shop").answers == {("control.get_clock", 200): 1, (None, 404): 1}


@pytest.mark.parametrize(
    ("path", "of"),
    [
        *(("/health", "service.get_health"), ("/", "service.show_start")),
        *(("/docs", None), ("/docs/assets/a.css", None)),
    ],
)
def test_the_servers_own_pages_are_counted_and_kept_only_where_they_are_mistaken(path, of):
    recorder = Recorder(MemoryLog(10), pages=["docs"])
    looked, mistaken = request(path=path), request(path=path)
    looked.method = "GET"
    tell(recorder, looked, of=of, status=200)
    assert recorder.kept("shop").exchanges == []
    tell(recorder, mistaken, of=of, status=405)
    assert [each.method for each in recorder.kept("shop").exchanges] == ["POST"]
    assert recorder.counts.met("shop").answers == {(of, 200): 1, (of, 405): 1}


def test_sandboxes_are_kept_apart():
    recorder = Recorder(MemoryLog(10))
    for name in ("a", "b", "a"):
        tell(recorder, request(sandbox=name))
    assert [len(recorder.kept(name).exchanges) for name in "abc"] == [2, 1, 0]
    assert recorder.counts.met(None).answers == {("cards.create_payment", 201): 3}


def test_all_logs_together_are_bounded_and_the_quietest_goes_first(monkeypatch):
    monkeypatch.setattr(memory_log, "MOST_BYTES", 10 * (LONGEST_BODY + 3_000))
    recorder = Recorder(MemoryLog(1000))
    for name in ("quiet", "old", "old", "quiet"):
        tell(recorder, request(sandbox=name))
    for _ in range(100):
        tell(recorder, request(b"a" * 100_000, sandbox="busy"))
    assert recorder.kept("quiet") == ([], 2)
    assert recorder.kept("old") == ([], 2)
    busy = recorder.kept("busy")
    assert 9 <= len(busy.exchanges) <= 10
    assert len(busy.exchanges) + busy.forgotten == 100
    exchanges, bytes_ = recorder.log_size()
    assert (recorder.counts.sandboxes(), exchanges) == (3, len(busy.exchanges))
    assert bytes_ <= 10 * (LONGEST_BODY + 3_000)


def test_as_many_sandboxes_as_may_be_are_remembered(monkeypatch):
    monkeypatch.setattr(counts, "MOST_SANDBOXES", 3)
    recorder = Recorder(MemoryLog(10))
    for name in ("a", "b", "a", "c", "d"):
        tell(recorder, request(sandbox=name))
    assert [recorder.counts.met(name).answers != {} for name in "abcd"] == [True, False, True, True]
    assert recorder.counts.met(None).answers == {("cards.create_payment", 201): 5}
    assert recorder.counts.sandboxes() == 3


def test_a_sandbox_that_is_forgotten_begins_again():
    recorder = Recorder(MemoryLog(2))
    for _ in range(3):
        tell(recorder, rules="default/a")
    recorder.forget("shop")
    assert recorder.kept("shop") == ([], 0)
    assert recorder.counts.met("shop") == ({}, {})
    assert (recorder.counts.sandboxes(), recorder.log_size()) == (1, (0, 0))
    assert recorder.counts.met(None) == ({("cards.create_payment", 201): 3}, {"default/a": 3})
    tell(recorder)
    assert [each.number for each in recorder.kept("shop").exchanges] == [1]


def test_what_the_server_has_met_begins_again_and_its_metrics_count_on():
    recorder = Recorder(MemoryLog(10))
    tell(recorder, rules="default/a, default/b")
    recorder.counts.forget(None)
    assert recorder.counts.met(None) == ({("cards.create_payment", 201): 0}, {})
    assert recorder.counts.met("shop").rules == {"default/a": 1, "default/b": 1}
    tell(recorder, rules="default/b")
    assert recorder.counts.met(None) == ({("cards.create_payment", 201): 1}, {"default/b": 1})
    assert recorder.counts.totals()["cards.create_payment", 201][0] == 2


@pytest.mark.parametrize("kind", [RESET, TIMEOUT])
def test_an_answer_that_nobody_got_is_met_by_nobody(kind):
    recorder = Recorder(MemoryLog(10))
    tell(recorder, wire=TransportFault(0, kind))
    assert recorder.counts.met("shop").answers == {("cards.create_payment", LOST): 1}
    assert recorder.kept("shop").exchanges[0].status == 201


def test_a_refused_request_is_told_by_the_clock_that_was_seen_last():
    recorder = Recorder(MemoryLog(10))
    tell(recorder)
    tell(recorder, status=400, clock=None)
    assert [each.at_ms for each in recorder.kept("shop").exchanges] == [NOON_MS, NOON_MS]
    tell(recorder, clock=ClockSetting(offset_ms=DAY_MS))
    before_ms = system_now_ms()
    tell(recorder, status=400, clock=None)
    at_ms = recorder.kept("shop").exchanges[-1].at_ms
    assert before_ms + DAY_MS <= at_ms <= system_now_ms() + DAY_MS


def test_the_first_request_of_a_sandbox_is_told_by_the_machines_clock_when_it_is_refused():
    recorder = Recorder(MemoryLog(10))
    before_ms = system_now_ms()
    tell(recorder, status=400, clock=None)
    assert before_ms <= recorder.kept("shop").exchanges[0].at_ms <= system_now_ms()


def test_metrics_are_what_was_counted():
    recorder = Recorder(MemoryLog(10))
    for status in (201, 201, 400):
        tell(recorder, status=status)
    tell(recorder, of=None, status=404)
    tell(recorder, wire=TransportFault(0, RESET))
    text = Metrics(recorder).text()
    samples = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }
    answers = "paydrill_answers_total"
    assert samples[answers, "cards.create_payment", "201"] == 2
    assert samples[answers, "cards.create_payment", "400"] == 1
    assert samples[answers, "cards.create_payment", "none"] == 1
    assert samples[answers, "none", "404"] == 1
    durations = "paydrill_request_duration_seconds"
    assert samples[f"{durations}_count", "cards.create_payment", "201"] == 2
    assert samples[f"{durations}_sum", "cards.create_payment", "201"] < 60
    assert samples["paydrill_sandboxes",] == 1
    assert samples["paydrill_request_log_exchanges",] == 5
    assert 5 * 2_000 < samples["paydrill_request_log_bytes",] < 5 * 3_000
