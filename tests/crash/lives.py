"""The lives of a server that is killed again and again, and what is true after each death."""

import logging
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from threading import Timer

from tests.crash.buyers import CHALLENGED, DISPUTED, Buyer, SandboxClient
from tests.crash.proofs import Letters, prove
from tests.receiver import Receiver
from tests.server_process import COMMAND, ROOT, Server, environment, running

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
_TOLD_EVERY = 50

_log = logging.getLogger(__name__)


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

    def live(self, server: Server, life_s: float, letters: Letters) -> None:
        """Have all events sent; then buy, all at once, until the server is killed."""
        for sandbox in self.sandboxes:
            line = SandboxClient(server.url, sandbox)
            line.send("POST", "/_control/webhooks/endpoints", {"url": letters.address(sandbox)})
            line.close()
        death = Timer(life_s, server.process.kill)
        death.start()
        with ThreadPoolExecutor(BUYERS) as pool:
            list(pool.map(lambda buyer: buyer.buy(server.url), self.buyers))
        death.join()
        server.process.wait()

    def ask_again(self, url: str, letters: Letters | None) -> None:
        """Everything that was answered is answered the same, and nothing is done twice."""
        with ThreadPoolExecutor(BUYERS) as pool:
            list(pool.map(lambda buyer: buyer.ask_again(url), self.buyers))
        self.prove(url, letters)

    def prove(self, url: str, letters: Letters | None) -> None:
        """What is there is what was answered, no more and no less, and it adds up.

        What was to be sent has come, where there are letters.
        """
        for sandbox in self.sandboxes:
            line = SandboxClient(url, sandbox)
            prove(line, [each for each in self.buyers if each.sandbox == sandbox])
            if letters is not None:
                letters.have_come(line, sandbox)
            line.close()


def eventful(folder: Path) -> tuple[str, ...]:
    """Options for a scenario in which something happens to payments after they were made.

    The contract of another provider is served as well.
    """
    file = folder / "eventful.yaml"
    file.write_text(EVENTFUL, encoding="utf-8")
    codes = f"codes={ROOT}/gallery/codes.yaml@/codes"
    return ("--scenario", str(file), "--contracts", f"{ROOT}/openapi", codes)


def kill_again_and_again(
    options: tuple[str, ...], kills: int, seed: int, *, is_shared: bool = False
) -> int:
    """Kill a server with these options so often; returns how many answers had to last.

    Webhooks have come at the next start, those of a store that is shared in the end: what one of
    its servers was sending, another one takes over half a minute later. Raises `AssertionError`
    when an answer did not last, or when something happened by half.
    """
    random, lives = Random(seed), []
    with Receiver().listening() as receiver:
        letters = Letters(receiver)
        for number in range(kills):
            if number and number % _TOLD_EVERY == 0:
                _log.info("%d kills", number)
            if random.random() < _STILLBORN:
                _kill_at_start(options, random.uniform(0, _LONGEST_START_S))
                continue
            with running(*options, afresh=True) as server:
                if lives:
                    lives[-1].ask_again(server.url, None if is_shared else letters)
                lives.append(Life(number, random))
                lives[-1].live(server, random.uniform(0, _LONGEST_LIFE_S), letters)
        with running(*options, afresh=True) as server:
            lives[-1].ask_again(server.url, letters)
            for life in lives:
                life.prove(server.url, letters)
    answers = sum(life.answered for life in lives)
    _log.info("%d kills: %d answers and %d webhooks were there", kills, answers, letters.come)
    return answers


def _kill_at_start(options: tuple[str, ...], after_s: float) -> None:
    with subprocess.Popen(
        [*COMMAND, *options], env=environment(None), stdout=subprocess.DEVNULL
    ) as process:
        try:
            process.wait(after_s)
        except subprocess.TimeoutExpired:
            process.kill()
