"""Serve the documentation: every contract as a file, in Swagger UI and in ReDoc.

The pages are reachable at short addresses, and always below ``/_control``, as a contract may have
the short ones. The Content-Security-Policy forbids every other host.
"""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from flask import Blueprint, Response, request, url_for

from paydrill.pages.caching import checked_again, unchanging
from paydrill.pages.console_files import console_files
from paydrill.pages.events import events_as_yaml
from paydrill.pages.published import PublishedContract, labels_of
from paydrill.pages.rendering import digest, render
from paydrill.pages.viewers import ASSETS, asset, version
from paydrill.sandbox.eviction import DEFAULT_SANDBOX
from paydrill.scenarios.files.schema import SCHEMA_FILE
from paydrill.values.own_contracts import CONTROL_PATH

# Files of styles written into a page, where the page allows no others.
_STYLES: tuple[str, ...] = ()
_REDOC_STYLES = ("documentation.css", "redoc.css", "pages.css")
_EMPTY_DIGEST = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
_MOST_NAMES = 10


class _Sandbox(NamedTuple):
    """The sandbox whose pages are read; `root` is the path of the server itself."""

    root: str
    name: str


def documentation(contracts: Mapping[str, PublishedContract]) -> Blueprint:
    """Make the documentation routes of these contracts, keyed by name, in order.

    The mapping is read at every request, so that it may change while the server runs.
    """
    pages = Blueprint("pages", __name__)
    _add_viewers(pages, contracts)
    _add_files(pages, contracts)
    pages.after_request(_protect)
    both = Blueprint("documentation", __name__)
    both.register_blueprint(pages)
    both.register_blueprint(pages, name="control_pages", url_prefix=CONTROL_PATH)
    both.register_blueprint(console_files(), url_prefix=f"{CONTROL_PATH}/console")
    return both


def _add_viewers(pages: Blueprint, contracts: Mapping[str, PublishedContract]) -> None:
    @pages.get("/docs")
    def swagger_ui() -> str:
        selector = [
            {"url": url_for(".contract_as_json", name=name), "name": label}
            for name, label in labels_of(contracts).items()
        ]
        return render(
            "swagger.html",
            asset=_asset_url,
            contracts=json.dumps(selector),
            folded=any(each.is_large for each in contracts.values()),
            sandbox=_sandbox(),
            page=request.path[1:],
            start=f"{request.script_root}/",
            redoc=url_for(".redoc"),
        )

    @pages.get("/redoc")
    def redoc() -> str | tuple[str, int]:
        shown = request.args.get("contract") or next(iter(contracts), "")
        labels = labels_of(contracts)
        links = {name: (url_for(".redoc", contract=name), labels[name]) for name in contracts}
        if shown not in contracts:
            return _contract_not_found_page([*links.values()]), 404
        return render(
            "redoc.html",
            asset=_asset_url,
            title=labels[shown],
            shown=shown,
            contract_url=url_for(".contract_as_json", name=shown),
            links=links,
            sandbox=_sandbox(),
            page=request.path[1:],
        )


def _add_files(pages: Blueprint, contracts: Mapping[str, PublishedContract]) -> None:
    @pages.get("/openapi/<name>.json")
    def contract_as_json(name: str) -> Response:
        if name not in contracts:
            return _not_found(_no_contract(contracts))
        content = contracts[name].as_json(*_root())
        return checked_again(content, "application/json")

    @pages.get("/openapi/<name>.yaml")
    def contract_as_yaml(name: str) -> Response:
        if name not in contracts:
            return _not_found(_no_contract(contracts))
        content = contracts[name].as_yaml(*_root())
        return checked_again(content, "application/yaml")

    @pages.get("/openapi/events.asyncapi.yaml")
    def events() -> Response:
        root, _ = _root()
        return checked_again(events_as_yaml(root), "application/yaml")

    @pages.get("/openapi/scenario.schema.json")
    def scenario_schema() -> Response:
        return checked_again(SCHEMA_FILE.read_bytes(), "application/schema+json")

    @pages.get("/docs/assets/<path:name>")
    def viewer_file(name: str) -> Response:
        if name not in ASSETS:
            return _not_found("There is no such asset.")
        return _asset(name)


def _asset(name: str) -> Response:
    return unchanging(Response(asset(name), mimetype=ASSETS[name][2]))


def _asset_url(name: str) -> str:
    # The version in the URL makes the long cache lifetime safe.
    return url_for(".viewer_file", name=name, v=version(name))


def _not_found(detail: str) -> Response:
    problem = {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": detail,
        "code": "not_found",
    }
    return Response(json.dumps(problem), status=404, content_type="application/problem+json")


def _contract_not_found_page(links: list[tuple[str, str]]) -> str:
    return render(
        "not_found.html",
        heading="Contract not found",
        text="This server has no contract of that name.",
        links=links,
    )


def _protect(response: Response) -> Response:
    is_redoc = (request.endpoint or "").endswith(".redoc")
    response.headers["Content-Security-Policy"] = _policy(_REDOC_STYLES if is_redoc else _STYLES)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@lru_cache(maxsize=2)
def _policy(styles: tuple[str, ...]) -> str:
    """Allow own scripts and the own server only; of styles these files, or any if there is none.

    Swagger UI writes style elements; ReDoc fills empty ones, so that a style in a contract's text,
    which ReDoc would show, has no effect. Both show images as data: URLs; Swagger UI shows images
    in a response from a blob, and ReDoc searches in a worker that it makes from one.
    """
    inline = ("sandbox.js", "links.js", "bounds.js", "swagger.js", "redoc.js")
    scripts = " ".join(["'self'", *map(digest, inline)])
    style = " ".join([_EMPTY_DIGEST, *map(digest, styles)] if styles else ["'unsafe-inline'"])
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {scripts}",
            f"style-src 'self' {style}",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src blob:",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'self'",  # the console's
        ]
    )


def _no_contract(contracts: Mapping[str, PublishedContract]) -> str:
    names = [*contracts][:_MOST_NAMES]
    return f"There is no contract of that name; {', '.join(names)} are there."


def _sandbox() -> _Sandbox:
    root, prefix, name = request.script_root.rpartition("/~")
    return _Sandbox(root, name) if prefix else _Sandbox(request.script_root, DEFAULT_SANDBOX)


def _root() -> tuple[str, str]:
    """Return the URL at which the reader of a contract finds this server, and a description.

    The URL is absolute, for generators of clients; without a usable Host, it is a path.
    """
    origin = f"{request.scheme}://{request.host}" if request.host else ""
    about = f"The sandbox {_sandbox().name} of the server that serves this document."
    return f"{origin}{request.script_root}", about
