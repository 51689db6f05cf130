"""Which addresses webhooks may be sent to, with and without leave to go out."""

import asyncio
from http.server import BaseHTTPRequestHandler, HTTPServer

import httpcore
import pytest

from paydrill.delivery.webhooks.targets import TargetRefused, Targets, check_target

NEAR = ["127.0.0.1", "127.8.8.8", "10.1.2.3", "172.16.0.1", "192.168.1.1", "::1", "fd12::1"]
CLOUDS = ["169.254.169.254", "100.100.100.200", "fd00:ec2::254", "::ffff:169.254.169.254"]
NOBODYS = [
    "fe80::1%eth0",
    "::",
    "224.0.0.1",
    "ff02::1",
    "255.255.255.255",
    "240.0.0.1",
    "192.0.2.1",
]
PUBLIC = ["93.184.216.34", "2606:2800:220:1::1", "172.32.0.1", "::ffff:93.184.216.34"]


@pytest.mark.parametrize("public", [False, True])
@pytest.mark.parametrize("address", NEAR)
def test_what_is_near_may_be_asked(address: str, public: bool):
    check_target("receiver", address, public=public)


@pytest.mark.parametrize("public", [False, True])
@pytest.mark.parametrize("address", [*CLOUDS, *NOBODYS])
def test_what_is_no_receivers_is_never_asked(address: str, public: bool):
    with pytest.raises(TargetRefused, match="neither a private nor a public address"):
        check_target("receiver", address, public=public)


@pytest.mark.parametrize("address", PUBLIC)
def test_the_internet_needs_leave(address: str):
    check_target("receiver", address, public=True)
    with pytest.raises(TargetRefused, match="--webhooks-to-public-hosts"):
        check_target("receiver", address, public=False)


async def connect(host: str, port: int) -> None:
    stream = await Targets(public=False).connect_tcp(host, port)
    await stream.aclose()


def test_a_name_is_connected_to_by_the_first_of_its_addresses_that_answers():
    with HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        asyncio.run(connect("localhost", server.server_port))


@pytest.mark.parametrize("name", ["no-such-host.invalid", "a..b", "x" * 70 + ".invalid"])
def test_a_name_that_means_nothing_is_told(name: str):
    with pytest.raises(httpcore.ConnectError, match="is not known"):
        asyncio.run(connect(name, 9))
