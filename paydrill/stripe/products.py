"""Keep products and prices, as far as Checkout needs them."""

from typing import Any

from paydrill.sandbox.sandbox import Sandbox
from paydrill.stripe import objects
from paydrill.stripe.amounts import currency_of
from paydrill.stripe.errors import invalid, needed
from paydrill.stripe.objects import PRICE, PRODUCT, Body

_OF_PRODUCT = ("description", "shippable", "statement_descriptor", "unit_label", "url")
_OF_PRICE = ("lookup_key", "nickname", "tax_behavior")

_PRODUCT: Body = {
    "active": True,
    "default_price": None,
    "description": None,
    "images": [],
    "marketing_features": [],
    "metadata": {},
    "package_dimensions": None,
    "shippable": None,
    "statement_descriptor": None,
    "tax_code": None,
    "unit_label": None,
    "url": None,
}
_PRICE: Body = {
    "active": True,
    "billing_scheme": "per_unit",
    "custom_unit_amount": None,
    "lookup_key": None,
    "metadata": {},
    "nickname": None,
    "recurring": None,
    "tax_behavior": "unspecified",
    "tiers_mode": None,
    "transform_quantity": None,
    "type": "one_time",
}


def create_product(sandbox: Sandbox, said: Body) -> Body:
    """Store a product, with its default price if that is sent. Raises `InvalidInput`."""
    id_ = said.get("id")
    if id_ is not None and objects.look_up(sandbox, PRODUCT, id_) is not None:
        raise invalid("id", f"Product already exists: {id_}.")
    made = objects.made(sandbox, PRODUCT, {**_PRODUCT, "updated": sandbox.now_ms // 1000}, id_)
    body = _changed_product(made, said)
    priced = said.get("default_price_data")
    if priced is not None:
        price = create_price(sandbox, {**priced, "product": body["id"]}, known=body)
        body = {**body, "default_price": price["id"]}
    return objects.save(sandbox, PRODUCT, body)


def update_product(sandbox: Sandbox, id_: str, said: Body) -> tuple[Body, Body]:
    """Change a product, and return it as it was and as it is. Raises `ResourceMissing`."""
    before = objects.find(sandbox, PRODUCT, id_)
    body = _changed_product({**before, "updated": sandbox.now_ms // 1000}, said)
    if said.get("default_price"):
        objects.find(sandbox, PRICE, said["default_price"], "default_price")
        body = {**body, "default_price": said["default_price"]}
    return before, objects.save(sandbox, PRODUCT, body)


def delete_product(sandbox: Sandbox, id_: str) -> Body:
    """Delete a product without prices. Raises `ResourceMissing` and `InvalidInput`."""
    body = objects.find(sandbox, PRODUCT, id_)
    if next(objects.owned(sandbox, PRICE, id_), None) is not None:
        message = "This product cannot be deleted because it has prices. Set active to false."
        raise invalid("id", message)
    objects.remove(sandbox, id_)
    return body


def create_price(sandbox: Sandbox, said: Body, known: Body | None = None) -> Body:
    """Store a price of a product, of a new one if its data is sent.

    Raises `InvalidInput` and `ReferenceMissing`.
    """
    currency = currency_of(sandbox, said["currency"])
    if "unit_amount" not in said:
        raise needed("unit_amount", "Missing required param: unit_amount.")
    if known is not None:
        product = known
    elif said.get("product_data"):
        product = create_product(sandbox, said["product_data"])
    elif said.get("product"):
        product = objects.find(sandbox, PRODUCT, said["product"], "product")
    else:
        raise needed("product", "One of product and product_data must be sent.")
    fields = {
        **_PRICE,
        "currency": currency,
        "product": product["id"],
        "unit_amount": said["unit_amount"],
        "unit_amount_decimal": str(said["unit_amount"]),
    }
    body = _changed_price(objects.made(sandbox, PRICE, fields), said)
    return objects.save(sandbox, PRICE, body)


def update_price(sandbox: Sandbox, id_: str, said: Body) -> tuple[Body, Body]:
    """Change a price, and return it as it was and as it is. Raises `ResourceMissing`."""
    before = objects.find(sandbox, PRICE, id_)
    return before, objects.save(sandbox, PRICE, _changed_price(before, said))


def _changed_product(body: Body, said: Body) -> Body:
    return _with(objects.changed(body, said, _OF_PRODUCT), said, ("name", "active", "images"))


def _changed_price(body: Body, said: Body) -> Body:
    return _with(objects.changed(body, said, _OF_PRICE), said, ("active",))


def _with(body: Body, said: Body, names: tuple[str, ...]) -> Body:
    """Set fields that cannot be unset."""
    set_: dict[str, Any] = {name: said[name] for name in names if name in said}
    return {
        **body,
        **{name: value or [] if name == "images" else value for name, value in set_.items()},
    }
