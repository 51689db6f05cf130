"""Answer the operations of products and prices."""

from typing import Any

from handlers.views import HandlerResult
from handlers.views import stripe as views
from paydrill.sandbox.sandbox import Sandbox
from paydrill.stripe import objects, products
from paydrill.stripe.objects import PRICE, PRODUCT

_PRODUCTS, _PRICES = "/v1/products", "/v1/prices"
_OF_PRODUCTS = frozenset(
    {"active", "created", "description", "metadata", "name", "shippable", "url"}
)
_OF_PRICES = frozenset(
    {"active", "created", "currency", "lookup_key", "metadata", "product", "type"}
)

Body = dict[str, Any]


def create_product(sandbox: Sandbox, body: Body) -> HandlerResult:
    """Make a product."""
    made = products.create_product(sandbox, body)
    return views.answer(sandbox, objects.shown(made), body, "product.created")


def list_products(
    sandbox: Sandbox, *, active: bool | None = None, ids: list[str] | None = None, **asked: Any
) -> HandlerResult:
    """List products."""

    def accepted(each: Body) -> bool:
        return active in {None, each["active"]} and (not ids or each["id"] in ids)

    return views.page_of(sandbox, PRODUCT, _PRODUCTS, asked, accepted)


def search_products(sandbox: Sandbox, **asked: Any) -> HandlerResult:
    """Search products."""
    return views.found_of(sandbox, PRODUCT, f"{_PRODUCTS}/search", asked, _OF_PRODUCTS)


def get_product(sandbox: Sandbox, product: str, **asked: Any) -> HandlerResult:
    """Return a product."""
    return views.answer(sandbox, objects.shown(objects.find(sandbox, PRODUCT, product)), asked)


def update_product(sandbox: Sandbox, product: str, body: Body | None = None) -> HandlerResult:
    """Change a product."""
    before, now = products.update_product(sandbox, product, body or {})
    return views.changed(sandbox, before, now, body, "product.updated")


def delete_product(sandbox: Sandbox, product: str) -> HandlerResult:
    """Delete a product without prices."""
    return views.deleted(sandbox, products.delete_product(sandbox, product), "product.deleted")


def create_price(sandbox: Sandbox, body: Body) -> HandlerResult:
    """Make a price."""
    made = products.create_price(sandbox, body)
    return views.answer(sandbox, objects.shown(made), body, "price.created")


def list_prices(sandbox: Sandbox, product: str | None = None, **asked: Any) -> HandlerResult:
    """List prices."""

    def accepted(each: Body) -> bool:
        keys = asked.get("lookup_keys")
        fits = all(asked.get(name) in {None, each[name]} for name in ("active", "currency", "type"))
        return fits and (not keys or each["lookup_key"] in keys)

    return views.page_of(sandbox, PRICE, _PRICES, asked, accepted, product)


def search_prices(sandbox: Sandbox, **asked: Any) -> HandlerResult:
    """Search prices."""
    return views.found_of(sandbox, PRICE, f"{_PRICES}/search", asked, _OF_PRICES)


def get_price(sandbox: Sandbox, price: str, **asked: Any) -> HandlerResult:
    """Return a price."""
    return views.answer(sandbox, objects.shown(objects.find(sandbox, PRICE, price)), asked)


def update_price(sandbox: Sandbox, price: str, body: Body | None = None) -> HandlerResult:
    """Change a price."""
    before, now = products.update_price(sandbox, price, body or {})
    return views.changed(sandbox, before, now, body, "price.updated")
