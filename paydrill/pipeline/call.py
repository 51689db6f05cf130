"""Hold one call of an operation while it is executed."""

from typing import Any, Protocol

from paydrill.sandbox.sandbox import Sandbox


class Asked(Protocol):
    """A request, apart from its parameters and body."""

    @property
    def sandbox(self) -> str:
        """Name of the sandbox that the request means."""

    prefix: str
    """Prefix of the path that names the sandbox; may be empty."""

    def header_text(self, name: str) -> str | None:
        """Return the value of a header; `name` may be in any case."""

    @property
    def accept(self) -> str:
        """The value of `Accept`; empty where it was not sent."""

    @property
    def base_url(self) -> str | None:
        """The URL of the sandbox as the client called it, or `None` for an unusable host."""

    def header(self, name: bytes) -> str | None:
        """Return the value of a header; `name` is in lower case."""


class Call:
    """One call of an operation; `sandbox` is the sandbox that it acts in, once that is open."""

    __slots__ = ("arguments", "asked", "sandbox")

    def __init__(self, asked: Asked, arguments: dict[str, Any]) -> None:
        """Call an operation with valid `arguments`, parameters and body."""
        self.asked = asked
        self.arguments = arguments
        self.sandbox: Sandbox | None = None
