"""Exceptions that stop a request in the pipeline, or keep an operation out of it."""

from paydrill.pipeline.response import Refusal


class Refused(Exception):
    """The request is refused."""

    def __init__(self, refusal: Refusal) -> None:
        """Keep the `refusal` to answer with."""
        super().__init__(refusal.detail)
        self.refusal = refusal


class ClientLeft(Exception):
    """The client left before its request was complete; no response is awaited."""


class NotCompiled(Exception):
    """An operation of a shape that is not served yet."""
