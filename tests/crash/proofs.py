"""What is true of a sandbox after a kill: what was answered is there, and it adds up."""

import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from queue import Empty
from typing import Any

from tests.crash.buyers import DISPUTED, PART, PRICE, THINGS, Buyer, SandboxClient
from tests.receiver import Received, Receiver

_EVENTS = 1000
_PATIENCE_S = 60
_SOON = timedelta(seconds=1)


class Letters:
    """The webhooks that a receiver was sent: which events, of which sandboxes."""

    def __init__(self, receiver: Receiver) -> None:
        """None has been looked at."""
        self._receiver = receiver
        self._come: set[tuple[str, int]] = set()

    def address(self, sandbox: str) -> str:
        """Where a sandbox sends its webhooks."""
        return f"{self._receiver.url}/{sandbox}"

    @property
    def come(self) -> int:
        """How many events were looked at."""
        return len(self._come)

    def have_come(self, line: SandboxClient, sandbox: str) -> None:
        """Every event about money was sent, before the server was killed or after."""
        wanted = {(f"/{sandbox}", number) for number in _events_about_money(line)}
        patience_ends = time.monotonic() + _PATIENCE_S
        while missing := wanted - self._come:
            assert time.monotonic() < patience_ends, f"{len(missing)} not sent, as {min(missing)}"
            with suppress(Empty):
                self._look(self._receiver.next())

    def _look(self, letter: Received) -> None:
        if len(letter.body) == int(letter.headers["content-length"]):  # a kill may cut it short
            self._come.add((letter.path, letter.json()["sequence"]))


def prove(line: SandboxClient, buyers: Sequence[Buyer]) -> None:
    """What is there is what these buyers of one sandbox were answered, no more and no less."""
    while _is_something_due(line):
        pass
    answer, _ = line.send("GET", "/_control/invariants")
    figures = {each["currency"]: each for each in answer["figures"]}
    _prove_dollars(line, buyers, figures.get("USD", {}))
    _prove_euros(line, buyers, figures.get("EUR", {}))
    _prove_pix(line, buyers, figures.get("BRL", {}))
    _prove_things(line, buyers)
    _prove_batches(line, buyers)


def _is_something_due(line: SandboxClient) -> bool:
    """Whether anything but a webhook happens by itself within a second.

    To advance the clock would wait for webhooks, and for what a killed server was sending.
    """
    page, _ = line.send("GET", "/_control/clock/due?limit=100")
    soon = datetime.fromisoformat(page["now"]) + _SOON
    return any(
        datetime.fromisoformat(each["at"]) < soon and not each["action"].startswith("webhook")
        for each in page["due"]
    )


def _prove_dollars(line: SandboxClient, buyers: Sequence[Buyer], figures: dict[str, Any]) -> None:
    refunds = {id_: times for each in buyers for id_, times in each.refunds.items()}
    listed = line.pages("/api/v1/transactions", "transactions")
    assert {each["transaction_id"] for each in listed} == refunds.keys()
    if refunds:
        assert figures["captured"] == len(refunds) * PRICE
        assert figures["refunded"] == sum(refunds.values()) * PART


def _prove_euros(line: SandboxClient, buyers: Sequence[Buyer], figures: dict[str, Any]) -> None:
    """What the scenario had planned for each payment has happened, once."""
    prices = {id_: price for each in buyers for id_, price in each.in_euros.items()}
    for id_ in prices:
        shown, _ = line.send("GET", f"/status/{id_}")
        assert (shown["status"], shown["amount_refunded"]) == ("captured", 0)
    disputes = {each["payment_id"]: each["status"] for each in line.pages("/disputes", "disputes")}
    assert disputes == {id_: "won" for id_, price in prices.items() if price == DISPUTED}
    if prices:
        won = sum(price for price in prices.values() if price == DISPUTED)
        assert figures["captured"] == sum(prices.values())
        assert figures["disputes_withdrawn"] == figures["disputes_won_back"] == won
        assert (figures["refunded"], figures["disputes_open"]) == (0, 0)


def _prove_pix(line: SandboxClient, buyers: Sequence[Buyer], figures: dict[str, Any]) -> None:
    """The charges are numbered without a gap, and each was paid and given back as it was said."""
    charges = {id_ for each in buyers for id_ in each.charges}
    assert charges == set(range(1, len(charges) + 1))
    paid = {id_: times for each in buyers for id_, times in each.paid.items()}
    for id_ in charges:
        shown, _ = line.send("GET", f"/payments/pix/{id_}")
        back = paid.get(id_, 0) * PART
        assert (shown["paid"], shown["amount_returned"]) == (id_ in paid, back)
    if paid:
        assert figures["pix_paid"] == len(paid) * PRICE
        assert figures["pix_returned"] == sum(paid.values()) * PART


def _prove_things(line: SandboxClient, buyers: Sequence[Buyer]) -> None:
    things = {id_: times for each in buyers for id_, times in each.things.items()}
    listed = line.pages(THINGS, "data", after="nextCursor")
    assert {each["id"] for each in listed} == things.keys()
    for id_, times in things.items():
        found, _ = line.send("GET", f"{THINGS}/{id_}/refunds")
        assert len(found["data"]) == times


def _prove_batches(line: SandboxClient, buyers: Sequence[Buyer]) -> None:
    """All that were closed are there, and each with something to pay out was paid out, once."""
    closed = {id_ for each in buyers for id_ in each.batches}
    payouts = {each["batch_id"]: each["payout"] for each in line.pages("/settlements", "batches")}
    assert closed <= payouts.keys()
    arrived = {each["batch_id"]: each["amount"] for each in line.pages("/payouts", "payouts")}
    assert arrived == {id_: amount for id_, amount in payouts.items() if amount}


def _events_about_money(line: SandboxClient) -> Iterator[int]:
    """The numbers of the events that webhooks tell of; those of things are for who looks."""
    after = 0
    while after is not None:
        page, _ = line.send("GET", f"/_control/events?limit={_EVENTS}&after={after}")
        yield from (each["sequence"] for each in page["events"] if "currency" in each)
        after = page["next_after"] if page["next_after"] < page["last"] else None
