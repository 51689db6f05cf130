"""One of several processes that refund one payment: python -m tests.stores.refunding URL ID.

It says that it is ready, waits for a line, refunds a little from many threads until nothing is
left, and prints how much it gave back in all.
"""

import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from decimal import Decimal

import click

from paydrill.errors import NotPossible
from paydrill.payments import refunds
from paydrill.payments.channels import ACQUIRER
from paydrill.stores import open_store
from tests.factories import Merchant, make_engine

THREADS = 8
AMOUNT = Decimal("0.07")  # which does not go into the whole, so that the last ones ask for too much


def main(url, payment):
    with closing(open_store(url)) as store, ThreadPoolExecutor(THREADS) as pool:
        merchant = Merchant(make_engine(store))
        click.echo("ready")
        sys.stdin.readline()
        click.echo(sum(pool.map(lambda _: given_back(merchant, payment), range(THREADS))))


def given_back(merchant, payment):
    """Minor units that this thread refunded."""
    total = 0
    for amount in (AMOUNT, None):  # until a part is too much, then whatever is left
        try:
            while True:
                total += merchant.do(refunds.refund, ACQUIRER, payment, amount)[1].amount_minor
        except NotPossible:
            pass
    return total


if __name__ == "__main__":
    main(*sys.argv[1:])
