"""What large contracts of others cost: to start, in memory, and a request, beside one on ours."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple

from bench.corpus.packages import CACHE, directory, install
from bench.load import Load, Request, payment, run, transaction
from bench.servers import PAYDRILL, Server, running

_GITHUB = "@octokit/openapi@23.0.2"
_REPOSITORY = "/repos/octocat/hello"
_TEST_KEY = "Bearer sk_test_default"
_CONNECTIONS = 32
_STARTS = 3


Writer = Callable[[Server], Request]
"""Writes a request that a server of a contract answers with a success."""


class _Contract(NamedTuple):
    """A contract, a first request that any server answers, and what is sent over and over."""

    name: str
    file: Path
    first: str
    requests: tuple[Writer, ...]


def report(rounds: int, seconds: int) -> None:
    """Print starts with and without the cache, memory, and requests a second by ours."""
    print("\nContracts of others, each served alone")
    print(f"  {'':<26}{'first start s':>15}{'from the cache s':>18}{'RSS MiB':>9}{'file MB':>9}")
    contracts = _contracts()
    for contract in contracts:
        _print_starts(contract)
    print(f"\nTheir requests beside ours, {_CONNECTIONS} connections")
    print(f"  {'':<40}{'req/s':>9}{'x ours':>9}{'x ours by CPU':>15}")
    for contract in contracts:
        _print_requests(contract, rounds, seconds)


def _a_sample(_: Server) -> Request:
    """Write a look at a thing that nobody can make."""
    return Request("GET", "/v1/balance_transactions/txn_1", authorization=_TEST_KEY)


def _made(_: Server) -> Request:
    """Write the creation of a thing, a new one each time."""
    return Request("POST", f"{_REPOSITORY}/issues", '{"title": "It does not start"}')


def _shown(server: Server) -> Request:
    """Write a look at a thing that was made."""
    made = _made(server)
    number = server.ask(made.method, made.path, json.loads(made.body))["number"]
    return Request("GET", f"{_REPOSITORY}/issues/{number}")


def _contracts() -> list[_Contract]:
    folder = CACHE / "github"
    install(folder, (_GITHUB,))
    github = folder / "node_modules/@octokit/openapi/generated/api.github.com.json"
    return [
        _Contract(
            "Stripe",
            directory() / "stripe.com.json",
            "/_control/health",
            (_a_sample,),
        ),
        _Contract(
            "GitHub",
            github,
            "/_control/health",
            (_shown, _made),
        ),
    ]


def _print_starts(contract: _Contract) -> None:
    first, cached, memory = [], [], 0.0
    for _ in range(_STARTS):
        with TemporaryDirectory() as cache:
            with _serving(contract, cache) as server:
                first.append(server.first_answer_s)
                memory = max(memory, server.rss_mib())
            with _serving(contract, cache) as server:
                cached.append(server.first_answer_s)
    size = contract.file.stat().st_size / 1e6
    print(
        f"  {contract.name:<26}{median(first):>15.2f}{median(cached):>18.2f}"
        f"{memory:>9.0f}{size:>9.1f}"
    )


def _serving(contract: _Contract, cache: str) -> AbstractContextManager[Server]:
    command = ("server.py", str(contract.file), "--store", "memory:")
    return running(*command, first=contract.first, PAYDRILL_CACHE=cache)


def _print_requests(contract: _Contract, rounds: int, seconds: int) -> None:
    """Round after round, theirs and ours in turn, with the same credentials."""
    with (
        TemporaryDirectory() as cache,
        _serving(contract, cache) as theirs,
        running(*PAYDRILL) as ours,
    ):
        for request in (write(theirs) for write in contract.requests):
            same = payment(ours) if request.method == "POST" else transaction(ours)
            same = same._replace(authorization=request.authorization)
            loads = [
                (_load(theirs, request, seconds), _load(ours, same, seconds)) for _ in range(rounds)
            ]
            per_second = median(other.per_second for other, _ in loads)
            by_cpu = median(own.cpu_us / other.cpu_us for other, own in loads)
            ratio = median(other.per_second / own.per_second for other, own in loads)
            print(
                f"  {contract.name} {request.method} {request.path:<30}"
                f"{per_second:>9,.0f}{ratio:>9.2f}{by_cpu:>15.2f}"
            )


def _load(server: Server, request: Request, seconds: int) -> Load:
    return run(server, request, _CONNECTIONS, seconds)
