"""The headers that a contract of others wants with its refusals, whether it has bodies or not."""

import pytest

from tests.in_process import Asked, InProcess, only

server = only("""
openapi: 3.1.0
info: {title: Bank, version: 1.0.0}
paths:
  /accounts:
    get:
      security: [{key: []}]
      parameters: [{name: limit, in: query, schema: {type: integer}}]
      responses:
        '200': {description: Fine.}
        '400':
          description: Wrong.
          headers: {X-Trace: {$ref: '#/components/headers/Trace'}}
          content: {application/json: {schema: {type: object, required: [why]}}}
        '401':
          description: Who are you?
          headers:
            X-Trace: {$ref: '#/components/headers/Trace'}
            X-May-Be: {schema: {type: string}}
            WWW-Authenticate: {required: true, schema: {type: string}}
components:
  headers: {Trace: {required: true, schema: {type: string, format: uuid}}}
  securitySchemes: {key: {type: http, scheme: bearer}}
""")


@pytest.mark.parametrize(
    ("credentials", "status"), [((), 401), ((("Authorization", "Bearer x"),), 400)]
)
def test_a_refusal_has_the_headers_that_must_be_there(
    server: InProcess, credentials: tuple[tuple[str, str], ...], status: int
) -> None:
    answer = server.ask(Asked("GET", "/accounts?limit=x", b"", credentials))
    assert answer.status == status
    assert len(answer.headers["x-trace"]) == 36
    assert "x-may-be" not in answer.headers
    assert answer.headers.get("www-authenticate", 'Bearer realm="paydrill"').startswith("Bearer")
