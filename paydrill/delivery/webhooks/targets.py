"""Limit the machines that webhooks may be sent to, checked when the connection is made.

A name is resolved once, and the checked address is the one connected to: a name that means another
address a moment later (DNS rebinding) gains nothing by it.
"""

import asyncio
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from socket import SOCK_STREAM
from typing import Any

import httpcore

Address = IPv4Address | IPv6Address

# Loopback and private networks: RFC 1122, 1918, 4193 and 4291.
_NEAR = [
    ip_network(block)
    for block in (
        *("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"),
        *("::1/128", "fc00::/7"),
    )
]
# Metadata of clouds, credentials included, at addresses that are not link-local.
_METADATA = {ip_address("fd00:ec2::254"), ip_address("100.100.100.200")}


class TargetRefused(httpcore.ConnectError):
    """An address that webhooks may not be sent to."""


class Targets(httpcore.AsyncNetworkBackend):
    """Connect to loopback and private addresses, and to public ones if allowed."""

    def __init__(self, *, public: bool) -> None:
        """Let webhooks leave for the internet too if `public`."""
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
        """Connect to the first address of `host` that accepts. Raises `TargetRefused`."""
        failed: httpcore.ConnectError = httpcore.ConnectError(f"{host} has no address")
        addresses = await _addresses(host, port)
        for address in addresses:  # all before any: one refused address refuses the name
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
    """Refuse an address of `host` that webhooks may not be sent to. Raises `TargetRefused`."""
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
