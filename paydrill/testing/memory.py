"""Remember what a server has given out in a run of tests: ids, cursors and refunds."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import uuid4  # noqa: TID251 - not a payment's id; nothing a server does depends on it

EVERYDAY = 1000
MADE_UP_ONE_IN = 4  # some made-up ids are sent as they are
LONGEST_KEY = 255

_TOGETHER = {
    "token": ("token", "customer_id"),
    "transaction_id": ("transaction_id",),
    "payment_id": ("payment_id",),
    "id": ("id",),
    "bank_payment_id": ("bank_payment_id", "value"),
    "file_name": ("file_name",),
    "batch_id": ("batch_id",),
    "mandate_id": ("mandate_id",),
}
"""The values a server gives out, by parameter name, with the values to send along with each."""


class Memory:
    """Remember what the server gave out, and make idempotency keys."""

    def __init__(self) -> None:
        self._given: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
        self._open: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
        self._cursors: dict[str, str] = {}
        # New in every run: a server refuses a key that an earlier run sent with another request.
        self._run = uuid4().hex[:12]
        self._keys = count(1)
        self._turns = count(1)
        self._refunded: defaultdict[Any, Decimal] = defaultdict(Decimal)
        self._stored: dict[str, dict[str, Any]] = {}

    def learn(self, answer: dict[str, Any]) -> None:
        """Remember the ids in a response, and in the records it lists."""
        for batch in answer.get("batches", ()):
            self.learn(batch)
        answer = answer.get("payment", answer)
        sent_as = dict(answer)
        if "qr_code" in answer:
            sent_as["file_name"] = f"{answer['qr_code']}.png"
        for name, together in _TOGETHER.items():
            known = {each: sent_as[each] for each in together if sent_as.get(each) is not None}
            if len(known) == len(together) and known not in self._given[name]:
                self._given[name].append(known)
            if known in self._open[name]:
                self._open[name].remove(known)
            if known and answer.get("status") == "authorized":
                self._open[name].append(known)

    def known(self, sent: Mapping[str, Any], *, still_open: bool = False) -> dict[str, Any]:
        """Replace made-up ids in `sent`, most of the time, by ids that were given out.

        `still_open` asks for payments that were authorized and neither captured nor voided since.
        """
        made = dict(sent)
        for name in sent.keys() & _TOGETHER.keys():
            if sent[name] is None:  # counts as left out
                continue
            given = (still_open and self._open[name]) or self._given[name]
            here = [{each: known[each] for each in known if each in sent} for known in given]
            turn = next(self._turns)
            if here and turn % MADE_UP_ONE_IN and not any(k.items() <= sent.items() for k in here):
                made |= here[turn % len(here)]
        return made

    def store(self, answer: dict[str, Any], cards: Iterable[str]) -> None:
        """Remember the mandate of a payment with its token, or with its card, one of `cards`."""
        if "mandate_id" not in answer:
            return
        names = ("token", "customer_id")
        card: dict[str, Any] = {name: answer[name] for name in names if name in answer}
        for number in cards:
            if number[-4:] == answer.get("card_number", "")[-4:]:
                card = {"card_number": number}
        if card:
            self._stored[answer["mandate_id"]] = card

    def by_mandate(self, body: dict[str, Any]) -> dict[str, Any]:
        """Pay by a mandate that was given out, with its card; as the customer where there is none.

        A body that names no mandate and has the customer pay is left as it is.
        """
        is_merchants = body.get("initiated_by") == "merchant"
        if body.get("mandate_id") is None and not is_merchants:
            return body
        fitting = [id_ for id_, card in self._stored.items() if card.keys() <= body.keys()]
        if not fitting:
            return {name: body[name] for name in body.keys() - {"mandate_id", "initiated_by"}}
        id_ = fitting[next(self._turns) % len(fitting)]
        of_mandate = {"mandate_id": id_, "store_card": False}
        if "card_number" in body:
            of_mandate["network_transaction_id"] = None
        return body | self._stored[id_] | of_mandate

    def turn_page(self, path: str, answer: dict[str, Any]) -> None:
        """Remember where the next page of a list begins."""
        if answer.get("next_cursor") is not None:
            self._cursors[path] = answer["next_cursor"]

    def on_a_page(self, path: str, query: Mapping[str, Any]) -> dict[str, Any]:
        """Replace the cursor in a query by a cursor of that list, or drop it if there is none."""
        known = {"cursor": self._cursors[path]} if path in self._cursors else {}
        return {name: value for name, value in query.items() if name != "cursor"} | known

    def everyday(self, body: dict[str, Any]) -> dict[str, Any]:
        """Make every second payment a small authorization: most made-up amounts go to review."""
        if not body.keys() & {"token", "card_number"} or "amount" not in body:
            return body
        if next(self._turns) % 2:
            return body
        return body | {"amount": min(body["amount"], EVERYDAY), "capture": False}

    def refund(self, answer: dict[str, Any]) -> None:
        """Add a refund to the sum of its payment."""
        payment = answer.get("original_transaction_id", answer.get("payment_id"))
        if answer.get("refund_status", answer["status"]) == "success":
            self._refunded[payment] += Decimal(str(answer["amount"]))

    def refunded(self, answer: dict[str, Any]) -> Decimal:
        """Sum up the refunds so far of the payment in a response."""
        return self._refunded[answer.get("transaction_id", answer.get("payment_id"))]

    def fresh(self, key: str) -> str:
        """Make the key a new one: a key used before, with another request, is refused."""
        mark = f"-{self._run}-{next(self._keys)}"
        return key[: LONGEST_KEY - len(mark)] + mark
