"""What goes wrong between a command and its server or files is told without Python's own words."""

import socket
from threading import Thread

import pytest

from tests.commands.terminal import NOBODY, fails, run


@pytest.fixture
def answering():
    """Start something that answers whoever comes with the same bytes; returns its address."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def start(answer):
            def serve():
                connected, _ = listener.accept()
                with connected:
                    connected.recv(65536)
                    connected.sendall(answer)

            Thread(target=serve, daemon=True).start()
            return f"http://127.0.0.1:{listener.getsockname()[1]}"

        yield start


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (b"SSH-2.0-OpenSSH_9.2\r\n", "it does not speak HTTP"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{", "the answer was cut short"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n<ht>", "the answer is not JSON"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n\xff\xfe", "the answer is not JSON"),
        (b"", "Remote end closed connection without response"),
    ],
)
def test_another_server_than_expected(answering, answer, says):
    url = answering(answer)
    fails(run("coverage", "--url", url), 2, f"{url} does not answer as expected: {says}")


def test_no_server_and_no_file(tmp_path):
    fails(run("coverage", "--url", NOBODY), 2, f"no server answers at {NOBODY}: Connection refused")
    missing = tmp_path / "nowhere.tinydb"
    done = run("export", "--store", f"tinydb:{missing}", "--out", tmp_path / "records.json")
    fails(done, 2, f"{missing} is not there")
