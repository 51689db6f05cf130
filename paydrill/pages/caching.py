"""Tell browsers how long they may keep a file."""

from hashlib import sha256

from flask import Response, request

MAX_AGE_S = 365 * 24 * 60 * 60


def unchanging(response: Response) -> Response:
    """Let browsers keep a file whose address changes with its content."""
    response.cache_control.max_age = MAX_AGE_S
    response.cache_control.public = True
    response.cache_control.immutable = True
    return response


def checked_again(content: bytes, media_type: str) -> Response:
    """Make the response of a file that browsers ask for again, and get only if it has changed."""
    response = Response(content, content_type=media_type)
    response.headers["Cache-Control"] = "no-cache"
    response.set_etag(sha256(content).hexdigest())
    response.make_conditional(request)
    return response
