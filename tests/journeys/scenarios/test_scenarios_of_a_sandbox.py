"""Scenarios over the control API: chosen, put into a sandbox, checked, taken back."""

from typing import Any

import httpx

from tests.journeys.shopping import problem

MINE = """\
scenario: 1
name: mine
rules:
  - id: no
    then: {declined: do_not_honor}
"""
SCENARIOS = "/_control/scenarios"


def pay(api: httpx.Client, amount: float = 10.0) -> dict[str, Any]:
    body = {
        "card_number": "4111111111111111",
        "amount": amount,
        "currency": "USD",
        "customer_name": "Ada",
    }
    paid: dict[str, Any] = api.post("/payment", json=body).json()
    return paid


def put(api: httpx.Client, source: str, name: str = "mine") -> httpx.Response:
    return api.put(f"{SCENARIOS}/{name}", json={"source": source})


def active(api: httpx.Client) -> str:
    name: str = api.get(f"{SCENARIOS}/active").json()["name"]
    return name


def activate(api: httpx.Client, name: str) -> httpx.Response:
    return api.put(f"{SCENARIOS}/active", json={"name": name})


def test_another_scenario_of_the_server_can_be_chosen(api: httpx.Client):
    assert active(api) == "default"
    assert pay(api, 10.51)["status"] == "captured"
    assert activate(api, "strict-issuer").json()["name"] == "strict-issuer"
    assert pay(api, 10.51)["decline_code"] == "insufficient_funds"


def test_a_scenario_that_nobody_has_cannot_be_chosen(api: httpx.Client):
    assert problem(activate(api, "nobodys")) == (404, "scenario_not_found")
    assert active(api) == "default"


def test_the_list_has_what_can_be_chosen(api: httpx.Client):
    put(api, MINE)
    listed = {each["name"]: each for each in api.get(SCENARIOS).json()["scenarios"]}
    assert {"default", "realistic", "outage", "double-charge", "review-desk"} <= listed.keys()
    assert listed["mine"] == {
        "name": "mine",
        "belongs_to": "sandbox",
        "description": "",
        "rules": 1,
        "problems": [],
    }
    assert listed["default"]["rules"] == 45


def test_a_scenario_put_into_a_sandbox_is_that_sandboxs_alone(api: httpx.Client):
    assert put(api, MINE).status_code == 200
    assert pay(api)["status"] == "captured"  # it has not been chosen yet
    activate(api, "mine")
    assert pay(api)["status"] == "declined"
    base, _, _ = str(api.base_url).partition("/~")
    with httpx.Client(base_url=f"{base}/~some-other-sandbox") as other:
        assert problem(activate(other, "mine")) == (404, "scenario_not_found")


def test_a_scenario_is_put_only_over_the_text_that_was_read(api: httpx.Client):
    changed = f"{MINE}# mine\n"

    def put_over(before: str) -> httpx.Response:
        return api.put(f"{SCENARIOS}/mine", json={"source": changed, "before": before})

    assert problem(put_over(MINE)) == (409, "scenario_changed")
    assert put_over("").status_code == 200
    for before in (MINE, ""):
        assert problem(put_over(before)) == (409, "scenario_changed")
    assert put_over(changed).status_code == 200
    assert put(api, MINE).status_code == 200  # without it, any text is replaced


def test_an_active_scenario_that_is_put_again_decides_at_once(api: httpx.Client):
    put(api, MINE)
    activate(api, "mine")
    put(api, MINE.replace("do_not_honor", "lost_card"))
    assert pay(api)["decline_code"] == "lost_card"


def test_a_sandbox_can_have_its_own_version_of_the_default(api: httpx.Client):
    put(api, MINE.replace("name: mine", "name: default"), "default")
    assert pay(api)["status"] == "declined"
    assert api.delete(f"{SCENARIOS}/default").status_code == 204
    assert pay(api)["status"] == "captured"
    assert problem(api.delete(f"{SCENARIOS}/default")) == (404, "scenario_not_found")


def test_a_scenario_of_the_server_comes_to_light_again_when_the_sandboxs_own_is_deleted(
    api: httpx.Client,
):
    servers = api.get(f"{SCENARIOS}/realistic").json()
    assert servers["belongs_to"] == "server"
    source = MINE.replace("name: mine", "name: realistic")
    put(api, source, "realistic")
    own = {"name": "realistic", "belongs_to": "sandbox", "source": source}
    assert api.get(f"{SCENARIOS}/realistic").json().items() >= own.items()
    assert api.delete(f"{SCENARIOS}/realistic").status_code == 204
    assert api.get(f"{SCENARIOS}/realistic").json() == servers


def test_a_scenario_can_include_the_servers_and_be_json(api: httpx.Client):
    source = '{"scenario": 1, "name": "mine", "include": ["default.yaml"], "rules": []}'
    assert put(api, source).json()["rules"] == 45
    activate(api, "mine")
    assert pay(api, 0.01)["decline_code"] == "insufficient_funds"


def test_a_bad_scenario_is_refused_with_the_place_of_each_mistake(api: httpx.Client):
    bad = MINE.replace("do_not_honor", "do_not_honour").replace("id: no", "id: No")
    answer = put(api, bad)
    assert problem(answer) == (400, "invalid_scenario")
    pointers = [error["pointer"] for error in answer.json()["errors"]]
    assert pointers == ["/source/4:9", "/source/5:22"]
    verdict = api.post(f"{SCENARIOS}/validate", json={"source": bad}).json()
    places = [(each["line"], each["column"]) for each in verdict["problems"]]
    assert (verdict["valid"], places) == (False, [(4, 9), (5, 22)])
    assert api.post(f"{SCENARIOS}/validate", json={"source": MINE}).json()["valid"] is True


def test_a_scenario_is_called_what_its_path_says(api: httpx.Client):
    assert problem(put(api, MINE, "other")) == (400, "invalid_scenario")


def test_a_scenario_is_read_as_it_was_written(api: httpx.Client):
    put(api, MINE)
    read = api.get(f"{SCENARIOS}/mine").json()
    assert read == {
        "name": "mine",
        "belongs_to": "sandbox",
        "source": MINE,
        "file": None,
        "writable": False,
    }
    default = api.get(f"{SCENARIOS}/default").json()
    assert default["belongs_to"] == "server"
    assert "insufficient-funds" in default["source"]
    assert problem(api.get(f"{SCENARIOS}/nobodys")) == (404, "scenario_not_found")


def test_a_reset_forgets_what_was_put_and_chosen(api: httpx.Client):
    put(api, MINE)
    activate(api, "mine")
    api.post("/_control/reset")
    assert active(api) == "default"
    assert pay(api)["status"] == "captured"


def test_the_file_below_a_scenario_of_the_sandbox_can_be_read(api: httpx.Client):
    file = api.get(f"{SCENARIOS}/outage").json()
    put(api, MINE.replace("name: mine", "name: outage"), "outage")
    assert api.get(f"{SCENARIOS}/outage").json()["belongs_to"] == "sandbox"
    assert api.get(f"{SCENARIOS}/outage?of=server").json() == file
    put(api, MINE)
    assert problem(api.get(f"{SCENARIOS}/mine?of=server")) == (404, "scenario_not_found")
