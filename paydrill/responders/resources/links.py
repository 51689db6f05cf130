"""Let the links that a thing has from the contract's example lead to the thing itself, and here."""

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from paydrill.openapi.directions import RESPONSE
from paydrill.openapi.operation import Operation
from paydrill.openapi.validators import Validator
from paydrill.responders.last_page import servers_of
from paydrill.responders.resources.addresses import step, text_of
from paydrill.responders.resources.kinds import Kind
from paydrill.responders.samples.context import Context

_ADDRESS = re.compile(r"https?://|/")


class Links:
    """The links of the things of one kind, as one operation makes them."""

    def __init__(self, operation: Operation, kind: Kind) -> None:
        """Write links for things of a kind."""
        self._operation = operation
        self._kind = kind

    def written(self, value: dict[str, Any], id_: str, context: Context) -> dict[str, Any]:
        """Copy a thing; links of the example that were not sent lead to it, on this server."""
        example = self._kind.example
        found = [name for name in self._names if value.get(name) == example[name]]
        if not found:
            return value
        here = context.base_url.rstrip("/") + self._operation.base_path
        written = value | {name: self._led(value[name], step(id_), here) for name in found}
        return written if self._judge.is_valid(written) else value

    @cached_property
    def _names(self) -> list[str]:
        """The fields of the example that have addresses in them."""
        return [name for name, each in self._kind.example.items() if _has_address(each)]

    @cached_property
    def _servers(self) -> list[str]:
        return servers_of(self._operation.document)

    @cached_property
    def _judge(self) -> Validator:
        return self._operation.schemas.of(RESPONSE).compile(self._kind.schema)

    @cached_property
    def _own(self) -> re.Pattern[str]:
        """The example's id, as a step of a path or a value of a query."""
        own = self._kind.example.get(self._kind.id_field)
        id_ = "" if own is None else step(text_of(own))
        return re.compile(rf"(?<=[/=]){re.escape(id_)}(?=[/?&#:]|$)" if id_ else r"(?!)")

    def _led(self, value: Any, id_: str, here: str) -> Any:
        if isinstance(value, Mapping):
            return {name: self._led(each, id_, here) for name, each in value.items()}
        if isinstance(value, list):
            return [self._led(each, id_, here) for each in value]
        if not isinstance(value, str) or not _ADDRESS.match(value):
            return value
        server = next((each for each in self._servers if value.startswith(f"{each}/")), None)
        rest = self._own.sub(lambda _: id_, value.removeprefix(server or ""))
        return rest if server is None else here + rest


def _has_address(value: Any) -> bool:
    """Tell whether a value is an address, or has one in it."""
    if isinstance(value, Mapping):
        return any(map(_has_address, value.values()))
    if isinstance(value, list):
        return any(map(_has_address, value))
    return isinstance(value, str) and _ADDRESS.match(value) is not None
