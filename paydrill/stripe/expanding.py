"""Put objects in the place of their ids, where a request asks for it with `expand`."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from paydrill.sandbox.sandbox import Sandbox
from paydrill.stripe.errors import invalid
from paydrill.stripe.objects import Body

DEEPEST = 4

EXPANDABLE: Mapping[str, frozenset[str]] = {
    "balance_transaction": frozenset({"source"}),
    "charge": frozenset({"balance_transaction", "customer", "payment_intent", "refunds"}),
    "checkout.session": frozenset({"customer", "line_items", "payment_intent", "setup_intent"}),
    "customer": frozenset({"invoice_settings.default_payment_method"}),
    "dispute": frozenset({"charge", "payment_intent"}),
    "payment_intent": frozenset({"customer", "latest_charge", "payment_method"}),
    "payment_method": frozenset({"customer"}),
    "price": frozenset({"product"}),
    "product": frozenset({"default_price"}),
    "search_result": frozenset({"total_count"}),
    "refund": frozenset(
        {"balance_transaction", "charge", "failure_balance_transaction", "payment_intent"}
    ),
    "setup_intent": frozenset({"customer", "payment_method"}),
}
"""The fields that can be expanded, by the object that has them."""

Resolve = Callable[[Sandbox, str], Body | None]
"""Returns the object of an id as it is shown; `None` where it is gone."""


def expand(
    sandbox: Sandbox,
    body: Body,
    paths: Iterable[str],
    resolve: Resolve,
    included: Mapping[str, Callable[[Sandbox, Body], Body]],
) -> Body:
    """Expand the fields of an object, or of the objects of a list, that dotted paths name.

    `included` makes what an object has only on demand, by the name of the field. Raises
    `InvalidInput` for a path that leads nowhere or too deep.
    """
    for path in paths:
        steps = path.split(".")
        own = steps[1:] if steps[0] == "data" and isinstance(body.get("data"), list) else steps
        if len(own) > DEEPEST:
            raise invalid("expand", f"You cannot expand more than {DEEPEST} levels: {path}.")
        _Expansion(sandbox, path, resolve, included).into(body, steps)
    return body


class _Expansion:
    """The expansion of one path."""

    def __init__(
        self,
        sandbox: Sandbox,
        path: str,
        resolve: Resolve,
        included: Mapping[str, Callable[[Sandbox, Body], Body]],
    ) -> None:
        self._sandbox = sandbox
        self._path = path
        self._resolve = resolve
        self._included = included

    def into(self, body: Any, steps: list[str]) -> None:
        """Expand in a body what the steps lead to."""
        if not steps or body is None or body.get("deleted"):
            return
        is_own = steps[0] in EXPANDABLE.get(body.get("object", ""), ())
        if isinstance(body.get("data"), list) and not is_own:
            if steps[0] != "data":
                raise self._impossible()
            for each in body["data"]:
                self._field(each, steps[1:])
            return
        self._field(body, steps)

    def _field(self, body: Body, steps: list[str]) -> None:
        if not steps:
            raise self._impossible()
        name, *rest = steps
        known = EXPANDABLE.get(body.get("object", ""), frozenset())
        if name in known:
            self.into(self._expanded(body, name), rest)
        elif rest and f"{name}.{rest[0]}" in known:
            inner, *rest = rest
            self.into(self._expanded(body[name], inner), rest)
        elif isinstance(body.get(name), dict) and rest and "object" in body[name]:
            self.into(body[name], rest)
        else:
            raise self._impossible()

    def _expanded(self, body: Body, name: str) -> Any:
        if name in self._included:
            body.setdefault(name, self._included[name](self._sandbox, body))
        elif isinstance(body.get(name), str):
            body[name] = self._resolve(self._sandbox, body[name]) or body[name]
        found = body.get(name)
        return found if isinstance(found, dict) else None

    def _impossible(self) -> Exception:
        return invalid("expand", f"This property cannot be expanded ({self._path}).")
