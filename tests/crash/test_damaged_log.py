"""A log whose middle was overwritten: refused and left as it is, and what came before is saved."""

import json
import re

import pytest

from tests.crash.patient_clients import Load, kept
from tests.server_process import refused, running


@pytest.mark.parametrize("garbage", [b"\0" * 512, b"\n" * 300])
def test_what_came_before_the_damage_is_saved_with_all_that_was_acknowledged(tmp_path, garbage):
    log, saved = tmp_path / "records.tinydb", tmp_path / "saved.tinydb"
    load = Load()
    with (
        running("--port", "0", "--store", f"tinydb:{log}") as server,
        load.on(server.url),
    ):
        load.wait_for(60)
    whole = log.read_bytes()
    middle = len(whole) // 2
    damaged = whole[:middle] + garbage + whole[middle + len(garbage) :]
    log.write_bytes(damaged)
    code, [line] = refused("--port", "0", "--store", f"tinydb:{log}")
    assert (code, log.read_bytes()) == (2, damaged)
    found = re.search(r"Its first ([0-9]+) bytes are whole", line)
    assert found, line
    assert middle - 4096 < int(found[1]) <= middle
    saved.write_bytes(damaged[: int(found[1])])
    there = [each for each in load.acknowledged if id_in(each) in saved.read_bytes()]
    assert there
    with running("--port", "0", "--store", f"tinydb:{saved}") as again:
        kept(again, there)


def id_in(acknowledged):
    """The id that is in the answer alone."""
    made = json.loads(acknowledged.content)
    return made.get("refund_id", made["payment_id"]).encode()
