"""Fixtures of pytest: a server for the run, and a sandbox of its own for each test.

    def test_a_lost_reply_charges_once(paydrill, shop):
        paydrill.next(on="cards.create_payment", reset=True, effect="committed")
        shop.checkout(77)
        paydrill.assert_requested("cards.create_payment", count=2)

docs/how-to/pytest.md has the rest. The first test that needs a server imports what that takes:
pytest loads this module in every project that has it installed.
"""

import shlex
from collections.abc import Callable, Generator, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from paydrill.testing import Paydrill, Sandbox, WebhookReceiver
    from paydrill.testing.run import RunServer

_ALL = 100
_BEGINNING = dict.fromkeys(("scenario", "now", "seed", "frozen"))
_PORT = "paydrill_port"
_SERVER = pytest.StashKey["RunServer"]()
_SANDBOXES = pytest.StashKey[list["Sandbox"]]()
_SUMMARY = pytest.StashKey[list[str]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options and the settings."""
    group = parser.getgroup("paydrill", "a server to rehearse against")
    option = group.addoption
    option("--paydrill-url", metavar="URL", help="use the server that runs there")
    option(
        "--paydrill-contract",
        metavar="FILE",
        action="append",
        default=[],
        help="serve this OpenAPI contract instead of Paydrill's own; again for more",
    )
    option("--paydrill-args", metavar="ARGS", default="", help="further options of paydrill serve")
    option(
        "--paydrill-fail-under",
        metavar="PERCENT",
        type=float,
        help="fail the run when fewer of the documented answers were met",
    )
    option("--paydrill-junit", metavar="FILE", help="write what was met as JUnit XML")
    parser.addini("paydrill_contracts", "contracts to serve, from the root folder", type="args")
    parser.addini("paydrill_args", "further options of paydrill serve")
    parser.addini(
        "paydrill_check_invariants",
        "whether records have to add up at the end of each test",
        type="bool",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker. Raises `pytest.UsageError` for options that contradict each other."""
    own = config.getoption("paydrill_contract") or config.getoption("paydrill_args")
    if own and config.getoption("paydrill_url") is not None:
        raise pytest.UsageError(
            "--paydrill-url is for a server that runs already; --paydrill-contract and"
            " --paydrill-args are for one that the test run starts"
        )
    percent = config.getoption("paydrill_fail_under")
    if percent is not None and not 0 <= percent <= _ALL:
        raise pytest.UsageError(f"--paydrill-fail-under takes 0 to 100, not {percent:g}")
    config.addinivalue_line(
        "markers",
        "paydrill(scenario=None, now=None, seed=None, frozen=None): how the test's sandbox begins",
    )


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker of xdist where to borrow the server."""
    node.workerinput[_PORT] = _run_server(node.config).port


@pytest.fixture(scope="session")
def paydrill_server(pytestconfig: pytest.Config) -> "Paydrill":
    """Return the server of the test run: `.url`, and `.sandbox()` to make a sandbox."""
    workerinput = getattr(pytestconfig, "workerinput", None)
    if workerinput is None:
        return _run_server(pytestconfig).get()
    from paydrill.testing.run import borrow  # noqa: PLC0415 - see above
    from paydrill.testing.server import Paydrill  # noqa: PLC0415

    return Paydrill(url=borrow(workerinput[_PORT]))


@pytest.fixture
def paydrill_sandbox(
    request: pytest.FixtureRequest, paydrill_server: "Paydrill"
) -> Iterator[Callable[..., "Sandbox"]]:
    """Make sandboxes for the test; it takes scenario, now, seed and frozen."""
    from paydrill.testing.run import sandbox_name  # noqa: PLC0415 - see above

    made: list[Sandbox] = []
    node = request.node
    node.stash[_SANDBOXES] = made

    def make(**begin: Any) -> "Sandbox":
        name = sandbox_name(node.name, node.nodeid, len(made))
        made.append(paydrill_server.fresh_sandbox(name, **begin))
        return made[-1]

    yield make
    if request.config.getini("paydrill_check_invariants"):
        for each in made:
            each.check_invariants()


@pytest.fixture
def paydrill(
    request: pytest.FixtureRequest, paydrill_sandbox: Callable[..., "Sandbox"]
) -> "Sandbox":
    """Return the test's own sandbox; `@pytest.mark.paydrill` says how it begins."""
    marker = request.node.get_closest_marker("paydrill")
    if marker is None:
        return paydrill_sandbox()
    for word in (*marker.args, *marker.kwargs.keys() - _BEGINNING):
        raise pytest.UsageError(f"@pytest.mark.paydrill takes {', '.join(_BEGINNING)}, not {word}")
    return paydrill_sandbox(**marker.kwargs)


@pytest.fixture
def paydrill_webhooks(paydrill: "Sandbox") -> Iterator["WebhookReceiver"]:
    """Receive the webhooks of the test's own sandbox: `.wait_for("payment.approved")`."""
    from paydrill.testing.webhooks import WebhookReceiver  # noqa: PLC0415 - see above

    with WebhookReceiver(paydrill) as receiver:
        yield receiver


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Show in the report of a failed test what its sandboxes were asked."""
    report = yield
    if report.failed:
        for each in item.stash.get(_SANDBOXES, ()):
            report.sections.append((f"Paydrill requests of {each.name}", each.traffic()))
        server = item.config.stash.get(_SERVER, None)
        if server is not None and server.is_used and (log := server.get().new_log()):
            report.sections.append(("Paydrill log", log))
    return report


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Read what the run has met, and hold it to `--paydrill-fail-under`."""
    config = session.config
    server = config.stash.get(_SERVER, None)
    wanted = config.getoption("paydrill_fail_under")
    if hasattr(config, "workerinput") or config.getoption("collectonly"):
        return
    if server is None or not server.is_used:
        if wanted is None:
            return
        told, passed = ["no test has used it, so that --paydrill-fail-under fails"], False
    else:
        from paydrill.testing.coverage import summary  # noqa: PLC0415 - see above

        told, passed = summary(server.get(), wanted, config.getoption("paydrill_junit"))
    config.stash[_SUMMARY] = told
    if not passed and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(
    terminalreporter: "pytest.TerminalReporter", config: pytest.Config
) -> None:
    """Print what the run has met."""
    for line in config.stash.get(_SUMMARY, ()):
        terminalreporter.write_line(f"paydrill: {line}")


def _run_server(config: pytest.Config) -> "RunServer":
    """Return the server that this process is in charge of; it is stopped with the run."""
    if _SERVER not in config.stash:
        from paydrill.testing.run import RunServer  # noqa: PLC0415 - see above

        config.stash[_SERVER] = RunServer(partial(_server_as_set, config))
        config.add_cleanup(config.stash[_SERVER].stop)
    return config.stash[_SERVER]


def _server_as_set(config: pytest.Config) -> "Paydrill":
    """Make the server that options and settings ask for."""
    from paydrill.testing.server import Paydrill  # noqa: PLC0415 - see above

    url, contracts = config.getoption("paydrill_url"), config.getoption("paydrill_contract")
    if url is not None:
        return Paydrill(url=url)
    arguments = f"{config.getini('paydrill_args')} {config.getoption('paydrill_args')}"
    return Paydrill(
        contracts=[_from_here(config, each) for each in contracts]
        or list(map(str, config.getini("paydrill_contracts"))),
        arguments=shlex.split(arguments),
        folder=config.rootpath,
    )


def _from_here(config: pytest.Config, contract: str) -> str:
    """Take a file of the command line from where it was called; leave the rest as it is."""
    file = config.invocation_params.dir / contract
    return str(file) if file.is_file() else contract
