"""The lives of a server that is killed again and again, and what is true after each death."""

import subprocess
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from threading import Timer
from typing import Any

from tests.crash.buyers import CHALLENGED, DISPUTED, PART, PRICE, Buyer, SandboxClient
from tests.server_process import COMMAND, Server, environment, running

BUYERS, SANDBOXES = 8, 4
EVENTFUL = f"""
scenario: 1
name: eventful
settlement: {{t_plus: 0, payouts: [{{paid: true}}]}}
rules:
  - id: disputed
    when: {{operation: acquirer.authorize_payment, amount: {DISPUTED}}}
    then: {{later: [{{after: 30ms, disputed: fraudulent}}, {{after: 90ms, dispute: won}}]}}
  - id: challenged
    when: {{operation: acquirer.authorize_payment, amount: {CHALLENGED}}}
    then: {{challenge: required, later: [{{after: 50ms, challenge: authenticated}}]}}
  - id: refund-fails
    when: {{operation: acquirer.refund_payment}}
    then: {{later: [{{after: 40ms, failed: unknown}}]}}
"""
"""Batches are paid out on the same working day; disputes, challenges and refunds go on by rule."""
_LONGEST_START_S = 0.8
_LONGEST_LIFE_S = 0.5
_STILLBORN = 0.2


class Life:
    """What was bought while the server lived once, each life in sandboxes of its own."""

    def __init__(self, number: int, random: Random) -> None:
        """Nobody has bought anything."""
        self.sandboxes = [f"life-{number}-{each}" for each in range(SANDBOXES)]
        self.buyers = [
            Buyer(self.sandboxes[each % SANDBOXES], f"buyer-{each}", Random(random.random()))
            for each in range(BUYERS)
        ]

    @property
    def answered(self) -> int:
        """How many requests had an answer."""
        return sum(len(buyer.answers) for buyer in self.buyers)

    def live(self, server: Server, life_s: float) -> None:
        """Buy, all at once, until the server is killed."""
        death = Timer(life_s, server.process.kill)
        death.start()
        with ThreadPoolExecutor(BUYERS) as pool:
            list(pool.map(lambda buyer: buyer.buy(server.url), self.buyers))
        death.join()
        server.process.wait()

    def ask_again(self, url: str) -> None:
        """Everything that was answered is answered the same, and nothing is done twice."""
        with ThreadPoolExecutor(BUYERS) as pool:
            list(pool.map(lambda buyer: buyer.ask_again(url), self.buyers))
        self.prove(url)

    def prove(self, url: str) -> None:
        """What is there is what was answered, no more and no less, and it adds up."""
        for sandbox in self.sandboxes:
            refunds = Counter[str]()
            for buyer in self.buyers:
                refunds.update(buyer.refunds if buyer.sandbox == sandbox else {})
            line = SandboxClient(url, sandbox)
            line.send("POST", "/_control/clock/advance", {"by": "1s"})
            assert {each["transaction_id"] for each in _listed(line)} == refunds.keys()
            figures = {each["currency"]: each for each in _invariants(line)["figures"]}
            if refunds:
                assert figures["USD"]["captured"] == len(refunds) * PRICE
                assert figures["USD"]["refunded"] == refunds.total() * PART
            self._prove_euros(line, sandbox, figures.get("EUR", {}))
            closed = {
                id_ for each in self.buyers if each.sandbox == sandbox for id_ in each.batches
            }
            paid_out = {each["batch_id"]: each["payout"] for each in _settled(line)}
            assert closed <= paid_out.keys()
            amounts = {each["batch_id"]: each["amount"] for each in _paid_out(line)}
            assert amounts == {id_: amount for id_, amount in paid_out.items() if amount}
            line.close()

    def _prove_euros(self, line: SandboxClient, sandbox: str, figures: dict[str, Any]) -> None:
        """What the scenario had planned for each payment has happened, once."""
        prices = {
            id_: price
            for each in self.buyers
            if each.sandbox == sandbox
            for id_, price in each.in_euros.items()
        }
        for id_ in prices:
            shown = line.send("GET", f"/status/{id_}")[0]
            assert (shown["status"], shown["amount_refunded"]) == ("captured", 0)
        disputes = {each["payment_id"]: each["status"] for each in _disputed(line)}
        assert disputes == {id_: "won" for id_, price in prices.items() if price == DISPUTED}
        if prices:
            won = sum(price for price in prices.values() if price == DISPUTED)
            assert figures["captured"] == sum(prices.values())
            assert figures["disputes_withdrawn"] == figures["disputes_won_back"] == won
            assert (figures["refunded"], figures["disputes_open"]) == (0, 0)


def eventful(folder: Path) -> tuple[str, ...]:
    """Options for a scenario in which something happens to payments after they were made."""
    file = folder / "eventful.yaml"
    file.write_text(EVENTFUL, encoding="utf-8")
    return ("--scenario", str(file))


def kill_again_and_again(options: tuple[str, ...], kills: int, seed: int) -> int:
    """Kill a server with these options so often; returns how many answers had to last.

    Raises `AssertionError` when one did not, or when something happened by half.
    """
    random, lives = Random(seed), []
    for number in range(kills):
        if random.random() < _STILLBORN:
            _kill_at_start(options, random.uniform(0, _LONGEST_START_S))
            continue
        with running(*options, afresh=True) as server:
            if lives:
                lives[-1].ask_again(server.url)
            lives.append(Life(number, random))
            lives[-1].live(server, random.uniform(0, _LONGEST_LIFE_S))
    with running(*options, afresh=True) as server:
        lives[-1].ask_again(server.url)
        for life in lives:
            life.prove(server.url)
    return sum(life.answered for life in lives)


def _kill_at_start(options: tuple[str, ...], after_s: float) -> None:
    with subprocess.Popen(
        [*COMMAND, *options], env=environment(None), stdout=subprocess.DEVNULL
    ) as process:
        try:
            process.wait(after_s)
        except subprocess.TimeoutExpired:
            process.kill()


def _invariants(line: SandboxClient) -> dict[str, Any]:
    answer, _ = line.send("GET", "/_control/invariants")
    assert isinstance(answer, dict)
    return answer


def _listed(line: SandboxClient) -> Iterator[dict[str, Any]]:
    return _pages(line, "/api/v1/transactions", "transactions")


def _settled(line: SandboxClient) -> Iterator[dict[str, Any]]:
    return _pages(line, "/settlements", "batches")


def _paid_out(line: SandboxClient) -> Iterator[dict[str, Any]]:
    return _pages(line, "/payouts", "payouts")


def _disputed(line: SandboxClient) -> Iterator[dict[str, Any]]:
    return _pages(line, "/disputes", "disputes")


def _pages(line: SandboxClient, path: str, of: str) -> Iterator[dict[str, Any]]:
    cursor = ""
    while True:
        page, _ = line.send("GET", f"{path}?limit=100{cursor}")
        yield from page[of]
        if not page["next_cursor"]:
            return
        cursor = f"&cursor={page['next_cursor']}"
