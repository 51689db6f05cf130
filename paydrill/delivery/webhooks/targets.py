"""Which machines webhooks may be sent to, looked at when the connection is made.

Names are resolved once, and what was looked at is what is connected to: a name that means
another address a moment later (DNS rebinding) gains nothing by it.
"""

import asyncio
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from socket import SOCK_STREAM
from typing import Any

import httpcore

Address = IPv4Address | IPv6Address

# Of the machine, and of the network it is in: RFC 1122, 1918, 4193 and 4291.
_NEAR = [
    ip_network(block)
    for block in (
        *("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"),
        *("::1/128", "fc00::/7"),
    )
]
# What clouds tell their machines, credentials included, at addresses that are not link-local.
_METADATA = {ip_address("fd00:ec2::254"), ip_address("100.100.100.200")}


class TargetRefused(httpcore.ConnectError):
    """Nothing is sent there."""


class Targets(httpcore.AsyncNetworkBackend):
    """Connects to loopback and private addresses; to public ones if it is told to."""

    def __init__(self, *, public: bool) -> None:
        """`public` also lets webhooks leave for the internet."""
        self._public = public
        self._network = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the name of httpcore's interface
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first address of `host` that answers. Raises `TargetRefused`."""
        failed: httpcore.ConnectError = httpcore.ConnectError(f"{host} has no address")
        addresses = await _addresses(host, port)
        for address in addresses:  # all of them first: a name stands for what is meant as a whole
            check_target(host, address, public=self._public)
        for address in addresses:
            try:
                return await self._network.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except httpcore.ConnectError as error:
                failed = error
        raise failed


def check_target(host: str, address: str, *, public: bool) -> None:
    """Raises `TargetRefused` for an address of `host` that webhooks may not be sent to."""
    meant = ip_address(address.partition("%")[0])
    real = getattr(meant, "ipv4_mapped", None) or meant
    shown = host if host == address else f"{host} ({address})"
    if real not in _METADATA and any(real in block for block in _NEAR):
        return
    if real in _METADATA or real.is_multicast or not real.is_global:
        raise TargetRefused(f"{shown} is neither a private nor a public address of a receiver")
    if not public:
        message = f"{shown} is a public address; --webhooks-to-public-hosts lets webhooks leave"
        raise TargetRefused(message)


async def _addresses(host: str, port: int) -> list[str]:
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(f"{host} is not known: {error}") from None
    return list(dict.fromkeys(str(address[4][0]) for address in found))
