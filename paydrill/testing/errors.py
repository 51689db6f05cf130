"""Say what kept a test from talking to its server."""


class PaydrillError(Exception):
    """A server that cannot be used as the test asks. The text is a sentence."""


class NotAnswered(PaydrillError):
    """No usable response, or no server at all."""


class Refused(PaydrillError):
    """The server refused a request of the test's own; `code` is the problem's."""

    def __init__(self, status: int, code: str, detail: str) -> None:
        """Make the text out of the server's own."""
        super().__init__(f"{status} {code}: {detail}")
        self.status = status
        self.code = code
