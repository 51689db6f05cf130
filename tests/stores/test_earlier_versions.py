"""Stores that earlier versions wrote are opened, show what they held, and go on."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from tests.commands.terminal import run
from tests.stores.databases import raw
from tests.stores.writing import FILES, KEY, WRITTEN, Visit, visiting

ENDPOINTS = "/_control/webhooks/endpoints"
TOLD_MORE = ("/_control/scenarios/mine", "/_control/scenarios/active")
"""What has fields that 0.1.0 did not have."""
TOLD_AT_FIRST = ("id", "url", "types", "format", "secrets", "enabled", "created_at")
VERSIONS = sorted(folder.name for folder in WRITTEN.iterdir())


@pytest.fixture(params=VERSIONS)
def written(request: pytest.FixtureRequest) -> Path:
    """The folder of a version."""
    return WRITTEN / str(request.param)


@pytest.fixture(params=[*FILES, "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    """The store that a version wrote to."""
    return str(request.param)


@pytest.fixture
def url(request: pytest.FixtureRequest, written: Path, kind: str, tmp_path: Path) -> str:
    """A copy of what was written."""
    records = written / f"records.{kind}"
    if kind == "postgresql":
        url = str(request.getfixturevalue("new_database"))
        with psycopg.connect(url) as connection:
            connection.execute(records.read_text("utf-8").encode())
        return url
    return f"{FILES[kind]}{shutil.copy(records, tmp_path)}"


@pytest.fixture
def visit(url: str) -> Iterator[Visit]:
    """A server on it."""
    with visiting(url) as opened:
        yield opened


def test_everything_is_there(visit: Visit, written: Path, kind: str):
    answers = json.loads((written / f"{kind}.json").read_text("utf-8"))
    found = visit.answers(list(answers))
    for of in (found, answers):  # later versions tell more of an endpoint
        of[ENDPOINTS] = [
            {name: each[name] for name in TOLD_AT_FIRST}
            for each in json.loads(of[ENDPOINTS])["endpoints"]
        ]
    for path in TOLD_MORE:
        now, then = json.loads(found[path]), json.loads(answers[path])
        found[path], answers[path] = {name: now[name] for name in then}, then
    proof, proof_then = (json.loads(each.pop("/_control/invariants")) for each in (found, answers))
    assert found == answers
    assert set(proof.pop("holds")) >= set(proof_then.pop("holds"))  # later versions prove more
    figures, figures_then = proof.pop("figures"), proof_then.pop("figures")
    assert proof == proof_then
    for each, then in zip(figures, figures_then, strict=True):
        assert each.items() >= then.items()


def test_it_goes_on(visit: Visit, written: Path, kind: str):
    answers = json.loads((written / f"{kind}.json").read_text("utf-8"))
    refund = next(path for path in answers if path.startswith("/status/")).replace(
        "status", "refund"
    )
    again = visit.api.post(refund, json={"amount": 50.25}, headers=KEY)
    assert again.headers["idempotency-replayed"] == "true"
    assert visit.post(refund, {"amount": 10})["amount_refunded"] == 60.25
    assert visit.post("/payments/pix/1/refund", {"value": 7.5})["status"] == "returned"
    visit.post("/_control/clock/advance", {"by": "2h"})
    listed = visit.api.get("/api/v1/transactions").json()["transactions"]
    assert "pending" not in {each["status"] for each in listed}
    assert visit.post("/settlements")["batches"]
    assert visit.api.get("/_control/invariants").is_success
    visit.post("/_control/snapshots/then/restore")
    assert visit.answers(["/api/v1/transactions"]) == {
        "/api/v1/transactions": answers["/api/v1/transactions"]
    }


def test_it_is_copied_without_being_brought_up_to_date(
    url: str, written: Path, kind: str, tmp_path: Path
):
    file, copy = tmp_path / "copy.json", f"tinydb:{tmp_path / 'copy.tinydb'}"
    assert run("export", "--store", url, "--out", file).exit_code == 0
    assert run("restore", file, "--store", copy).exit_code == 0
    if kind == "tinydb":
        records = Path(url.removeprefix("tinydb:"))
        assert records.read_bytes() == (written / "records.tinydb").read_bytes()
    else:
        with raw(url).connect() as connection:
            assert connection.scalar(text("SELECT version_num FROM alembic_version")) == "0002"
    answers = json.loads((written / f"{kind}.json").read_text("utf-8"))
    listed = "/api/v1/transactions"
    with visiting(copy) as opened:
        assert opened.answers([listed]) == {listed: answers[listed]}
