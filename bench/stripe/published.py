"""Judge answers by the contract that the provider publishes, with no line of the product."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from jsonschema_rs import Draft202012Validator

from bench.corpus.contract import Contract, Operation
from bench.corpus.schemas import standalone

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
_NAMED = re.compile(r"\{[^}]*\}")


NEWER = {("post", "/v1/checkout/sessions/{}"): "checkout.session"}
"""Operations that are younger than the file, and the objects that they answer."""


class Answer(NamedTuple):
    """One answer: what was asked, and what came."""

    method: str
    path: str
    status: int
    body: Any

    @property
    def asked(self) -> str:
        """Method, path and status, as they are printed."""
        return f"{self.method.upper()} {self.path} {self.status}"


class Published:
    """The provider's operations, and the schemas of what they answer, compiled once."""

    def __init__(self, contract: Contract) -> None:
        self.contract = contract
        self.operations = {route(each): each for each in contract.operations()}
        routes = [*self.operations, *NEWER]
        self._routes = {each: re.compile(_pattern_of(each[1])) for each in routes}
        objects = contract.document["components"]["schemas"]
        schemas = {f"object {name}": schema for name, schema in objects.items()}
        schemas |= dict(self._answers())
        self._known = frozenset(schemas)
        whole = standalone(contract, {"properties": schemas}, "response")
        self._validator = Draft202012Validator(whole, validate_formats=True)

    def operation_of(self, method: str, path: str) -> tuple[str, str] | None:
        """Return the route of a request: of those that fit, the one that names most."""
        fits = [
            each
            for each, pattern in self._routes.items()
            if each[0] == method and pattern.fullmatch(path)
        ]
        return min(fits, key=lambda each: each[1].count("{}"), default=None)

    def faults(self, answer: Answer) -> list[str]:
        """Return how an answer breaks the schema that is documented for it."""
        operation = self.operation_of(answer.method, answer.path)
        if operation is None:
            return ["the provider has no such operation"]
        for status in (str(answer.status), "default"):
            name = _name(operation, status)
            if name in self._known:
                return self._broken(name, answer.body)
        return [f"the provider documents no {answer.status}"]

    def faults_of_object(self, body: Mapping[str, Any]) -> list[str]:
        """Return how an object breaks the schema of its kind."""
        name = f"object {body.get('object')}"
        if name not in self._known:
            return [f"the provider has no {name}"]
        return self._broken(name, body)

    def _broken(self, name: str, value: Any) -> list[str]:
        return [
            f"/{'/'.join(map(str, error.instance_path[1:]))}: {error.message[:300]}"
            for error in self._validator.iter_errors({name: value})
        ]

    def _answers(self) -> Iterator[tuple[str, Any]]:
        for key, operation in self.operations.items():
            for status, written in operation.definition["responses"].items():
                content = self.contract.resolve(written).get("content", {})
                if JSON in content:
                    yield _name(key, str(status)), content[JSON]["schema"]
        for key, name in NEWER.items():
            yield _name(key, "200"), {"$ref": f"#/components/schemas/{name}"}
            yield _name(key, "default"), {"$ref": "#/components/schemas/error"}


def route(operation: Operation) -> tuple[str, str]:
    """Return the method, and the path without the names of its parameters."""
    return operation.method, _NAMED.sub("{}", operation.base_path + operation.path)


def _pattern_of(path: str) -> str:
    """Return a regular expression of the paths that a template stands for."""
    return "[^/]+".join(map(re.escape, path.split("{}")))


def _name(operation: tuple[str, str], status: str) -> str:
    method, path = operation
    return f"{method} {path} {status}"
