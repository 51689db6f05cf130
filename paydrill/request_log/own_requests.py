"""Recognise requests that an application under test did not make; they are not logged.

These are calls of the control API, which the test makes itself; the server's pages, files, health
checks and metrics; and files that browsers request from any server by themselves. They are counted.
Requests for other unknown paths are logged: a client's typing error is what people look for.
"""

import re
from collections.abc import Collection
from http import HTTPStatus

from paydrill.openapi.operation import Operation
from paydrill.pipeline.request import Request
from paydrill.values.own_contracts import CONTROL_PATH, OWN_CONTRACTS

_UNDER_CONTROL = f"{CONTROL_PATH}/"
_READING = frozenset({"GET", "HEAD"})
_BROWSERS_ASK = re.compile(
    r"/favicon\.ico|/apple-touch-icon(-\d+x\d+)?(-precomposed)?\.png|/browserconfig\.xml"
    r"|/\.well-known/appspecific/com\.chrome\.devtools\.json|/docs/assets/[^/]+\.map"
)


def is_own(
    request: Request, operation: Operation | None, status: int, pages: Collection[str]
) -> bool:
    """Tell whether a request, whose response had `status`, is not an application's.

    `operation` is `None` where no contract knows the path; `pages` are the first path segments of
    the server's pages and files. A request for a missing page is an application's mistake, and so
    is a method that pages do not take.
    """
    path = request.path
    if path == CONTROL_PATH or path.startswith(_UNDER_CONTROL):
        return True
    if request.method not in _READING:
        return False
    if operation is not None:
        return operation.contract in OWN_CONTRACTS
    segment = path.removeprefix("/").partition("/")[0]
    is_page = segment in pages and status != HTTPStatus.NOT_FOUND
    return is_page or _BROWSERS_ASK.fullmatch(path) is not None
