"""Paydrill: a contract-first mock payments server."""

__version__ = "0.1.0"
