"""A folder that cannot be written: a start says so in a line; what is open already goes on."""

import os
from contextlib import contextmanager
from stat import S_IMODE

import httpx
import pytest

from tests.crash.patient_clients import Load, kept
from tests.server_process import finished, running

STORES = ["tinydb:{}/records.tinydb", "sqlite:///{}/records.db"]
# Root may write anywhere, so the server is begun without that right.
CAPABILITIES = "-dac_override,-dac_read_search"
BOUND = [f"--{each}={CAPABILITIES}" for each in ("inh-caps", "bounding-set")]
LIKE_ANYBODY = ["setpriv", *BOUND] if os.geteuid() == 0 else []


@contextmanager
def read_only(path):
    """Nobody may write to the file or folder."""
    mode = S_IMODE(path.stat().st_mode)
    path.chmod(mode & ~0o222)
    try:
        yield
    finally:
        path.chmod(mode)


@pytest.mark.parametrize("store", STORES)
def test_a_start_in_such_a_folder_says_so_in_a_line(tmp_path, store):
    place = store.format(tmp_path)
    with read_only(tmp_path):
        ended = finished("--port", "0", "--store", place, through=LIKE_ANYBODY)
    assert (ended.returncode, ended.stdout) == (2, "")
    [line] = ended.stderr.splitlines()
    assert f"the store {place} cannot be opened" in line
    assert str(tmp_path) in line
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("store", STORES)
def test_a_folder_that_becomes_read_only_is_no_trouble_until_the_next_start(tmp_path, store):
    options = ("--port", "0", "--store", store.format(tmp_path))
    load = Load()
    with running(*options, through=LIKE_ANYBODY) as server, load.on(server.url):
        load.wait_for(20)
        with read_only(tmp_path):
            load.wait_for(20)
            assert httpx.get(f"{server.url}/ready").is_success
    with running(*options) as again:
        kept(again, load.acknowledged)


@pytest.mark.parametrize("store", STORES)
def test_a_file_that_is_read_only_is_not_served(tmp_path, store):
    place = store.format(tmp_path)
    with running("--port", "0", "--store", place) as server:
        httpx.post(f"{server.url}/payments", json={"value": 10}).raise_for_status()
    [file] = [each for each in tmp_path.iterdir() if each.stem == "records"]
    before = file.read_bytes()
    with read_only(file):
        ended = finished("--port", "0", "--store", place, through=LIKE_ANYBODY)
    assert (ended.returncode, file.read_bytes()) == (2, before)
    [line] = ended.stderr.splitlines()
    assert f"the store {place} cannot be opened" in line
