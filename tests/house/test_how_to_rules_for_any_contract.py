"""docs/how-to/rules-for-any-contract.md: its table decides, its mistakes are told as shown."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from paydrill.app import build
from paydrill.cli import paydrill
from paydrill.openapi.sources import Source
from paydrill.settings import Settings
from tests.in_process import Answered, InProcess, as_json
from tests.server_process import ROOT

PAGE = (ROOT / "docs/how-to/rules-for-any-contract.md").read_text(encoding="utf-8")
_FILE = r"<!-- {} -->\n```yaml\n(.*?)^```$"
_TOLD = r"\n\n```text\n(.*?)^```$"


def printed(name: str, more: str = "") -> re.Match[str]:
    found = re.search(_FILE.format(name) + more, PAGE, re.DOTALL | re.MULTILINE)
    assert found is not None
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("pay.yaml", "magic-values.yaml"):
        (tmp_path / name).write_text(printed(name)[1], encoding="utf-8")
    return tmp_path


def check(folder: Path, scenario: str) -> str:
    files = [str(folder / name) for name in ("pay.yaml", scenario)]
    return CliRunner().invoke(paydrill, ["check", *files]).output


def test_the_table_is_well_and_its_examples_hold(folder: Path):
    assert "1 scenario checked: all is well" in check(folder, "magic-values.yaml")


def test_the_changes_are_those_of_the_gallery(tmp_path: Path):
    (tmp_path / "changes.yaml").write_text(printed("changes")[1], encoding="utf-8")
    files = [str(ROOT / "gallery" / "holders.yaml"), str(tmp_path / "changes.yaml")]
    assert (
        "1 scenario checked: all is well" in CliRunner().invoke(paydrill, ["check", *files]).output
    )


def test_its_mistakes_are_told_as_it_shows(folder: Path):
    text, told = printed("refused", _TOLD).groups()
    (folder / "typos.yaml").write_text(text, encoding="utf-8")
    assert told in check(folder, "typos.yaml").replace(f"{folder}/", "")


@pytest.fixture
def server(folder: Path):
    source = Source(str(folder / "pay.yaml"))
    scenario = str(folder / "magic-values.yaml")
    settings = Settings(store="memory:", contracts=(), sources=(source,), scenario=scenario)
    served = InProcess(build(settings).application)
    served.ask(as_json("PUT", "/_control/clock", {"now": "2026-01-27T21:59:30Z", "frozen": True}))
    yield served
    served.close()


def test_the_table_decides_what_is_answered(server: InProcess):
    def pay(customer: str = "cus_1", value: str = "5.00", **fields: str) -> Answered:
        headers = {"X_Case": fields.pop("case")} if "case" in fields else {}
        body = {"amount": {"value": value, "currency": "EUR"}, "holder": "Ada"} | fields
        return server.ask(as_json("POST", f"/customers/{customer}/payments", body, **headers))

    def code(told: Answered) -> tuple[int, str]:
        return told.status, told.json().get("code")

    assert pay().status == 201
    assert code(pay(value="10000.00")) == (402, "insufficient_funds")
    assert code(pay(holder="STOLEN CARD")) == (402, "stolen_card")
    reviewed = {"status": "in_review", "holder": "REVIEW me"}
    assert pay(holder="REVIEW me").json().items() >= reviewed.items()
    assert pay("cus_poor_7").json()["message"] == "Not this time"
    assert pay(case="down").headers["retry-after"] == "2"
    assert [pay(case="third").status for _ in range(3)] == [201, 201, 402]
    server.ask(as_json("POST", "/_control/clock/advance", {"by": "30s"}))
    assert code(pay()) == (402, "declined")
