"""Answer requests that no endpoint answers: unknown paths, other methods, OPTIONS."""

from paydrill.openapi.operation import Operation
from paydrill.pipeline.request import Request
from paydrill.pipeline.response import Refusal, Response, refuse
from paydrill.pipeline.router import Match, Routes


def not_found(request: Request, routes: Routes) -> Response:
    """Refuse a path that is not served, with the served paths that may have been meant."""
    hint = routes.nearest.hint(request.method, request.path, request.prefix)
    detail = f"Nothing is served at this path; /docs lists what is{hint}"
    return refuse(Refusal(404, "not_found", detail), None)


def other_method(request: Request, match: Match, routes: Routes) -> tuple[Response, Operation]:
    """Answer OPTIONS with the path's methods; refuse another method with 405 and `Allow`.

    The refusal has the error shape of the operation that is returned with it.
    """
    known = match.operations
    operation = next(iter(known.values()))
    allowed = {*known, "OPTIONS", *(["HEAD"] if "GET" in known else [])}
    headers = {"Allow": ", ".join(sorted(allowed))}
    if request.method == "OPTIONS":
        return Response(204, "", b"", headers), operation
    hint = routes.nearest.hint_of_method(request.method, operation.path, request.prefix)
    detail = f"This path takes {headers['Allow']}{hint}"
    return refuse(Refusal(405, "method_not_allowed", detail, (), headers), operation), operation


def not_compiled(operation: Operation) -> Response:
    """Refuse an operation of a shape that cannot be compiled yet."""
    detail = f"{operation.id} has a body or a parameter of a kind that is not served yet"
    return refuse(Refusal(501, "not_implemented", detail), operation)
