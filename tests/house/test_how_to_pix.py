"""What docs/how-to/pix.md shows is what happens; its commands are run with the README's as well."""

import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from paydrill.payments.lifecycle import CHARGE, RETURN
from paydrill.payments.pix import brcode
from paydrill.sandbox.lifecycle import Moves
from tests.curl import curl
from tests.journeys.pix_charges import UNKNOWN, charged, confirm
from tests.server_process import IN_MEMORY, PATIENCE_S, ROOT, running

PAGE = (ROOT / "docs" / "how-to" / "pix.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
FIELDS = re.findall(r"^\| `([0-9]{2})` \| .* \| `(.*)` \|$", PAGE, re.MULTILINE)
TOLD = re.findall(r"^\| (.*) \| ([0-9]{3}) \| `(.*)` \|$", PAGE, re.MULTILINE)


def printed_by(script: str, url: str) -> str:
    """What a script prints that talks to the server there."""
    done = subprocess.run(
        [sys.executable, "-c", script.replace("localhost:8000", urlsplit(url).netloc)],
        capture_output=True,
        check=True,
        text=True,
        timeout=PATIENCE_S,
    )
    return done.stdout


def test_the_listener_hears_of_the_whole_story():
    texts = [text for language, text in BLOCKS if language == "text"]
    heard = []
    with running(*IN_MEMORY) as server:
        for language, text in BLOCKS:
            if language == "sh":
                for command in text.replace("\\\n", " ").splitlines():
                    assert curl(command, server.url).status_code < 400, command
            elif language == "python":
                heard.append(printed_by(text, server.url))
        for address in re.findall("<http://localhost:8000(.*?)>", PAGE):
            assert httpx.get(server.url + address).status_code == 200
    assert heard == texts


def test_the_bank_is_told_what_the_table_says():
    with running(*IN_MEMORY) as server, httpx.Client(base_url=server.url) as api:
        ids = {name: charged(api)["bank_payment_id"] for name in ("paid", "removed", "open")}
        confirm(api, ids["paid"])
        api.patch("/payments/pix/2", json={"status": "removed"})
        answers = {
            "another value than the charge's": confirm(api, ids["open"], 1),
            "a charge that is paid already": confirm(api, ids["paid"]),
            "one that was withdrawn": confirm(api, ids["removed"]),
            "one that nobody knows": confirm(api, UNKNOWN),
        }
        api.post("/_control/clock/advance", json={"by": "30m"})
        answers["one that has expired"] = confirm(api, ids["open"])
    told = {case: (str(it.status_code), it.json()["message"]) for case, it in answers.items()}
    assert told == {case: (status, message) for case, status, message in TOLD}


def test_the_rule_has_the_payers_bank_take_its_time_and_refuse(tmp_path: Path):
    [rule] = [text for language, text in BLOCKS if language == "yaml"]
    scenario = tmp_path / "slow-bank.yaml"
    scenario.write_text(f"scenario: 1\nname: slow-bank\nrules:\n{rule}", encoding="utf-8")
    with (
        running(*IN_MEMORY, "--scenario", str(scenario)) as server,
        httpx.Client(base_url=server.url) as api,
    ):
        confirm(api, charged(api)["bank_payment_id"])
        assert api.post("/payments/pix/1/refund").json()["status"] == "returning"
        assert api.post("/payments/pix/1/refund").status_code == 400
        api.post("/_control/clock/advance", json={"by": "15m"})
        charge = api.get("/payments/pix/1", headers={"Accept": "application/json"}).json()
    assert [each["status"] for each in charge["returns"]] == ["refused"]
    assert charge["amount_returned"] == 0


def test_the_parts_are_those_of_the_code_that_is_printed():
    printed = re.search('"br_code":"(.*?)"', PAGE)
    assert printed
    assert brcode.is_valid(printed[1])
    assert brcode.fields(printed[1]) == dict(FIELDS)


@pytest.mark.parametrize(("of", "moves"), [("charge", CHARGE), ("return", RETURN)])
def test_a_status_leads_where_the_table_says(of: str, moves: Moves):
    table = PAGE.split(f"| status of a {of} | then |\n|---|---|\n")[1].split("\n\n")[0]
    rows = {row.split("|")[1].strip(" `"): row.split("|")[2] for row in table.splitlines()}
    assert {
        (before, after) for before, then in rows.items() for after in re.findall("`(.*?)`", then)
    } == {(before, after) for before, after in moves.all if before is not None}
    assert rows.keys() == moves.statuses
