"""What docs/how-to/faults.md shows is what happens: its scenario is served, its table measured."""

import json
import re
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from paydrill.app import build
from paydrill.settings import Settings
from tests.curl import curl
from tests.server_process import IN_MEMORY, PATIENCE_S, ROOT, Server, running

PAGE = (ROOT / "docs" / "how-to" / "faults.md").read_text(encoding="utf-8")
YAML = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
COMMANDS = re.findall(r"^```sh\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
ROWS = re.findall(r"^\| `([a-z-]+)` \| .* \| `?(\w+)`? \| `?(\w+)`? \|$", PAGE, re.MULTILINE)
BODY = (
    b'{"card_number": "4111111111111111", "amount": 5, "currency": "USD", "customer_name": "Ada"}'
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    drill = tmp_path_factory.mktemp("how-to") / "drill.yaml"
    drill.write_text(YAML[0], encoding="utf-8")
    with running(*IN_MEMORY, "--scenario", str(drill)) as started:
        yield started


def met(ask: Callable[[], int]) -> str:
    """The status that a client gets, or the name of what it raises."""
    try:
        return str(ask())
    except Exception as error:  # noqa: BLE001 - whatever it raises is what is printed
        return type(error).__name__


def by_http_client(url: str, headers: dict[str, str]) -> int:
    at = urlsplit(url)
    client = HTTPConnection(str(at.hostname), at.port, timeout=PATIENCE_S)
    try:
        client.request("POST", "/payment", BODY, headers)
        answer = client.getresponse()
        json.loads(answer.read())
        return answer.status
    finally:
        client.close()


def by_httpx(url: str, headers: dict[str, str]) -> int:
    answer = httpx.post(f"{url}/payment", content=BODY, headers=headers, timeout=PATIENCE_S)
    answer.json()
    return answer.status_code


def test_the_table_has_a_row_for_every_rule():
    assert [name for name, *_ in ROWS] == re.findall(r"X-Drill: ([a-z-]+)}", YAML[0])


@pytest.mark.parametrize(("drill", "told", "told_by_httpx"), ROWS)
def test_clients_see_what_the_table_says(server: Server, drill: str, told: str, told_by_httpx: str):
    headers = {"Content-Type": "application/json", "X-Drill": drill}
    assert met(lambda: by_http_client(server.url, headers)) == told
    assert met(lambda: by_httpx(server.url, headers)) == told_by_httpx


def test_a_lost_reply_is_found_again_under_its_key(server: Server):
    lost, again = (command.replace("\\\n", " ").strip() for command in COMMANDS)
    with pytest.raises(httpx.ReadError):
        curl(lost, server.url)
    for command in (again, lost):
        answer = curl(command, server.url)
        assert (answer.status_code, answer.headers["idempotency-replayed"]) == (201, "true")


@pytest.mark.parametrize("rules", YAML[1:])
def test_the_other_rules_can_be_put_into_the_default_scenario(tmp_path: Path, rules: str):
    default = (ROOT / "scenarios" / "default.yaml").read_text(encoding="utf-8")
    edited = tmp_path / "default.yaml"
    edited.write_text(default.replace("\nrules:\n", f"\nrules:\n{rules}"), encoding="utf-8")
    assert build(Settings(store="memory:", scenario=str(edited))).served.scenario == "default"
