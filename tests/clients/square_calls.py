"""Call a server of Square's contract by Square's own client for Python, and look at what comes."""

import sys
from collections.abc import Callable
from itertools import islice
from typing import Any

from square import Square
from square.core.api_error import ApiError
from square.types.payment import Payment

base = sys.argv[1]
MANY = 100


def ids(pager: Any) -> set[str]:
    """All ids of a list, by the client's own paging."""
    found = [each.id for each in islice(pager, MANY)]
    assert 0 < len(found) < MANY, found
    return set(found)


def refusal(call: Callable[[], Any]) -> ApiError:
    """The error that a call raises."""
    try:
        call()
    except ApiError as error:
        return error
    raise AssertionError(call)


def payments(client: Square) -> None:
    money: Any = {"amount": 1000, "currency": "USD"}
    create = client.payments.create
    made = create(source_id="cnon:card-nonce-ok", idempotency_key="1", amount_money=money).payment
    assert isinstance(made, Payment)
    assert made.id
    assert client.payments.get(made.id).payment.id == made.id
    assert client.payments.complete(made.id).payment.id == made.id
    assert client.payments.cancel(made.id).payment.id == made.id
    assert ids(client.payments.list(limit=3))
    refund = client.refunds.refund_payment
    assert refund(idempotency_key="2", payment_id=made.id, amount_money=money).refund.id
    assert ids(client.refunds.list())
    refused = refusal(lambda: create(source_id="c", idempotency_key="a" * 60, amount_money=money))
    assert refused.status_code == 400
    assert "at most 45 characters" in refused.errors[0].detail


def shop(client: Square) -> None:
    customer = client.customers.create(given_name="Ada", email_address="ada@example.com").customer
    assert client.customers.get(customer.id).customer.id == customer.id
    assert client.customers.update(customer.id, note="x").customer.id == customer.id
    assert client.customers.get(customer.id).customer.note == "x"
    assert ids(client.customers.list()) == {customer.id}
    assert client.customers.delete(customer.id).errors is None
    assert refusal(lambda: client.customers.get(customer.id)).status_code == 404
    place = client.locations.create(location={"name": "Rome"}).location
    assert [each.id for each in client.locations.list().locations] == [place.id]
    price: Any = {"amount": 5, "currency": "USD"}
    item: Any = {"quantity": "1", "name": "Shirt", "base_price_money": price}
    assert client.orders.create(order={"location_id": "L1", "line_items": [item]}).order.id
    assert client.orders.search(location_ids=["L1"], limit=3).order_entries
    assert ids(client.catalog.list())
    sold = client.orders.create(order={"location_id": place.id}).order
    invoice = {"location_id": place.id, "order_id": sold.id}
    billed = client.invoices.create(invoice=invoice).invoice
    assert (billed.order_id, billed.location_id) == (sold.id, place.id)
    assert ids(client.invoices.list(location_id=place.id)) == {billed.id}
    assert client.invoices.list(location_id="L2").items == []


client = Square(token="EAAA-example", base_url=base)
payments(client)
shop(client)
