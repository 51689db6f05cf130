"""A server of the shop alone, and a sandbox of its own for each test."""

from tests.journeys.one_contract import api, file_of, server
from tests.journeys.resources.shop import CONTRACT

__all__ = ["api", "server", "shop"]

shop = file_of(CONTRACT)
