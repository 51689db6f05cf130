"""A tester edits a scenario and saves it: the next request obeys, or is told what is wrong."""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.server_process import IN_MEMORY, running

RULE = """\
  - id: mine
    when: {amount: 42.42}
    then: {declined: %s}
"""
HEAD = "scenario: 1\nname: mine\n"
PATIENCE_S = 30


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "mine.yaml").write_text(f"{HEAD}rules:\n{RULE % 'do_not_honor'}")
    return tmp_path


@pytest.fixture
def api(folder: Path) -> Iterator[httpx.Client]:
    options = ("--scenarios", str(folder), "--scenario", "mine")
    with running(*IN_MEMORY, *options) as server, httpx.Client(base_url=server.url) as client:
        yield client


def save(file: Path, text: str) -> None:
    """As editors do: a new file takes the place of the old one."""
    draft = file.with_suffix(".tmp")
    draft.write_text(text)
    os.replace(draft, file)  # noqa: PTH105 - by the name of what editors call


def decline_code(api: httpx.Client) -> str | None:
    body = {
        "card_number": "4111111111111111",
        "amount": 42.42,
        "currency": "USD",
        "customer_name": "Ada",
    }
    code: str | None = api.post("/payment", json=body).json().get("decline_code")
    return code


def problems(api: httpx.Client, name: str = "mine") -> list[dict[str, Any]]:
    listed = api.get("/_control/scenarios").json()["scenarios"]
    return [problem for each in listed if each["name"] == name for problem in each["problems"]]


def until(happened: Callable[[], Any]) -> Any:
    """Ask until it has happened: a save takes effect by itself, and soon."""
    deadline = time.monotonic() + PATIENCE_S
    while not (found := happened()):
        assert time.monotonic() < deadline, "it has not happened"
    return found


def test_a_saved_rule_is_obeyed_and_a_typo_leaves_the_old_rules_in_force(
    api: httpx.Client, folder: Path
):
    assert decline_code(api) == "do_not_honor"
    save(folder / "mine.yaml", f"{HEAD}rules:\n{RULE % 'stolen_card'}")
    until(lambda: decline_code(api) == "stolen_card")

    save(folder / "mine.yaml", f"{HEAD}rules:\n{RULE % 'stolen_crad'}")
    [problem] = until(lambda: problems(api))
    assert (problem["line"], problem["column"]) == (6, 22)
    assert "stolen_card" in problem["message"]
    assert decline_code(api) == "stolen_card"

    save(folder / "mine.yaml", f"{HEAD}rules:\n{RULE % 'lost_card'}")
    until(lambda: decline_code(api) == "lost_card")
    assert problems(api) == []


def test_an_included_file_counts_as_well_also_one_that_was_not_there_before(
    api: httpx.Client, folder: Path
):
    save(folder / "mine.yaml", f"{HEAD}include: [sub/more.yaml]\n")
    until(lambda: problems(api))
    (folder / "sub").mkdir()
    (folder / "sub" / "more.yaml").write_text(
        f"scenario: 1\nname: more\nrules:\n{RULE % 'lost_card'}"
    )
    (folder / "mine.yaml").touch()
    until(lambda: decline_code(api) == "lost_card")
    (folder / "sub" / "more.yaml").write_text(
        f"scenario: 1\nname: more\nrules:\n{RULE % 'stolen_card'}"
    )
    until(lambda: decline_code(api) == "stolen_card")


def test_a_new_file_can_be_chosen_without_a_restart(api: httpx.Client, folder: Path):
    choice = {"name": "other"}
    assert api.put("/_control/scenarios/active", json=choice).status_code == 404
    save(folder / "other.yaml", f"scenario: 1\nname: other\nrules:\n{RULE % 'lost_card'}")
    until(lambda: api.put("/_control/scenarios/active", json=choice).status_code == 200)
    assert decline_code(api) == "lost_card"


def test_a_file_that_is_gone_is_told_and_its_rules_hold(api: httpx.Client, folder: Path):
    (folder / "mine.yaml").unlink()
    until(lambda: problems(api))
    assert decline_code(api) == "do_not_honor"


def test_a_scenario_of_a_sandbox_follows_the_files_it_includes(api: httpx.Client, folder: Path):
    text = "scenario: 1\nname: own\ninclude: [mine.yaml]\n"
    put = api.put("/_control/scenarios/own", json={"source": text}).json()
    assert (put["belongs_to"], put["rules"]) == ("sandbox", 1)
    api.put("/_control/scenarios/active", json={"name": "own"})
    save(folder / "mine.yaml", f"{HEAD}rules:\n{RULE % 'stolen_card'}")
    until(lambda: decline_code(api) == "stolen_card")
    save(folder / "mine.yaml", f"{HEAD}rules:\n{RULE % 'stolen_crad'}")
    [problem] = until(lambda: problems(api, "own"))
    assert (problem["line"], problem["column"]) == (6, 22)
    assert decline_code(api) == "stolen_card"


def test_a_draft_with_a_name_of_its_own_does_no_harm(api: httpx.Client, folder: Path):
    (folder / "My draft (2).yaml").write_text("scenario: 1\n")
    [problem] = until(lambda: problems(api, "my-draft-2"))
    assert "missing key 'name'" in problem["message"]


def reload(api: httpx.Client) -> dict[str, Any]:
    """What is in force, once everything that was saved is."""
    answer = api.post("/_control/scenarios/reload")
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def test_after_a_reload_the_very_next_request_obeys(api: httpx.Client, folder: Path):
    for code in ("stolen_card", "lost_card", "do_not_honor", "pickup_card", "fraudulent") * 4:
        save(folder / "mine.yaml", f"{HEAD}rules:\n{RULE % code}")
        assert reload(api)["valid"]
        assert decline_code(api) == code


def test_a_reload_tells_of_every_file_what_is_in_force_and_what_is_wrong(
    api: httpx.Client, folder: Path
):
    before = reload(api)
    assert [each["name"] for each in before["scenarios"]] == ["mine"]
    assert reload(api) == before  # there was nothing to read
    save(folder / "mine.yaml", f"{HEAD}rules:\n{RULE % 'stolen_crad'}")
    save(folder / "other.yaml", f"scenario: 1\nname: other\nrules:\n{RULE % 'lost_card'}")
    found = reload(api)
    assert not found["valid"]
    mine, other = found["scenarios"]
    [problem] = mine.pop("problems")
    assert (problem["line"], problem["column"]) == (6, 22)
    assert "did you mean 'stolen_card'?" in problem["message"]
    assert mine | {"problems": []} == before["scenarios"][0]
    assert (other["file"], other["rules"], other["problems"]) == (
        *(str(folder / "other.yaml"), 1),
        [],
    )
    assert decline_code(api) == "do_not_honor"
    (folder / "mine.yaml").unlink()
    mine = reload(api)["scenarios"][0]
    message = f"{folder / 'mine.yaml'} is gone; still using what was read at 2"
    assert mine["problems"][0]["message"].startswith(message)
    assert decline_code(api) == "do_not_honor"


def test_a_mistake_in_a_scenario_that_is_not_active_is_told_at_start_and_stops_nothing(
    folder: Path,
):
    (folder / "other.yaml").write_text(f"scenario: 1\nname: other\nrules:\n{RULE % 'lost_crad'}")
    options = ("--scenarios", str(folder), "--scenario", "mine")
    with running(*IN_MEMORY, *options) as server, httpx.Client(base_url=server.url) as api:
        until(lambda: "it cannot be used" in server.log())
        log = server.log()
        assert decline_code(api) == "do_not_honor"
        found = api.post("/_control/scenarios/reload").json()
    assert f"{folder / 'other.yaml'}:6:22: unknown decline code 'lost_crad'" in log
    assert "    6 |     then: {declined: lost_crad}\n      |                      ^" in log
    assert "mine.yaml" not in log  # which has no mistake, and was not read again
    assert [each["rules"] for each in found["scenarios"]] == [1, None]
    assert not found["valid"]


@pytest.mark.parametrize(
    ("level", "is_said"), [("info", True), ("warning", True), ("error", False)]
)
def test_the_terminal_says_what_was_read_again(folder: Path, level: str, *, is_said: bool):
    options = ("--scenarios", str(folder), "--scenario", "mine", "--log-level", level)
    with running(*IN_MEMORY, *options) as server, httpx.Client(base_url=server.url) as api:
        save(folder / "mine.yaml", f"{HEAD}rules:\n{RULE % 'stolen_card'}")
        until(lambda: decline_code(api) == "stolen_card")
        reload(api)
        (folder / "mine.yaml").unlink()
        reload(api)
        log = server.log()
    read, gone = (f"read {folder / 'mine.yaml'} again: 1 rule (1 changed)\n", "mine.yaml is gone; ")
    assert (log.count(read), log.count(gone)) == ((1, 1) if is_said else (0, 0))


def test_the_log_tells_a_mistake_once_with_its_line(folder: Path):
    options = ("--scenarios", str(folder), "--scenario", "mine")
    with running(*IN_MEMORY, *options) as server, httpx.Client(base_url=server.url) as api:
        save(folder / "mine.yaml", f"{HEAD}rules:\n{RULE % 'stolen_crad'}")
        until(lambda: problems(api))
        save(folder / "other.yaml", f"scenario: 1\nname: other\nrules:\n{RULE % 'lost_card'}")
        until(lambda: api.get("/_control/scenarios/other").status_code == 200)
        log = server.log()
    assert log.count("its last version stays in use") == 1
    assert "    6 |     then: {declined: stolen_crad}\n      |                      ^" in log
