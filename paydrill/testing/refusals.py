"""List the statuses with which an operation may refuse a valid request.

A contract says which requests are well-formed. Whether the server can carry one out depends on its
records: a made-up id names nothing, and a captured payment is not captured twice.
"""

import re
from collections.abc import Iterator

BREAKS_CONTRACT = re.compile(r"/\S* (is|has|must|does|fits) ")
"""The beginning of a `Paydrill-Error` that says how a place in a request breaks the contract."""

_UNKNOWN = ("404",)
_CHANGED = ("400", "404")
"""Unknown, or in the wrong state: captured before, never captured, or too little left."""

_ASKED = ("400",)
"""A search that says nothing, a page that there is not, or a field that does not expand."""
_DECLINED = ("400", "402", "404")

_STRIPE_LISTS = """
    list_payment_intents search_payment_intents list_charges search_charges list_refunds
    list_payment_methods list_setup_intents list_customers search_customers list_events
    list_webhook_endpoints create_webhook_endpoint list_checkout_sessions create_checkout_session
    list_disputes get_balance list_balance_transactions list_products search_products create_product
    list_prices search_prices create_price create_refund
"""
_STRIPE_OBJECTS = """
    get_payment_intent capture_payment_intent cancel_payment_intent get_charge update_charge
    capture_charge get_refund update_refund cancel_refund get_payment_method update_payment_method
    detach_payment_method list_customer_payment_methods get_customer_payment_method
    get_setup_intent update_setup_intent cancel_setup_intent get_customer delete_customer get_token
    get_event get_webhook_endpoint update_webhook_endpoint delete_webhook_endpoint
    get_checkout_session update_checkout_session expire_checkout_session list_checkout_line_items
    get_dispute update_dispute close_dispute get_balance_transaction get_product update_product
    delete_product get_price update_price
"""
_STRIPE_CARDS = """
    create_payment_intent update_payment_intent confirm_payment_intent create_charge
    create_payment_method attach_payment_method create_setup_intent confirm_setup_intent
    create_customer update_customer create_token
"""

STATUSES: dict[str, tuple[str, ...]] = {
    "cards.create_payment": ("401",),  # a made-up token
    "cards.get_token": _UNKNOWN,
    "cards.get_transaction": _UNKNOWN,
    "cards.refund_transaction": _CHANGED,
    "cards.capture_transaction": _CHANGED,
    "cards.void_transaction": _CHANGED,
    "acquirer.get_status": _UNKNOWN,
    "acquirer.refund_payment": _CHANGED,
    "acquirer.capture_payment": _CHANGED,
    "acquirer.void_payment": _CHANGED,
    "acquirer.increment_authorization": _CHANGED,
    "acquirer.decrement_authorization": _CHANGED,
    "acquirer.reverse_payment": _CHANGED,
    "acquirer.get_dispute": _UNKNOWN,
    "acquirer.submit_evidence": ("404", "409"),  # unknown, or answered before
    "acquirer.accept_dispute": ("404", "409"),
    "acquirer.get_payout": _UNKNOWN,
    "cards.get_mandate": _UNKNOWN,
    "acquirer.get_mandate": _UNKNOWN,
    "mandates.update_card": ("404", "409"),  # unknown, or closed before
    "cards.get_dispute": _UNKNOWN,
    "cards.submit_evidence": ("404", "409"),
    "cards.accept_dispute": ("404", "409"),
    "disputes.open_dispute": _CHANGED,
    "disputes.decide_dispute": ("404", "409"),
    "disputes.warn_of_fraud": _CHANGED,
    "acquirer.close_settlement": ("409",),  # another date is open
    "acquirer.get_settlement": _UNKNOWN,
    "acquirer.get_settlement_file": _UNKNOWN,
    "pix.show_payment": _UNKNOWN,
    "pix.show_bank_page": _UNKNOWN,
    "pix.get_qr_code": _UNKNOWN,
    "pix.confirm_payment": ("400", "404", "409"),  # another value, unknown, paid or expired
    "pix.remove_payment": ("404", "409"),
    "pix.refund_payment": _CHANGED,
    "control.create_sandbox": ("400", "409"),  # a made-up scenario, a name that is taken
    "control.get_sandbox": _UNKNOWN,
    "control.delete_sandbox": _UNKNOWN,
    "control.take_snapshot": ("409",),  # a name that is taken, or one snapshot too many
    "control.get_snapshot": _UNKNOWN,
    "control.restore_snapshot": _UNKNOWN,
    "control.delete_snapshot": _UNKNOWN,
    "control.get_request": _UNKNOWN,
    "control.explain_request": _UNKNOWN,
    "control.get_coverage": _UNKNOWN,
    "control.advance_clock": ("409",),  # to the next thing due, of which there is none
    "control.list_records": ("400",),  # a kind that there is not
    "challenges.end": ("404", "409"),  # no such challenge, or one that has ended
    "challenges.show": _UNKNOWN,
    "checkout.show": _UNKNOWN,
    "checkout.press": ("402", "404", "409"),  # a declined card; unknown; a session that is done
    "challenges.answer": ("404", "409"),
    "control.get_answer_key": _UNKNOWN,  # the control API closes no batch
    "control.get_settlement_file": _UNKNOWN,
    # The grammar of scenarios says more than OpenAPI 3.0 can.
    "control.put_scenario": ("400", "409"),
    "control.save_scenario": ("400", "409"),
    "control.add_outcome": ("400",),
    "control.explain_attempt": ("400",),
    "control.activate_scenario": _UNKNOWN,
    "control.get_scenario": _UNKNOWN,
    "control.delete_scenario": _UNKNOWN,
    # An invalid address, secrets where nothing is signed, too many endpoints in a sandbox.
    "webhooks.create_endpoint": ("400", "409"),
    "webhooks.change_endpoint": ("400", "404"),
    "webhooks.get_endpoint": _UNKNOWN,
    "webhooks.remove_endpoint": _UNKNOWN,
    "webhooks.list_deliveries": _UNKNOWN,  # those to a made-up endpoint
    "webhooks.get_delivery": _UNKNOWN,
    "webhooks.redeliver": ("404", "409"),
    "webhooks.send": ("400", "404", "409"),  # names of no contract, no such thing, no URL
    "service.get_authority": _UNKNOWN,  # a server without an authority of its own
    **{f"stripe.{each}": _ASKED for each in _STRIPE_LISTS.split()},
    **{f"stripe.{each}": _CHANGED for each in _STRIPE_OBJECTS.split()},
    **{f"stripe.{each}": _DECLINED for each in _STRIPE_CARDS.split()},
}


def of_document(document: dict[str, object]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield id and statuses of each operation of an OpenAPI document that is in `STATUSES`."""
    paths = document.get("paths")
    items = paths.values() if isinstance(paths, dict) else ()
    for item in items:
        for operation in item.values():
            id_ = operation.get("operationId") if isinstance(operation, dict) else None
            if id_ in STATUSES:
                yield id_, STATUSES[id_]
