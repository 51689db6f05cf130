"""Turn a case of Schemathesis into the bytes of a request."""

from urllib.parse import quote

import requests
from schemathesis.generation.case import Case

from bench.corpus.contract import Contract, Operation
from bench.corpus.credentials import BEARER, credentials
from bench.corpus.forms import FORM, written
from bench.corpus.parts import is_declared
from bench.corpus.sending import Request

_ROOT = "http://corpus.invalid"
_BOUNDARY = b"corpus-boundary"
_ITS_OWN = {"accept-encoding", "connection", "content-length", "x-schemathesis-testcaseid"}


def prepared(contract: Contract, operation: Operation, case: Case) -> Request:
    """Return a case as bytes, with the credentials that the operation asks for."""
    made = requests.Request(**case.as_transport_kwargs(base_url=_ROOT)).prepare()
    headers = {"Host": "127.0.0.1", "Accept": "*/*"}
    for name, value in made.headers.items():
        text = value.decode("latin-1") if isinstance(value, bytes) else str(value)
        if name.lower() not in _ITS_OWN and not text.startswith("schemathesis/"):
            headers[name] = text
    body = made.body or b""
    if not isinstance(body, bytes):
        body = body.encode() if isinstance(body, str) else b"".join(body)
    if is_declared(operation, "Authorization"):
        headers["Authorization"] = BEARER  # a client sends what is declared, ignored or not
    if case.media_type == FORM and isinstance(case.body, dict):
        body = written(contract, operation, case.body)
    request = Request(operation.method.upper(), made.path_url, headers, body)
    for credential in credentials(contract, operation):
        request = _with(request, *credential)
    return _without_chance(request)


def _with(request: Request, place: str, name: str, value: str) -> Request:
    """Return a request with one credential more."""
    if place == "header":
        return request._replace(headers={**request.headers, name: value})
    if place == "cookie":
        cookies = [request.headers["Cookie"]] if "Cookie" in request.headers else []
        together = "; ".join([*cookies, f"{name}={value}"])
        return request._replace(headers={**request.headers, "Cookie": together})
    if f"{quote(name)}=" in request.path.partition("?")[2]:
        return request
    joint = "&" if "?" in request.path else "?"
    return request._replace(path=f"{request.path}{joint}{quote(name)}={value}")


def _without_chance(request: Request) -> Request:
    """Replace a drawn multipart boundary, so that the same request is made again."""
    kind, _, boundary = request.headers.get("Content-Type", "").partition("boundary=")
    if not boundary:
        return request
    headers = {**request.headers, "Content-Type": f"{kind}boundary={_BOUNDARY.decode()}"}
    body = request.body.replace(boundary.encode(), _BOUNDARY)
    return request._replace(headers=headers, body=body)
