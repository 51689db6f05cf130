"""Translate between the contracts' bodies and the engine's records and input."""

from typing import Any

HandlerResult = tuple[Any, int] | tuple[Any, int, str] | tuple[Any, int, str, dict[str, str]]
"""Body and status; the media type, unless it is the one asked for or the only one; headers."""
