"""Serve the files that the console's document loads."""

from flask import Blueprint, Response, abort, request

from paydrill.pages.caching import checked_again, unchanging
from paydrill.pages.console import OWN_FILES, built_file, media_type, own_file


def console_files() -> Blueprint:
    """Make the routes of the files, below the console's address."""
    pages = Blueprint("console", __name__)
    pages.after_request(_protect)

    @pages.get("/<name>")
    def own(name: str) -> Response:
        if name not in OWN_FILES:
            abort(404)
        return checked_again(own_file(name), media_type(name))

    @pages.get("/assets/<name>")
    def built(name: str) -> Response:
        try:
            content, compressed = built_file(name)
        except LookupError:
            abort(404)
        is_compressed = request.accept_encodings["gzip"] > 0
        response = Response(compressed if is_compressed else content, mimetype=media_type(name))
        if is_compressed:
            response.content_encoding = "gzip"
        response.vary.add("Accept-Encoding")
        return unchanging(response)

    return pages


def _protect(response: Response) -> Response:
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
