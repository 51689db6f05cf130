"""Processes that use one sandbox of one database at once."""

import subprocess
import sys
from contextlib import closing

import pytest

from paydrill.payments import invariants
from paydrill.payments.records import REFUNDS
from paydrill.stores import open_store
from tests.factories import Merchant, make_engine
from tests.server_process import ROOT, environment

PROCESSES = 4
PATIENCE_S = 120


@pytest.mark.parametrize("scheme", ["sqlite", "postgresql"])
def test_threads_and_processes_that_refund_one_payment_give_back_what_was_captured(
    scheme, empty_store
):
    url = empty_store(scheme)
    with closing(open_store(url)) as store:
        merchant = Merchant(make_engine(store))
        payment = merchant.authorize("10.00", capture=True)
        given_back = at_once([sys.executable, "-m", "tests.stores.refunding", url, payment.id])
        assert sum(given_back) == 1000
        after = merchant.payment(payment)
        assert (after.status, after.refunded_minor) == ("refunded", 1000)
        assert sum(refund.amount_minor for refund in merchant.records(REFUNDS)) == 1000
        merchant.look(invariants.prove)


def at_once(command):
    """What each of several such processes printed, all of which set off together."""
    processes = [
        subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment(None),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(PROCESSES)
    ]
    try:
        for each in processes:
            assert each.stdout.readline() == "ready\n"
        for each in processes:
            each.stdin.write("go\n")
            each.stdin.flush()
        return [int(each.communicate(timeout=PATIENCE_S)[0]) for each in processes]
    finally:
        for each in processes:
            each.kill()
            each.wait()
