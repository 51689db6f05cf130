"""Two servers on one file: the second of a log is refused, those of SQLite take turns."""

from tests.crash.patient_clients import Load, kept
from tests.server_process import refused, running


def test_a_second_server_on_a_log_is_refused_and_harms_nothing(tmp_path):
    options = ("--port", "0", "--store", f"tinydb:{tmp_path}/records.tinydb")
    load = Load()
    with running(*options) as server, load.on(server.url):
        load.wait_for(20)
        code, [line] = refused(*options)
        assert (code, "is in use by another process" in line) == (2, True)
        load.wait_for(20)
    with running(*options) as again:
        kept(again, load.acknowledged)


def test_two_servers_on_a_sqlite_file_take_turns_and_lose_nothing(tmp_path):
    options = ("--port", "0", "--store", f"sqlite:///{tmp_path}/records.db")
    loads = Load("one-"), Load("other-")
    with running(*options) as one, running(*options) as other:
        with loads[0].on(one.url), loads[1].on(other.url):
            for each in loads:
                each.wait_for(20)
        kept(one, loads[1].acknowledged)
        kept(other, loads[0].acknowledged)
