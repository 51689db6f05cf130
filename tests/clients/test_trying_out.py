"""Swagger UI as a client: every operation can be tried out, twice, in the page's sandbox."""

import re

import httpx
from playwright.sync_api import Page, expect

from paydrill.openapi.documents import Contract, load_contracts
from paydrill.openapi.operation import Operation
from paydrill.shipped import CONTRACTS as FOLDER
from tests.browser.visits import DESK, TRY_OUT, Visits

# Stripe's asks for a key, which nobody types in here.
CONTRACTS = [each for each in load_contracts([FOLDER]) if each.name != "stripe"]

DONE = range(200, 300)
RESET = "control.reset_sandbox"
# Where the first click, or the one on the operation before, leaves nothing to do for the next. What
# is not here can be done twice. The acquirer's first payment is captured, then wholly refunded.
NOTHING_LEFT = {
    "acquirer.refund_payment": (200, 400),
    "acquirer.capture_payment": (400, 400),
    "acquirer.void_payment": (400, 400),
    "cards.refund_transaction": (200, 400),
    "cards.capture_transaction": (400, 400),
    "cards.void_transaction": (400, 400),
    "pix.confirm_payment": (200, 409),
    "pix.remove_payment": (409, 409),
    "pix.refund_payment": (200, 400),
    "control.delete_sandbox": (204, 404),
    "control.delete_snapshot": (204, 404),
    "control.delete_scenario": (204, 404),
    "webhooks.remove_endpoint": (204, 404),
    # Nothing has happened since the endpoint was made, and no batch was closed from this contract.
    "webhooks.get_delivery": (404, 404),
    "webhooks.redeliver": (404, 404),
    "control.get_answer_key": (404, 404),
    "control.get_settlement_file": (404, 404),
    # This server makes no certificates.
    "service.get_authority": (404, 404),
    # This server has no folder of a project.
    "control.save_scenario": (409, 409),
    # Our own contracts have no webhooks to send.
    "webhooks.send": (400, 400),
}
# These need a hold, a dispute, a payout, a mandate or a challenge that no click here has made: any
# answer that the contract documents will do.
MADE_ELSEWHERE = re.compile(
    r"acquirer\.(increment|decrement|reverse|get_payout).*|(disputes|mandates|challenges|checkout)\..*"
    r"|\w+\.(get_dispute|submit_evidence|accept_dispute|get_mandate)"
    # The ids of requests are other ones in each server.
    r"|control\.(get|explain)_request"
)
A_STATE_FORBIDS = re.compile(
    "not_(refundable|capturable|voidable)|already confirmed|Only an? (active|confirmed) payment"
    "|no webhook or callback is called|no folder to save scenarios in"
)


def shown(page: Page, contract: Contract) -> None:
    """Swagger UI shows that contract."""
    expect(page.locator(".info .title")).to_contain_text(contract.title)
    expect(page.locator(".opblock")).to_have_count(len(contract.operations))


def in_turn(contract: Contract) -> list[Operation]:
    """The operations as they stand there, those last that take away what others need."""
    return sorted(
        contract.operations,
        key=lambda operation: (operation.id == RESET, operation.method == "delete"),
    )


def test_every_operation_works_twice_in_the_sandbox_of_the_page(
    api: httpx.Client, visits: Visits
) -> None:
    page = visits.tab(**DESK)
    for contract in CONTRACTS:
        page.goto(f"{visits.base_url}/docs?urls.primaryName={contract.title}")
        shown(page, contract)
        for operation in in_turn(contract):
            answers = page.evaluate(TRY_OUT, [operation.template, operation.method])
            for url, status, text in answers:
                assert url.startswith(f"{api.base_url}".rstrip("/") + operation.base_path), url
                assert str(status) in operation.responses, (operation.id, status, text)
                if status in {400, 409, 422} and not MADE_ELSEWHERE.fullmatch(operation.id):
                    assert A_STATE_FORBIDS.search(text), (operation.id, text)
            statuses = tuple(status for _, status, _ in answers)
            wanted = NOTHING_LEFT.get(operation.id)
            is_made_elsewhere = MADE_ELSEWHERE.fullmatch(operation.id) is not None
            is_done = wanted is None and {*statuses} <= {*DONE}
            assert statuses == wanted or is_done or is_made_elsewhere, (
                operation.id,
                answers,
            )
    visits.forgive("Failed to load resource: the server responded with a status of 4")
