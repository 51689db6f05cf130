"""Exceptions that stop a request in the pipeline."""

from paydrill.pipeline.refusal import Refusal


class Refused(Exception):
    """The request is refused."""

    def __init__(self, refusal: Refusal) -> None:
        """Keep the `refusal` to answer with."""
        super().__init__(refusal.detail)
        self.refusal = refusal


class ClientLeft(Exception):
    """The client left before its request was complete; no response is awaited."""
