"""What the contracts call things: bodies from engine records, and engine input from bodies."""

from typing import Any

Answer = tuple[Any, int] | tuple[Any, int, str] | tuple[Any, int, str, dict[str, str]]
"""Body and status; the media type, where it is not the one asked for or the only one; headers."""
