"""A log that is compacted all the time and killed at any moment is whole, with nothing lost."""

import subprocess
import sys
from random import Random

import pytest

from paydrill.stores import open_store
from tests.crash.kills import KILLS, SEED
from tests.crash.writer import THREADS
from tests.server_process import ROOT
from tests.stores.records import find, get

_MOST_SAID = 400


@pytest.mark.parametrize("durability", ["process", "always"])
def test_what_was_done_is_there_whole_after_every_kill(tmp_path, durability):
    random, path = Random(SEED), tmp_path / "records.tinydb"
    done = [0] * THREADS
    for _ in range(KILLS):
        for thread, number in said(path, durability, lines=random.randint(1, _MOST_SAID)):
            assert number == done[thread] + 1
            done[thread] = number
        store = open_store(f"tinydb:{path}")
        for thread in range(THREADS):
            last = store.transact(f"box-{thread}", get("last"))
            numbers = [each.position for each in store.transact(f"box-{thread}", find())]
            there = last.weight if last else 0
            assert there - done[thread] in {0, 1}  # what was done last may not have been said
            assert numbers == (list(range(there + 1)) if last else [])
            done[thread] = there
        store.close()
    assert sum(done) > KILLS


def said(path, durability, lines):
    """What a writer says that is killed when it has said so much: pairs of thread and number."""
    command = [sys.executable, "-m", "tests.crash.writer", str(path), durability]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
        for number, line in enumerate(process.stdout, 1):
            if number == lines:
                process.kill()
            if line.endswith(b"\n"):
                yield map(int, line.split())
