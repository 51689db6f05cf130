"""A server with a folder of a team's own handlers, as a team starts it."""

from pathlib import Path

import httpx

from tests.commands.terminal import run
from tests.journeys.team_shop import write
from tests.server_process import IN_MEMORY, only_line, running


def test_a_server_with_handlers(tmp_path: Path):
    contract, handlers = write(tmp_path)
    (handlers / "shpo.py").touch()
    with running(*IN_MEMORY, str(contract), "--handlers", str(handlers)) as server:
        order = httpx.post(f"{server.url}/orders", json={"amount": 5000}).json()
        assert order["status"] == "review"
        shown = httpx.get(f"{server.url}/orders/{order['id']}").json()
        assert shown == {**order, "status": "open"}
        warning = "no contract served has the module 'shpo.py'; did you mean 'shop.py'?"
        line = f"Findings {handlers / 'shpo.py'}: {warning}"
        assert line in [" ".join(each.split()) for each in server.announcement]


def test_a_folder_from_the_environment_and_from_nowhere(tmp_path: Path):
    contract, handlers = write(tmp_path)
    variables = {"PAYDRILL_HANDLERS": str(handlers)}
    with running(*IN_MEMORY, str(contract), variables=variables) as server:
        assert httpx.get(f"{server.url}/prices").json() == {"a": 1}
    line = only_line(str(contract), "--handlers", str(tmp_path / "mien"))
    assert line == f"server.py: {tmp_path / 'mien'}: is not there; did you mean {handlers}?"


def test_a_wrong_module_is_refused_in_one_line(tmp_path: Path):
    contract, handlers = write(tmp_path)
    options = (str(contract), "--handlers", str(handlers))
    for text, says in (
        ("\ndef get_order(sandbox, id): ...\n", ":2: the handler of get-order takes 'id', which"),
        ("x =\n", ":1: SyntaxError: invalid syntax"),
        ("\n\nimport no_such\n", ":3: ModuleNotFoundError: No module named 'no_such'"),
        ("async def prices(sandbox): ...\n", ":1: the handler of prices is async, and nothing"),
    ):
        (handlers / "shop.py").write_text(text, encoding="utf-8")
        assert only_line(*options).startswith(f"server.py: {handlers / 'shop.py'}{says}")
        described = run("describe", *options)
        assert described.exit_code == 2
        assert f"paydrill describe: {handlers / 'shop.py'}{says}" in described.stderr


def test_an_overlay_names_a_handler(tmp_path: Path):
    contract, handlers = write(tmp_path)
    (tmp_path / "names.yaml").write_text(
        "overlay: 1.0.0\ninfo: {title: Names, version: '1'}\nactions:\n"
        "  - target: $.paths['/orders'].get\n    update: {x-paydrill-handler: prices}\n",
        encoding="utf-8",
    )
    options = (contract, "--handlers", handlers, "--overlay", tmp_path / "names.yaml")
    done = run("describe", *options)
    assert done.exit_code == 2
    both = "prices would answer orders/list and prices; name a function for each by"
    assert both in done.stderr


def test_described_are_the_handlers_with_their_places(tmp_path: Path):
    contract, handlers = write(tmp_path)
    (handlers / "shpo.py").touch()
    done = run("describe", contract, "--handlers", handlers)
    assert done.exit_code == 0
    rows = [" ".join(each.split()) for each in done.stdout.splitlines()]
    assert f"POST /orders createOrder handler {handlers / 'shop.py'}:6" in rows
    assert "GET /orders orders/list resource" in rows
    assert "create POST /orders POST that answers what GET /orders/{orderId} shows" in rows
    assert done.stderr.count("\n") == 1
    assert "shpo.py: no contract served has the module" in done.stderr
    assert run("describe", contract, "--handlers", handlers, "--json").stdout.startswith("[")
