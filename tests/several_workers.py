"""A server with several workers: which processes they are, and clients that count its answers."""

import os
import signal
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPResponse
from itertools import count, takewhile
from pathlib import Path
from select import select
from ssl import SSLContext
from threading import Condition, Event

import httpx

from tests.server_process import PATIENCE_S, PLAIN, Server

CLIENTS = 8
RENEWAL_S = 2 * PATIENCE_S  # several programs begin meanwhile, perhaps on a busy machine
PAYMENT = {
    "card_number": "4111111111111111",
    "amount": 5,
    "currency": "USD",
    "customer_name": "Ada",
}


class Payers:
    """Clients that pay over connections which they keep, and count what they were answered."""

    def __init__(self, verify: SSLContext = PLAIN, *, are_patient: bool = False) -> None:
        """Nobody has paid; those who are patient ask again where a connection has broken."""
        self.answers: list[httpx.Response] = []
        self.broken = 0
        self._verify = verify
        self._are_patient = are_patient
        self._answered = Condition()
        self._stop = Event()
        self._has_failed = False

    @contextmanager
    def on(self, url: str) -> Iterator[None]:
        """Meanwhile, the clients pay; the first that is not answered 201 fails the test."""
        with ThreadPoolExecutor(CLIENTS) as pool:
            clients = [pool.submit(self._pay, url, number) for number in range(CLIENTS)]
            try:
                yield
            finally:
                self._stop.set()
                for each in clients:
                    each.result()

    def wait_for(self, answers: int) -> None:
        """Wait for so many answers from now on, or until a client has failed."""
        with self._answered:
            enough = len(self.answers) + answers
            came = self._answered.wait_for(
                lambda: len(self.answers) >= enough or self._has_failed, PATIENCE_S
            )
        assert came, "no answers any more"

    def _pay(self, url: str, number: int) -> None:
        with httpx.Client(base_url=url, timeout=PATIENCE_S, verify=self._verify) as client:
            try:
                for each in takewhile(lambda _: not self._stop.is_set(), count()):
                    self._note(self._ask(client, f"{number}-{each}"))
            except BaseException:
                with self._answered:
                    self._has_failed = True
                    self._answered.notify_all()
                raise

    def _note(self, answer: httpx.Response) -> None:
        assert answer.status_code == 201, answer.text
        with self._answered:
            self.answers.append(answer)
            self._answered.notify_all()

    def _ask(self, client: httpx.Client, key: str) -> httpx.Response:
        headers = {"Idempotency-Key": key} if self._are_patient else {}
        while True:
            try:
                return client.post("/payment", json=PAYMENT, headers=headers)
            except httpx.TransportError:
                self.broken += 1
                if not self._are_patient:
                    raise


def made(server: Server) -> int:
    """How many payments the server has made in its default sandbox, one event each."""
    return int(httpx.get(f"{server.url}/_control/sandboxes/default").json()["events"])


def renew(server: Server) -> None:
    """Ask for new workers."""
    server.process.send_signal(signal.SIGHUP)


@contextmanager
def watching(pids: Sequence[int]) -> Iterator["Ends"]:
    """The ends of processes, which may come at any time from now on."""
    opened = [os.pidfd_open(pid) for pid in pids]
    try:
        yield Ends(opened)
    finally:
        for each in opened:
            os.close(each)


class Ends:
    """Processes whose end is waited for."""

    def __init__(self, opened: Sequence[int]) -> None:
        """`opened` are their descriptors."""
        self._opened = opened

    def wait(self) -> None:
        """Wait until all have ended."""
        for each in self._opened:
            assert select([each], [], [], RENEWAL_S)[0], "it is still there"


def process_of(answer: httpx.Response | HTTPResponse) -> str:
    """The part of a request id that tells two workers apart."""
    return str(answer.headers["x-request-id"])[: len("req_01234567")]


def processes_that_answer(server: Server, besides: Collection[str] = ()) -> set[str]:
    """Wait until two workers have answered, and return what tells their request ids apart.

    Those `besides` may answer meanwhile.
    """
    seen: set[str] = set()
    while len(seen) < 2:
        answer = httpx.get(f"{server.url}/health", timeout=PATIENCE_S)
        seen |= {process_of(answer)}.difference(besides)
    return seen


def workers(server: Server) -> list[int]:
    """Process ids of a server's workers."""
    pid = server.process.pid
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return [
        int(child)
        for child in children
        if b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()
    ]
