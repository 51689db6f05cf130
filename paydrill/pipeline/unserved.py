"""Answer requests that no endpoint answers: unknown paths, other methods, OPTIONS."""

from paydrill.pipeline.error_shape import refuse
from paydrill.pipeline.refusal import Refusal
from paydrill.pipeline.request import Request
from paydrill.pipeline.response import Response
from paydrill.pipeline.result import Result
from paydrill.pipeline.router import Routes


def not_found(request: Request, routes: Routes) -> Response:
    """Refuse a path that is not served, with the served paths that may have been meant.

    Clients of a provider know no shape of errors but its own.
    """
    hint = routes.nearest.hint(request.method, request.path, request.prefix)
    detail = f"Nothing is served at this path; /docs lists what is{hint}"
    return refuse(Refusal(404, "not_found", detail), routes.of_provider(request.path))


def other_method(request: Request, routes: Routes) -> Result:
    """Answer OPTIONS with the path's methods; refuse another method with 405 and `Allow`."""
    known = request.match.operations
    operation = next(iter(known.values()))  # any of them: it gives the error its shape
    allowed = {*known, "OPTIONS", *(["HEAD"] if "GET" in known else [])}
    headers = {"Allow": ", ".join(sorted(allowed))}
    if request.method == "OPTIONS":
        return Result(operation, Response(204, "", b"", headers))
    hint = routes.nearest.hint_of_method(request.method, operation.path, request.prefix)
    detail = f"This path takes {headers['Allow']}{hint}"
    refusal = Refusal(405, "method_not_allowed", detail, (), headers)
    return Result(operation, refuse(refusal, operation))
