"""Compare what requests of our contract can hold with what the provider's can."""

from collections.abc import Iterator, Mapping
from typing import Any

from bench.corpus.contract import Contract, Operation
from bench.stripe.published import FORM, JSON, NEWER, Answer, Published, route

_DEEPEST = 12
_ANY_STATUS = 500
_NEWER = (
    "GET /checkout/sessions takes created",
    "GET /checkout/sessions takes status",
    "POST /checkout/sessions takes ui_mode",
    "POST /payment_intents takes automatic_payment_methods[allow_redirects]",
    "POST /setup_intents takes automatic_payment_methods[allow_redirects]",
    "POST /setup_intents takes use_stripe_sdk",
    "POST /setup_intents/{intent}/confirm takes use_stripe_sdk",
)
"""What came after the file."""
_UNTOLD = "takes payment_method_data[card]"
"""What the provider takes with test keys, and does not tell: the card itself."""


def unknown(ours: Contract, published: Published) -> Iterator[str]:
    """Yield the operations, the parameters and the fields of ours that the provider has not."""
    for operation in ours.operations():
        key = route(operation)
        theirs = published.operations.get(key)
        if theirs is None:
            if key not in NEWER:
                yield f"{operation.label} is no operation of the provider"
            continue
        missing = set(_parameters(operation)) - set(_parameters(theirs))
        missing |= set(_fields(ours, operation)) - set(_fields(published.contract, theirs))
        told = (f"{operation.label} takes {each}" for each in sorted(missing))
        for each in told:
            if each not in _NEWER and _UNTOLD not in each:
                yield f"{each}, which the provider's does not"


def examples(ours: Contract) -> Iterator[Answer]:
    """Yield the answers that our contract shows as examples."""
    for operation in ours.operations():
        method, path = route(operation)
        for status, written in operation.definition["responses"].items():
            content = ours.resolve(written)["content"][JSON]
            several = [ours.resolve(each)["value"] for each in content.get("examples", {}).values()]
            shown = [content["example"]] if "example" in content else several
            code = _ANY_STATUS if status == "default" else int(status)
            for each in shown:
                yield Answer(method, path.replace("{}", "example"), code, each)


def statuses(ours: Contract) -> set[tuple[str, str]]:
    """Return the statuses that objects of our contract can have, each with its object."""
    found = set()
    for each in ours.document["components"]["schemas"].values():
        properties = each.get("properties", {})
        [name, *_] = properties.get("object", {}).get("enum", [""])
        for status in ours.resolve(properties.get("status")).get("enum", []):
            found.add((name, status))
    return found


def _parameters(operation: Operation) -> Iterator[str]:
    for each in operation.parameters:
        if each.get("in") == "query":
            yield str(each["name"])


def _fields(contract: Contract, operation: Operation) -> Iterator[str]:
    body = contract.resolve(operation.definition.get("requestBody"))
    schema = body.get("content", {}).get(FORM, {}).get("schema")
    return _names(contract, schema, "")


def _names(contract: Contract, schema: Any, above: str, depth: int = 0) -> Iterator[str]:
    """Yield the fields of a form with those inside them, as `shipping[address][city]`."""
    if depth > _DEEPEST:
        return
    found: Mapping[str, Any] = contract.resolve(schema)
    for name, each in found.get("properties", {}).items():
        path = f"{above}[{name}]" if above else name
        yield path
        yield from _names(contract, each, path, depth + 1)
    for each in (*found.get("anyOf", ()), *filter(None, [found.get("items")])):
        yield from _names(contract, each, above, depth + 1)
