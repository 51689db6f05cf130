"""Programs that start a server learn when it answers, and take it with them when they end."""

import json
import subprocess
from pathlib import Path

import httpx

from paydrill import __version__
from tests.server_process import (
    COMMAND,
    IN_MEMORY,
    PATIENCE_S,
    PLAIN,
    environment,
    only_line,
    running,
)


def test_the_file_is_there_for_as_long_as_the_server_answers(tmp_path: Path):
    file = tmp_path / "ready.json"
    file.write_text("of an earlier server", encoding="utf-8")
    with running(*IN_MEMORY, "--ready-file", str(file)) as server:
        told = written(file, server.process)
        assert told == {"url": server.url, "pid": server.process.pid, "version": __version__}
        assert httpx.get(f"{told['url']}/health", verify=PLAIN).status_code == 200
        assert server.stop() == 0
        assert list(tmp_path.iterdir()) == []
        assert server.log() == ""


def test_the_file_of_another_server_is_let_be(tmp_path: Path):
    file = tmp_path / "ready.json"
    with running(*IN_MEMORY, "--ready-file", str(file)) as first:
        written(file, first.process)
        with running(*IN_MEMORY, "--ready-file", str(file)) as second:
            while written(file, second.process)["pid"] != second.process.pid:
                assert second.process.poll() is None
            assert first.stop() == 0
            assert written(file, second.process)["pid"] == second.process.pid
    assert list(tmp_path.iterdir()) == []


def written(file: Path, process: subprocess.Popen[str]) -> dict[str, object]:
    """What the file says, once it does."""
    for _ in range(PATIENCE_S * 50):
        if file.exists():
            return dict(json.loads(file.read_text(encoding="utf-8")))
        try:
            process.wait(0.02)
        except subprocess.TimeoutExpired:
            continue
        break
    raise AssertionError("nothing was written")


def test_a_file_that_cannot_be_written(tmp_path: Path):
    file = tmp_path / "nowhere" / "ready.json"
    line = only_line("--ready-file", str(file))
    assert line.endswith(f"--ready-file {file} cannot be written: No such file or directory")


def test_a_server_that_cannot_start_leaves_no_file(tmp_path: Path):
    file = tmp_path / "ready.json"
    assert "no scenario" in only_line("--ready-file", str(file), "--scenario", "nowhere")
    assert list(tmp_path.iterdir()) == []


def test_it_ends_with_its_standard_input():
    with subprocess.Popen(
        [*COMMAND, *IN_MEMORY, "--stop-with-stdin"],
        env=environment(None),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert any(line.startswith(b"  Store ") for line in process.stdout)
        assert process.poll() is None
        process.stdin.close()
        assert process.wait(PATIENCE_S) == 0
