"""Walk through what follows a payment: refunds, disputes, and the balance."""

from bench.stripe.payments import paid, read
from bench.stripe.walking import BAD_REQUEST, OK, Body, Walker

_DEEP = ["balance_transaction.source", "charge.payment_intent.latest_charge", "payment_intent"]
_EVIDENCE = {"customer_name": "Ada Lovelace", "product_description": "Tea"}


def refunded(walker: Walker) -> None:
    """Give payments back in part and whole, by intent and by charge."""
    made = paid(walker)
    first = walker.post("/refunds", payment_intent=made["id"], amount=500, metadata={"a": "1"})
    _read_refund(walker, first)
    read(walker, made["id"])
    reason = "requested_by_customer"
    walker.post("/refunds", charge=made["latest_charge"], reason=reason, expand=["charge"])
    walker.post("/refunds", BAD_REQUEST, payment_intent=made["id"])
    walker.post("/refunds", BAD_REQUEST, payment_intent=made["id"], amount=1)
    read(walker, made["id"])
    walker.post(f"/refunds/{first['id']}", metadata={"a": "", "b": "2"})
    walker.post(f"/refunds/{first['id']}/cancel", BAD_REQUEST)
    part = paid(walker, capture_method="manual")
    walker.post(f"/payment_intents/{part['id']}/capture", amount_to_capture=1000)
    walker.post("/refunds", BAD_REQUEST, payment_intent=part["id"], amount=1500)
    walker.post("/refunds", payment_intent=part["id"], reason="duplicate")
    read(walker, part["id"])
    for query in ({}, {"charge": made["latest_charge"]}, {"payment_intent": made["id"]}):
        walker.get("/refunds", expand=[f"data.{each}" for each in _DEEP], **query)


def refunded_later(walker: Walker) -> None:
    """Have refunds wait, fail, and be declined at once."""
    for card in ("pendingRefund", "refundFail"):
        made = paid(walker, card)
        waiting = walker.post("/refunds", payment_intent=made["id"], reason="fraudulent")
        for _ in range(2):
            _read_refund(walker, waiting)
            read(walker, made["id"])
            walker.wait("2s")
    made = paid(walker)
    walker.next("create_refund", declined="card_declined")
    _read_refund(walker, walker.post("/refunds", payment_intent=made["id"]))
    read(walker, made["id"])


def disputed(walker: Walker) -> None:
    """Dispute payments, and let each dispute end in each way."""
    for card in ("createDispute", "createDisputeProductNotReceived", "createDisputeInquiry"):
        for said in ("winning_evidence", "losing_evidence", "It was sent."):
            dispute = _dispute(walker, card)
            at = f"/disputes/{dispute['id']}"
            walker.post(at, evidence=_EVIDENCE, submit=False, metadata={"order": "1"})
            _read_dispute(walker, dispute)
            walker.post(at, evidence={"uncategorized_text": said})
            _read_dispute(walker, dispute)
        for result in ("won", "won" if card.endswith("Inquiry") else "lost"):
            walker.control(f"/disputes/{dispute['id']}/decide", result=result)
            _read_dispute(walker, dispute)
            dispute = _dispute(walker, card)
        expected = BAD_REQUEST if card.endswith("Inquiry") else OK
        walker.post(f"/disputes/{dispute['id']}/close", expected)
        walker.post(f"/disputes/{dispute['id']}/close", BAD_REQUEST)
        _read_dispute(walker, dispute)
        _dispute(walker, card)
    walker.wait("1440h")
    for dispute in walker.get("/disputes", limit=100, expand=["data.charge.refunds"])["data"]:
        _read_dispute(walker, dispute)


def escalated(walker: Walker) -> None:
    """Make a chargeback of an inquiry, and a second one of a chargeback that was won."""
    inquiry = _dispute(walker, "createDisputeInquiry")
    walker.control(f"/disputes/{inquiry['id']}/decide", result="escalated")
    _read_dispute(walker, inquiry)
    for result in ("won", "escalated"):
        walker.control(f"/disputes/{inquiry['id']}/decide", result=result)
        for dispute in walker.get("/disputes")["data"]:
            _read_dispute(walker, dispute)
    part = paid(walker)
    walker.post("/refunds", payment_intent=part["id"], amount=500)
    walker.control("/disputes", payment=part["latest_charge"], reason="general", amount=5)
    read(walker, part["id"])
    warned = paid(walker, "createIssuerFraudRecord")
    walker.wait("2s")
    read(walker, warned["id"])
    refunded_inquiry = _dispute(walker, "createDisputeInquiry")
    walker.post("/refunds", charge=refunded_inquiry["charge"])
    _read_dispute(walker, refunded_inquiry)


def balance(walker: Walker) -> None:
    """Move the balance in every way, and read it before and after it is available."""
    walker.get("/balance")
    for currency in ("usd", "eur", "jpy"):
        made = paid(walker, currency=currency)
        walker.post("/refunds", payment_intent=made["id"], amount=200)
    _dispute(walker, "createDispute")
    for _ in range(2):
        walker.get("/balance")
        moved = walker.get("/balance_transactions", limit=100, expand=["data.source"])["data"]
        for each in moved:
            walker.get(f"/balance_transactions/{each['id']}", expand=["source.payment_intent"])
        walker.wait("240h")
    charge = moved[-1]["source"]["id"]
    for query in ({"type": "charge"}, {"source": charge}, {"currency": "eur"}, {"limit": 2}):
        walker.get("/balance_transactions", **query)


def _dispute(walker: Walker, card: str) -> Body:
    made = paid(walker, card)
    walker.wait("2s")
    read(walker, made["id"])
    query = {"payment_intent": made["id"], "expand": ["data.payment_intent"]}
    dispute: Body = walker.get("/disputes", **query)["data"][0]
    return _read_dispute(walker, dispute)


def _read_dispute(walker: Walker, dispute: Body) -> Body:
    expand = ["charge.balance_transaction.source", "payment_intent.latest_charge.refunds"]
    walker.get(f"/disputes/{dispute['id']}", expand=expand)
    return walker.get(f"/disputes/{dispute['id']}")


def _read_refund(walker: Walker, refund: Body) -> None:
    walker.get(f"/refunds/{refund['id']}")
    walker.get(f"/refunds/{refund['id']}", expand=[*_DEEP, "failure_balance_transaction"])
