"""Read one operation of a contract: its requests, responses and errors."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from paydrill.openapi.arguments import ArgumentNames, argument_names
from paydrill.openapi.kinds import every, reference_of
from paydrill.openapi.pointers import resolve
from paydrill.openapi.templates import names_in
from paydrill.openapi.types import parts_of
from paydrill.openapi.validators import Schemas

PROBLEM_JSON = "application/problem+json"
JSON = "application/json"


def id_of(contract: str, path: str, method: str, definition: dict[str, Any]) -> str:
    """Name an operation: its `operationId`, or one made from contract, method and whole path."""
    return str(definition.get("operationId") or f"{contract}.{method}{path}")


@dataclass(frozen=True)
class Operation:
    """One method, in lower case, of one path template of a contract."""

    contract: str
    base_path: str
    template: str
    method: str
    document: dict[str, Any]
    definition: dict[str, Any]
    schemas: Schemas
    id: str = field(init=False)
    """The `operationId`, or one made from method and path."""

    def __post_init__(self) -> None:
        """Make the id, which every request needs."""
        id_ = id_of(self.contract, self.path, self.method, self.definition)
        object.__setattr__(self, "id", id_)

    @cached_property
    def kept(self) -> dict[tuple[Any, ...], Any]:
        """Things that others make of it once and use again, by keys of their own."""
        return {}

    @property
    def path(self) -> str:
        """The whole path template, base path included."""
        return self.base_path + self.template

    @property
    def path_names(self) -> list[str]:
        """Names of the parameters in the path template, in its order."""
        return names_in(self.path)

    @property
    def summary(self) -> str:
        """Its summary, or else its id."""
        return str(self.definition.get("summary") or self.id)

    @cached_property
    def responses(self) -> dict[str, dict[str, Any]]:
        """Documented responses by status: `200`, `4XX`, `default`."""
        return {
            str(status): resolve(self.document, response)
            for status, response in self.definition["responses"].items()
        }

    @cached_property
    def echoed(self) -> tuple[str, ...]:
        """The headers of a request that its responses document as well, and so repeat."""
        asked = {each["name"] for each in self.parameters if each["in"] == "header"}
        return tuple(sorted(asked & self._response_headers.keys()))

    @cached_property
    def request_id_prefix(self) -> str | None:
        """The beginning of a documented `Request-Id`, as its example has it; `None` without one."""
        node = self._response_headers.get("Request-Id")
        if node is None:
            return None
        header = resolve(self.document, node)
        example = str(header.get("example", ""))
        return "".join(example.rpartition("_")[:2])

    @cached_property
    def _response_headers(self) -> dict[str, Any]:
        headers: dict[str, Any] = {}
        for response in self.responses.values():
            headers |= response.get("headers") or {}
        return headers

    def documents(self, status: int) -> str | None:
        """Return the key that documents a status: itself, its class, `default`; `None` if none."""
        keys = {key.upper(): key for key in self.responses}
        named = (str(status), f"{status // 100}XX", "DEFAULT")
        return next((keys[each] for each in named if each in keys), None)

    @cached_property
    def parameters(self) -> tuple[dict[str, Any], ...]:
        """Documented parameters; those of the operation replace the path's own of the same name."""
        found = (resolve(self.document, node) for node in self.definition["parameters"])
        return tuple({(each["in"], each["name"]): each for each in found}.values())

    @cached_property
    def argument_names(self) -> ArgumentNames:
        """Names of the handler's arguments, by place and name of the path and query parameters."""
        in_path = [{"in": "path", "name": name} for name in self.path_names]
        return argument_names([*in_path, *self.parameters])

    @property
    def security(self) -> list[dict[str, list[str]]]:
        """Its security requirements, of which one has to be met; empty for none."""
        requirements: list[dict[str, list[str]]] = self.definition["security"]
        return requirements

    @property
    def challenge(self) -> str:
        """The value of `WWW-Authenticate`: the schemes that can be used (RFC 9110 §11.6.1)."""
        names = [
            "ApiKey"
            if scheme["type"] == "apiKey"
            else str(scheme.get("scheme", "bearer")).capitalize()
            for scheme in self._security_schemes
        ]
        return ", ".join(f'{name} realm="paydrill"' for name in dict.fromkeys(names))

    @property
    def credential_places(self) -> list[str]:
        """The places that its security schemes take credentials from, in words."""
        words = {"header": "the header", "query": "the query parameter", "cookie": "the cookie"}
        places = (
            f"{words[scheme['in']]} {scheme['name']}"
            if scheme["type"] == "apiKey"
            else "the header Authorization"
            for scheme in self._security_schemes
        )
        return list(dict.fromkeys(places))

    @property
    def credentials_in_query(self) -> Iterator[str]:
        """Names of the query parameters that its security schemes ask for."""
        for scheme in self._security_schemes:
            if scheme["type"] == "apiKey" and scheme["in"] == "query":
                yield scheme["name"]

    @property
    def _security_schemes(self) -> list[dict[str, Any]]:
        """The security schemes that it names, in their order, but for those not defined."""
        schemes = self.document.get("components", {}).get("securitySchemes", {})
        wanted = dict.fromkeys(name for requirement in self.security for name in requirement)
        return [resolve(self.document, schemes[name]) for name in wanted if name in schemes]

    @cached_property
    def success(self) -> tuple[int, dict[str, Any]]:
        """Status and definition of the lowest documented 2xx response."""
        for status in sorted(self.responses):
            if status.startswith("2"):
                return int(status.replace("XX", "00")), self.responses[status]
        return 200, {"description": "", "content": {}}

    @cached_property
    def media_types(self) -> tuple[str, ...]:
        """The media types of a successful response, in the contract's order of preference."""
        return tuple(self.success[1].get("content", {}))

    @cached_property
    def body_content(self) -> dict[str, dict[str, Any]]:
        """The body's documented media types, by name in lower case; empty without a body."""
        body = resolve(self.document, self.definition.get("requestBody", {}))
        return {
            name.lower(): resolve(self.document, media)
            for name, media in body.get("content", {}).items()
        }

    @cached_property
    def body_schemas(self) -> dict[str, dict[str, Any]]:
        """The body's schema by media type without parameters; empty when there is no body."""
        schemas: dict[str, dict[str, Any]] = {}
        for name, media in self.body_content.items():
            schemas.setdefault(name.partition(";")[0].strip(), media.get("schema", {}))
        return schemas

    @cached_property
    def body_required(self) -> bool:
        """Whether a request without a body is wrong."""
        body = resolve(self.document, self.definition.get("requestBody", {}))
        return bool(body.get("required", False))

    @cached_property
    def _body_schema(self) -> dict[str, Any]:
        """The schema of the JSON body, or else of the first media type's."""
        first = next(iter(self.body_schemas.values()), {})
        return resolve(self.document, self.body_schemas.get(JSON, first))

    @cached_property
    def body_defaults(self) -> dict[str, Any]:
        """Defaults of the body's top-level properties."""
        schema = self._body_schema
        properties = {
            name: resolve(self.document, value)
            for name, value in schema.get("properties", {}).items()
        }
        return {name: value["default"] for name, value in properties.items() if "default" in value}

    @property
    def optional_fields(self) -> frozenset[str]:
        """Optional top-level properties of the body."""
        schema = self._body_schema
        return frozenset(schema.get("properties", {})) - frozenset(schema.get("required", ()))

    @cached_property
    def takes_card_numbers(self) -> bool:
        """Whether its body has room for a card number: a text of the format `card-number`."""
        waiting: list[Any] = list(self.body_schemas.values())
        seen: set[str] = set()
        while waiting:
            for node, kind, _ in every(waiting.pop(), "schema"):
                reference = reference_of(node, kind)
                if reference is not None and reference not in seen:
                    seen.add(reference)
                    waiting.append(resolve(self.document, node))
                elif isinstance(node, dict) and node.get("format") == "card-number":
                    return True
        return False

    @property
    def waits_for(self) -> str | None:
        """The list in its response that clients may wait for, if any (see `pipeline.waiting`)."""
        wanted: str | None = self.definition.get("x-paydrill-waits-for")
        return wanted

    @property
    def beats_accept(self) -> str:
        """Name of the parameter that, if sent, chooses the media type instead of `Accept`."""
        marked = (each["name"] for each in self.parameters if each.get("x-paydrill-beats-accept"))
        return next(marked, "")

    @cached_property
    def documents_refusals(self) -> bool:
        """Whether it documents a 400; if not, unknown query parameters are ignored."""
        return not self.responses.keys().isdisjoint({"400", "4XX", "default"})

    @cached_property
    def speaks_problems(self) -> bool:
        """Whether errors are RFC 9457 problems; if not, they are `{"message": …}`."""
        errors = [r for status, r in self.responses.items() if not status.startswith(("2", "3"))]
        contents = [response.get("content") or {} for response in errors]
        if any(PROBLEM_JSON in content for content in contents):
            return True
        schemas = [content[JSON].get("schema", {}) for content in contents if JSON in content]
        return not any("message" in self.fields_of(schema) for schema in schemas)

    def fields_of(self, schema: Any) -> set[str]:
        """Return the names of the fields that a schema documents."""
        parts = parts_of(self.document, schema)
        return {name for part in parts for name in part.get("properties", {})}

    @cached_property
    def fields_of_message(self) -> frozenset[str] | None:
        """Pointers of the fields that the contract's own text of a 400 is about, if it has one."""
        fields = self.responses.get("400", {}).get("x-paydrill-message-about")
        return None if fields is None else frozenset(fields)

    def example(self, status: str, media_type: str) -> Any:
        """Return the first documented example of a response. Raises `LookupError` without one."""
        media = self.responses[status]["content"][media_type]
        if "example" in media:
            return media["example"]
        for example in media.get("examples", {}).values():
            return resolve(self.document, example)["value"]
        return resolve(self.document, media.get("schema", {}))["example"]
