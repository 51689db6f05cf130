"""Options and variables that a server cannot start with: one clear line each, exit code 2."""

import pytest

from tests.server_process import IN_MEMORY, finished, only_line, refused


@pytest.mark.parametrize(
    ("host", "says"),
    [
        ("192.0.2.1", "no address of this machine; --host 127.0.0.1 is for this machine alone"),
        ("no.such.host.invalid", "cannot listen on 'no.such.host.invalid': no address is known"),
        ("a..b", "no address is known for it"),
        ("", "no address is known for it; --host takes an address or a name"),
        ("localhost:9000", "did you mean --host localhost --port 9000?"),
        ("http://127.0.0.1/", "did you mean --host 127.0.0.1?"),
        ("[::1]:9000", "did you mean --host ::1 --port 9000?"),
    ],
)
def test_a_host_that_is_not_this_machines(host: str, says: str):
    assert says in only_line("--host", host)


@pytest.mark.parametrize(
    ("options", "line"),
    [
        (["--port", "65536"], "--port must be a whole number from 0 to 65535, not 65536"),
        (["--port", "abc"], "--port must be a whole number from 0 to 65535, not 'abc'"),
        (["--workers", "0"], "--workers must be a whole number from 1 to 64, not 0"),
        (["--seed", "x"], "--seed must be a whole number, not 'x'"),
        (["--max-sandboxes", "0"], "--max-sandboxes must be a whole number of at least 1, not 0"),
        (["--request-log", "-1"], "--request-log must be a whole number from 0 to 100000, not -1"),
        (
            ["--durability", "alway"],
            (
                "--durability must be one of 'process', 'always', 'interval', not 'alway';"
                " did you mean 'always'?"
            ),
        ),
        (["--prot", "1"], "No such option '--prot'. (Did you mean one of: '--host', '--port'?)"),
        (["extra"], "extra: is not there"),
        (["--scenario"], "Option '--scenario' requires an argument; see server.py --help"),
    ],
)
def test_an_option_that_cannot_be_used(options: list[str], line: str):
    assert only_line(*options) == f"server.py: {line}"


def test_the_program_itself_refuses_as_its_copies_do():
    done = finished(*IN_MEMORY, "--seed", "x")
    lines = ["server.py: --seed must be a whole number, not 'x'"]
    assert (done.returncode, done.stdout, done.stderr.splitlines()) == (2, "", lines)
    assert refused(*IN_MEMORY, "--seed", "x") == (2, lines)


def test_a_variable_is_called_by_its_name():
    own = {"PAYDRILL_BASE_URL": "x", "PAYDRILL_VERSION": "1"}  # a team's, like none of ours
    variables = {"PAYDRILL_PORT": "abc", "PAYDRILL_PROT": "9000", **own}
    code, lines = refused("--seed", "x", variables=variables)
    assert code == 2
    port, seed, prot = (line.removeprefix("server.py: ") for line in lines)
    assert port == "PAYDRILL_PORT must be a whole number from 0 to 65535, not 'abc'"
    assert seed == "--seed must be a whole number, not 'x'"
    assert prot == "PAYDRILL_PROT is no variable of Paydrill; did you mean PAYDRILL_PORT?"


def test_an_option_goes_before_a_variable_that_is_wrong_as_well():
    variables = {"PAYDRILL_PORT": "abc"}
    assert refused("--port", "x", variables=variables) == (
        2,
        ["server.py: --port must be a whole number from 0 to 65535, not 'x'"],
    )


def test_what_kubernetes_sets_for_a_service_called_paydrill_is_none_of_ours():
    variables = {
        "PAYDRILL_PORT": "tcp://10.0.0.7:8000",
        "PAYDRILL_SERVICE_HOST": "10.0.0.7",
        "PAYDRILL_SERVICE_PORT": "8000",
        "PAYDRILL_SERVICE_PORT_HTTP": "8000",
        "PAYDRILL_PORT_8000_TCP": "tcp://10.0.0.7:8000",
        "PAYDRILL_PORT_8000_TCP_ADDR": "10.0.0.7",
        "PAYDRILL_TEST_POSTGRES": "postgresql://somewhere",
    }
    code, lines = refused("--seed", "x", variables=variables)
    assert (code, lines) == (2, ["server.py: --seed must be a whole number, not 'x'"])
