"""Say why something outside failed, in words for the person at the terminal."""

from http.client import BadStatusLine, IncompleteRead
from json import JSONDecodeError
from urllib.error import URLError


def cause_of(error: BaseException) -> str:
    """Say what went wrong, without numbers and names that only programmers know."""
    match error:
        case URLError(reason=BaseException() as reason):
            return cause_of(reason)
        case OSError(strerror=str(words)):
            return f"{error.filename}: {words}" if error.filename else words
        case IncompleteRead():
            return "the answer was cut short"
        case BadStatusLine() if not isinstance(error, OSError):
            return "it does not speak HTTP"
        case JSONDecodeError() | UnicodeDecodeError():
            return "the answer is not JSON"
    return str(error)
