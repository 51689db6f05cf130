"""What the contracts call things: bodies from engine records, and engine input from bodies."""

from typing import Any

Answer = tuple[Any, int] | tuple[Any, int, str]
"""Body and status; and the media type, where it is not the one asked for or the only one."""
