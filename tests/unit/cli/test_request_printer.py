"""Requests on their way to the terminal, which may be slower than they are."""

import io

from paydrill.cli.request_printer import MOST_AT_ONCE, RequestPrinter
from paydrill.request_log.memory_log import MemoryLog
from paydrill.request_log.recorder import Recorder
from tests.unit.request_log.wire import request, tell


class Gone(io.StringIO):
    """A terminal that was closed."""

    def write(self, _: str) -> int:
        raise OSError


def shown(number: int, stream: io.StringIO) -> Recorder:
    """A recorder, and what a terminal gets of so many requests that come together."""
    recorder = Recorder(MemoryLog(10))
    printer = RequestPrinter(recorder.redaction, stream)
    recorder.show(printer.take)
    for each in range(number):
        tell(recorder, request(path=f"/{each}"))
    printer.start()
    printer.close()
    return recorder


def test_all_lines_are_printed_in_order_and_the_log_has_them_too():
    stream = io.StringIO()
    recorder = shown(12, stream)
    lines = stream.getvalue().splitlines()
    assert [line.split()[3] for line in lines] == [f"/{each}" for each in range(12)]
    assert [each.path for each in recorder.kept("shop").exchanges] == [
        f"/{each}" for each in range(2, 12)
    ]


def test_of_more_than_can_be_read_the_last_are_printed_and_the_others_counted():
    stream = io.StringIO()
    shown(MOST_AT_ONCE + 1_300, stream)
    first, *lines = stream.getvalue().splitlines()
    assert first == "… 1,300 more"
    assert len(lines) == MOST_AT_ONCE
    assert f"/{MOST_AT_ONCE + 1_299}  201" in lines[-1]


def test_secrets_are_removed_before_a_line_is_made():
    stream = io.StringIO()
    recorder = Recorder(MemoryLog(10))
    printer = RequestPrinter(recorder.redaction, stream)
    recorder.show(printer.take)
    tell(recorder, request(path="/cards/4111111111111111"))
    printer.start()
    printer.close()
    assert "4111111111111111" not in stream.getvalue()
    assert "1111" in stream.getvalue()


def test_a_terminal_that_is_gone_stops_no_request():
    recorder = shown(3, Gone())
    tell(recorder, request(path="/later"))
    assert len(recorder.kept("shop").exchanges) == 4
