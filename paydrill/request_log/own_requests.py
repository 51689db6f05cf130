"""Requests that are no traffic of an application under test, and so are not kept in its log.

These are calls of the control API, which the test makes itself; the server's pages, files, health
checks and metrics; and what browsers ask of any server without being told to. They are counted.
Other paths that no contract knows are kept: a client's typing error is what people look for.
"""

import re
from collections.abc import Collection
from http import HTTPStatus

from paydrill.openapi.operation import Operation
from paydrill.pipeline.control_guard import CONTROL_PATH
from paydrill.pipeline.request import Request
from paydrill.sandbox.scripting import OWN_CONTRACTS

_UNDER_CONTROL = f"{CONTROL_PATH}/"
_READING = frozenset({"GET", "HEAD"})
_BROWSERS_ASK = re.compile(
    r"/favicon\.ico|/apple-touch-icon(-\d+x\d+)?(-precomposed)?\.png|/browserconfig\.xml"
    r"|/\.well-known/appspecific/com\.chrome\.devtools\.json|/docs/assets/[^/]+\.map"
)


def is_own(
    request: Request, operation: Operation | None, status: int, pages: Collection[str]
) -> bool:
    """Tell whether a request that was answered with a status is none of an application's.

    `operation` is `None` where no contract knows the path; `pages` are first segments of the paths
    of the server's pages and files. A page that there is not is a client's mistake, and so is
    another method than pages take.
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
