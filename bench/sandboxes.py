"""What a new sandbox and a page of their list cost, with few there and with as many as may be."""

from collections.abc import Callable

from bench.servers import PAYDRILL, Server, running

_MANY = 10_000
_SAMPLE = 500


def report() -> None:
    """Measure with few sandboxes, then with the most that are kept, and print the ratios."""
    with running(*PAYDRILL, "--max-sandboxes", str(_MANY)) as server:
        few = _cost_us(server, 0, make), _cost_us(server, 0, list_page)
        for number in range(_SAMPLE, _MANY):
            make(server, number)
        many = _cost_us(server, _MANY, make), _cost_us(server, _MANY, list_page)
    print(f"\nSandboxes, with {_SAMPLE:,} there and with {_MANY:,}, where a new one ends another")
    for what, first, last in zip(("a new one", "a page of 20"), few, many, strict=True):
        print(f"  {what:<20}{first:>9.0f} us CPU{last:>9.0f} us CPU{last / first:>9.2f} x")


def make(server: Server, number: int) -> None:
    """Use a sandbox for the first time."""
    server.ask("POST", f"/~bench-{number:06}/payments", {"value": 10})


def list_page(server: Server, _: int) -> None:
    """Look at the first page of all."""
    server.ask("GET", "/_control/sandboxes?limit=20")


def _cost_us(server: Server, first: int, work: Callable[[Server, int], None]) -> float:
    before_s = server.cpu_s()
    for number in range(first, first + _SAMPLE):
        work(server, number)
    return (server.cpu_s() - before_s) * 1e6 / _SAMPLE
