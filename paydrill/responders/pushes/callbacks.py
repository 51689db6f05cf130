"""Follow the requests of one operation that has callbacks: keep the URLs that they give."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import orjson

from paydrill.openapi.media_types import is_json
from paydrill.openapi.operation import Operation
from paydrill.openapi.runtime_expressions import Exchange, Message
from paydrill.responders.pushes.sending import Pushes
from paydrill.responders.pushes.subjects import of_request
from paydrill.responders.resources.addresses import filled, text_of
from paydrill.responders.resources.roles import Role
from paydrill.responders.sent_values import values_of
from paydrill.sandbox.sandbox import Sandbox
from paydrill.values.plain import plain

_OK, _AFTER_OK = 200, 300


class Callbacks:
    """The callbacks of one operation."""

    def __init__(self, operation: Operation, pushes: Pushes, role: Role | None) -> None:
        """Take an operation, what its contract pushes, and its role if it is about a resource."""
        self._operation = operation
        self._pushes = pushes
        self._role = role

    def follow(
        self,
        sandbox: Sandbox,
        sent: tuple[Any, Mapping[str, Any]],
        base_url: str,
        answer: tuple[Any, int, str, dict[str, str]],
    ) -> None:
        """Keep what a request gave, and send its callbacks if the scenario says so.

        `sent` has its body and its parameters. Only successes have callbacks.
        """
        if not _OK <= answer[1] < _AFTER_OK:
            return
        exchange = exchange_of(self._operation, sandbox, sent, base_url, answer)
        role, path, shown = self._role, exchange.request.path, exchange.response.body
        about = role and of_request(sandbox, self._pushes.catalog, role, path, shown)
        self._pushes.answered(sandbox, self._operation.id, about, exchange)


def exchange_of(
    operation: Operation,
    sandbox: Sandbox,
    sent: tuple[Any, Mapping[str, Any]],
    base_url: str,
    answer: tuple[Any, int, str, dict[str, str]],
) -> Exchange:
    """Return a request and its response as runtime expressions see them.

    `sent` has the body and the parameters of the request.
    """
    content, status, media_type, headers = answer
    is_text = isinstance(content, bytes) and content and is_json(media_type)
    body, parameters = sent
    values = values_of(operation, parameters)
    texts = [text_of(values["path"].get(each, "")) for each in operation.path_names]
    names = {each["name"] for each in operation.parameters if each["in"] == "query"}
    query = {name: each for name, each in values["query"].items() if name in names}
    url = base_url.rstrip("/") + filled(operation.path, texts)
    by_name = {name.lower(): each for name, each in headers.items()}
    return Exchange(
        f"{url}?{urlencode(query, doseq=True)}" if query else url,
        operation.method.upper(),
        Message(sandbox.header, plain(body), values["path"], values["query"]),
        status,
        Message(
            lambda name: by_name.get(name.lower()), orjson.loads(content) if is_text else content
        ),
    )
