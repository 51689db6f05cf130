"""What stops a request on its way through the pipeline, and an operation on its way into it."""

from paydrill.pipeline.response import Refusal


class Refused(Exception):
    """The request cannot be answered as asked."""

    def __init__(self, refusal: Refusal) -> None:
        """`refusal` is what to say."""
        super().__init__(refusal.detail)
        self.refusal = refusal


class ClientLeft(Exception):
    """The client went away before its request was complete; nobody waits for an answer."""


class NotCompiled(Exception):
    """An operation of a shape that is left to Connexion and Flask."""
