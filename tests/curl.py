"""The curl commands that pages print, sent to a server of the tests."""

import argparse
import re
import shlex
from pathlib import Path

import httpx

from tests.certificates import trusting
from tests.server_process import PLAIN


def curl(command: str, url: str) -> httpx.Response:
    """What curl would send, to another port: with a body it posts, without one it gets."""
    parser = argparse.ArgumentParser(exit_on_error=False)
    parser.add_argument("-s", action="store_true")
    parser.add_argument("-X", dest="method")
    parser.add_argument("-H", dest="headers", action="append", default=[])
    parser.add_argument("-d", dest="body")
    parser.add_argument("-o", dest="file")
    parser.add_argument("--cacert")
    parser.add_argument("address")
    program, *arguments = shlex.split(command)
    assert program == "curl", command
    asked = parser.parse_args(arguments)
    answer = httpx.request(
        asked.method or ("GET" if asked.body is None else "POST"),
        re.sub(r"^(http://)?(localhost|127\.0\.0\.1):8000", url, asked.address),
        headers=[tuple(re.split(": *", line, maxsplit=1)) for line in asked.headers],
        content=asked.body,
        timeout=30,
        verify=PLAIN if asked.cacert is None else trusting(Path(asked.cacert)),
    )
    if asked.file is not None:
        Path(asked.file).write_bytes(answer.content)
    return answer
