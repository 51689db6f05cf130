"""The image: its files as linters see them, and its commands as they run in a fresh Debian."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

from tests.package.image_root import ROOT, Rehearsal, Stage

BIN = Path(sys.executable).parent
PAYMENT = {
    "card_number": "4111111111111111",
    "amount": 150,
    "currency": "USD",
    "customer_name": "Maria Oliveira",
}


class Container(NamedTuple):
    """A running server of the image."""

    process: "subprocess.Popen[str]"
    url: str


@pytest.mark.parametrize(
    "command",
    [
        ["hadolint", "Dockerfile"],
        ["check-jsonschema", "--builtin-schema", "vendor.compose-spec", "compose.yaml"],
        ["kubernetes-validate", "--strict", "deploy/kubernetes.yaml"],
    ],
    ids=lambda command: command[-1],
)
def test_linters_find_nothing(command: list[str]):
    program, *arguments = command
    found = subprocess.run(
        [str(BIN / program), *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stdout + found.stderr


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Stage:
    """The root that the Dockerfile's commands make."""
    assert os.geteuid() == 0, "chroot needs root"
    return Rehearsal(tmp_path_factory.mktemp("image")).image()


@contextmanager
def started(image: Stage) -> Iterator[Container]:
    """Start what `docker run` would start, on a free port; it is stopped by SIGTERM."""
    with image.begin(PAYDRILL_PORT="0") as process:
        try:
            assert process.stdout is not None
            yield Container(process, process.stdout.readline().split()[-1])
            process.send_signal(signal.SIGTERM)
            assert process.wait(10) == 0
        finally:
            process.kill()


def test_it_serves_as_an_ordinary_user_and_loses_nothing(image: Stage):
    with started(image) as first:
        status = Path(f"/proc/{first.process.pid}/status").read_text(encoding="utf-8")
        assert "Uid:\t10001\t10001\t10001\t10001" in status
        paid = httpx.post(f"{first.url}/payment", json=PAYMENT)
        assert paid.status_code == 201, paid.text
        port = first.url.rpartition(":")[2]
        image.run("env", f"PAYDRILL_PORT={port}", *image.health)
    with started(image) as second:
        found = httpx.get(f"{second.url}/status/{paid.json()['payment_id']}")
        assert found.json()["status"] == "captured"
