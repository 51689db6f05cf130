"""What an open console costs payments: `python -m bench.console`.

A process reads the stream of requests as a console does, at every other run.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median

from bench.load import Load, need_wrk, payment, run
from bench.servers import PAYDRILL, Server, running

_CONNECTIONS = 32
_READER = """
import sys
from websockets.sync.client import connect
with connect(sys.argv[1], max_size=None) as socket:
    print(socket.recv(), flush=True)
    for message in socket:
        pass
"""


def report(rounds: int, seconds: int) -> None:
    """Print the rates and the CPU time a request, without a console and with one."""
    print("Payments while a console reads the stream of requests")
    with running(*PAYDRILL) as server:
        request = payment(server)
        run(server, request, _CONNECTIONS, seconds)  # warms up
        without: list[Load] = []
        beside: list[Load] = []
        for _ in range(rounds):
            without.append(run(server, request, _CONNECTIONS, seconds))
            with _console(server):
                run(server, request, _CONNECTIONS, seconds)  # uses up what the stream had saved
                beside.append(run(server, request, _CONNECTIONS, seconds))
    _print("without", without)
    _print("with", beside)
    rates = [b.per_second / w.per_second for w, b in zip(without, beside, strict=True)]
    cpu = [b.cpu_us / w.cpu_us for w, b in zip(without, beside, strict=True)]
    print(f"  rate {median(rates):.3f} of that without, CPU time a request {median(cpu):.3f}")


@contextmanager
def _console(server: Server) -> Iterator[None]:
    """Read the stream in another process."""
    url = server.url.replace("http", "ws") + "/_control/requests/stream?scope=server&after=0"
    command = [sys.executable, "-c", _READER, url]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as reader:
        assert reader.stdout is not None  # noqa: S101 - it is a pipe
        reader.stdout.readline()
        try:
            yield
        finally:
            reader.kill()


def _print(label: str, loads: list[Load]) -> None:
    print(
        f"  {label:<8}{median(each.per_second for each in loads):>9,.0f} /s"
        f"{median(each.cpu_us for each in loads):>8.1f} us CPU"
        f"{median(each.p99_us for each in loads):>9,.0f} us p99",
        flush=True,
    )


if __name__ == "__main__":
    need_wrk()
    report(rounds=8, seconds=5)
