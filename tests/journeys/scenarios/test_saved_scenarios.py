"""A tester edits a scenario in the browser: it is checked, tried, and saved to its file."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.journeys.shopping import authorize, problem, refused
from tests.server_process import IN_MEMORY, Server, running

MINE = """\
scenario: 1
name: mine
rules:
  - id: no
    when: {amount: 42.42}
    then: {declined: do_not_honor}
examples:
  - given: {operation: acquirer.authorize_payment, amount: 42.42}
    expect: {declined: do_not_honor}
"""
OTHER = MINE.replace("name: mine", "name: other")
SCENARIOS = "/_control/scenarios"
VALIDATE = f"{SCENARIOS}/validate"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "mine.yaml").write_text(MINE)
    return tmp_path


@pytest.fixture
def started(folder: Path) -> Iterator[Server]:
    options = ("--scenarios", str(folder), "--scenario", "mine")
    with running(*IN_MEMORY, *options) as server:
        yield server


@pytest.fixture
def api(started: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=started.url) as client:
        yield client


def save(
    api: httpx.Client, source: str, before: str | None = MINE, name: str = "mine"
) -> httpx.Response:
    return api.put(f"{SCENARIOS}/{name}/file", json={"source": source, "before": before})


def files(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def test_what_is_saved_is_in_the_file_and_in_force(api: httpx.Client, folder: Path):
    read = api.get(f"{SCENARIOS}/mine").json()
    assert (read["source"], read["writable"]) == (MINE, True)
    assert Path(read["file"]) == folder / "mine.yaml"
    changed = MINE.replace("do_not_honor", "stolen_card").replace("\n", "\r\n")
    answer = save(api, changed)
    assert answer.json() == {"name": "mine", "file": read["file"], "rules": 1, "problems": []}
    assert (folder / "mine.yaml").read_bytes() == changed.encode()
    assert files(folder) == ["mine.yaml"]
    assert authorize(api, "42.42").json()["decline_code"] == "stolen_card"
    assert save(api, MINE, changed).status_code == 200


def test_one_knows_before_whether_a_file_can_be_written(api: httpx.Client, server: Server):
    assert api.get(SCENARIOS).json()["writable"] is True
    api.put(f"{SCENARIOS}/other", json={"source": OTHER})
    assert api.get(f"{SCENARIOS}/other").json()["writable"] is True
    with httpx.Client(base_url=f"{server.url}/~unwritable") as without:
        assert without.get(SCENARIOS).json()["writable"] is False
        without.put(f"{SCENARIOS}/other", json={"source": OTHER})
        read = without.get(f"{SCENARIOS}/other").json()
        assert (read["file"], read["writable"]) == (None, False)
        answer = save(without, OTHER, None, "other")
        assert problem(answer) == (409, "scenario_read_only")
        assert "--scenarios" in answer.json()["detail"]


def test_a_new_scenario_gets_a_file(api: httpx.Client, folder: Path):
    answer = save(api, OTHER, None, "other")
    assert answer.status_code == 200, answer.text
    assert (folder / "other.yaml").read_text() == OTHER
    assert api.put(f"{SCENARIOS}/active", json={"name": "other"}).status_code == 200
    assert problem(save(api, OTHER, None, "other")) == (409, "scenario_changed")


def test_a_mistake_is_told_at_its_place_and_not_written(api: httpx.Client, folder: Path):
    wrong = MINE.replace("then: {declined: do_not_honor}", "then: {declined: do_not_honour}")
    [(place, message)] = refused(save(api, wrong), "invalid_scenario").items()
    assert place == "/source/6:22"
    assert "did you mean" in message
    checked = api.post(VALIDATE, json={"source": wrong}).json()
    assert [(each["line"], each["column"]) for each in checked["problems"]] == [(6, 22)]
    assert checked["examples"] == {"run": 0, "failed": []}
    assert "/source" in refused(save(api, OTHER), "invalid_scenario")  # of another name
    assert (folder / "mine.yaml").read_text() == MINE


def test_examples_are_run_before_anything_is_used(api: httpx.Client):
    fine = api.post(VALIDATE, json={"source": MINE}).json()
    assert fine == {"valid": True, "problems": [], "examples": {"run": 1, "failed": []}}
    other = MINE.replace("when: {amount: 42.42}", "when: {amount: 1}")
    tried = api.post(VALIDATE, json={"source": other}).json()
    [failed] = tried["examples"]["failed"]
    assert (tried["valid"], failed["line"]) == (True, 9)
    assert "nearest was no" in failed["message"]


def test_what_somebody_has_changed_meanwhile_is_kept(api: httpx.Client, folder: Path):
    theirs = f"{MINE}# by hand\n"
    (folder / "mine.yaml").write_text(theirs)
    for before in (MINE, None, ""):
        assert problem(save(api, MINE, before)) == (409, "scenario_changed")
    assert (folder / "mine.yaml").read_text() == theirs


@pytest.mark.parametrize("name", ["..", "a%2Fb", "A", "mine.yaml"])
def test_no_other_path_can_be_written(api: httpx.Client, folder: Path, name: str):
    answer = save(api, MINE, None, name)
    assert answer.status_code in {400, 404, 405}
    assert files(folder) == ["mine.yaml"]


def test_a_link_is_not_followed(
    api: httpx.Client, folder: Path, tmp_path_factory: pytest.TempPathFactory
):
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "other.yaml"
    elsewhere.write_text(OTHER)
    (folder / "other.yaml").symlink_to(elsewhere)
    api.post(f"{SCENARIOS}/reload")
    assert problem(save(api, f"{OTHER}\n", OTHER, "other")) == (409, "scenario_read_only")
    assert elsewhere.read_text() == OTHER


def test_what_comes_with_paydrill_stays_as_it_is(server: Server):
    with httpx.Client(base_url=server.url) as api:
        read = api.get(f"{SCENARIOS}/default").json()
        assert read["writable"] is False
        answer = save(api, read["source"], read["source"], "default")
        assert problem(answer) == (409, "scenario_read_only")
        assert "comes with Paydrill" in answer.json()["detail"]
        assert problem(save(api, MINE, None)) == (409, "scenario_read_only")


def test_the_active_scenario_tells_how_often_its_rules_have_applied(api: httpx.Client):
    for amount in ("42.42", "42.42", "1.00"):
        authorize(api, amount)
    active = {"name": "mine", "rules": [{"rule": "mine/no", "count": 2}]}
    assert api.get(f"{SCENARIOS}/active").json() == active
    assert api.put(f"{SCENARIOS}/active", json={"name": "mine"}).json() == active
