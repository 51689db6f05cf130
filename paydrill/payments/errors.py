"""Name the refusals of payments; `paydrill.errors` names those that every domain has.

    EngineError
    ├── NotFound
    │   ├── TokenNotFound, TransactionNotFound, PaymentNotFound, QrCodeNotFound
    │   ├── ChallengeNotFound, DisputeNotFound, MandateNotFound
    │   └── SettlementNotFound, SettlementFileNotFound, PayoutNotFound
    ├── InvalidInput
    │   └── InvalidMandate
    ├── NotPossible
    │   ├── NotRefundable, RefundExceedsRest, PaymentDisputed, NotDisputable
    │   ├── NotCapturable, CaptureExceedsAuthorization
    │   └── NotVoidable, NotAdjustable, DecrementExceedsAuthorization
    └── Conflict
        ├── AlreadyConfirmed, ChargeExpired, ChargeNotActive
        ├── ChallengeEnded, MandateInactive, DisputeNotOpen, NotEscalatable
        └── BusinessDateNotOpen

Their codes are as stable as the others.
"""

from paydrill.errors import Conflict, InvalidInput, NotFound, NotPossible


class TokenNotFound(NotFound):
    """No card token of that name."""

    code = "token_not_found"
    default = "Token not found"


class TransactionNotFound(NotFound):
    """No card transaction of that id."""

    code = "transaction_not_found"
    default = "Transaction not found"


class PaymentNotFound(NotFound):
    """No acquirer payment or PIX charge of that id."""

    code = "payment_not_found"
    default = "Payment not found"


class QrCodeNotFound(NotFound):
    """No QR code of that name."""

    code = "qr_code_not_found"
    default = "QR code not found"


class ChallengeNotFound(NotFound):
    """No challenge of 3-D Secure of that id."""

    code = "challenge_not_found"
    default = "Challenge not found"


class MandateNotFound(NotFound):
    """No mandate of that id."""

    code = "mandate_not_found"
    default = "Mandate not found"


class DisputeNotFound(NotFound):
    """No dispute of that id."""

    code = "dispute_not_found"
    default = "Dispute not found"


class SettlementNotFound(NotFound):
    """No settlement batch of that id."""

    code = "settlement_not_found"
    default = "Settlement batch not found"


class SettlementFileNotFound(NotFound):
    """The batch is closed, and its file is not there yet."""

    code = "settlement_file_not_found"
    default = "The file of this settlement batch is not available"


class PayoutNotFound(NotFound):
    """No payout of that id."""

    code = "payout_not_found"
    default = "Payout not found"


class InvalidMandate(InvalidInput):
    """A payment that its mandate does not allow, or that needs one."""

    code = "invalid_mandate"


class NotRefundable(NotPossible):
    """Nothing was captured, or nothing is left of it."""

    code = "not_refundable"
    default = "Only successful transactions can be refunded"


class RefundExceedsRest(NotPossible):
    """More than the captured amount less what was refunded already."""

    code = "refund_exceeds_rest"
    default = "The refund is more than what is left of the payment"


class PaymentDisputed(NotPossible):
    """The amount to refund was withdrawn by a dispute."""

    code = "payment_disputed"
    default = "Money that a dispute has withdrawn cannot be refunded"


class NotDisputable(NotPossible):
    """Less of the payment is left than would be disputed."""

    code = "not_disputable"
    default = "Only captured money that was neither refunded nor disputed can be disputed"


class NotCapturable(NotPossible):
    """Only an open authorization can be captured, and only once."""

    code = "not_capturable"
    default = "Only an authorized payment can be captured"


class CaptureExceedsAuthorization(NotPossible):
    """More than was authorized."""

    code = "capture_exceeds_authorization"
    default = "The capture is more than what was authorized"


class NotVoidable(NotPossible):
    """Only an open authorization can be voided; captured money is refunded."""

    code = "not_voidable"
    default = "Only an authorized or challenged payment can be voided; a captured one is refunded"


class NotAdjustable(NotPossible):
    """Only an authorization of which nothing was captured can be added to, or released in part."""

    code = "not_adjustable"
    default = "Only an authorized payment can be adjusted, before its first capture"


class DecrementExceedsAuthorization(NotPossible):
    """All that is authorized, or more."""

    code = "decrement_exceeds_authorization"
    default = "The decrement leaves nothing of the authorization; a void releases all of it"


class AlreadyConfirmed(Conflict):
    """The PIX charge was paid before."""

    code = "already_confirmed"
    default = "Payment already confirmed"


class ChargeExpired(Conflict):
    """The PIX charge was not paid in time."""

    code = "charge_expired"
    default = "Payment expired"


class ChargeNotActive(Conflict):
    """The PIX charge was withdrawn, or is too far on to be."""

    code = "charge_not_active"
    default = "Payment removed"


class ChallengeEnded(Conflict):
    """The cardholder has answered the challenge, or it has expired."""

    code = "challenge_ended"
    default = "This challenge has ended"


class MandateInactive(Conflict):
    """The issuer has closed the account of the mandate's card."""

    code = "mandate_inactive"
    default = "The mandate is inactive"


class DisputeNotOpen(Conflict):
    """The dispute is decided, or its evidence was submitted before."""

    code = "dispute_not_open"
    default = "The dispute needs no response"


class NotEscalatable(Conflict):
    """Only an open inquiry, or a chargeback that was won, has a next stage."""

    code = "dispute_not_escalatable"
    default = "Only an open inquiry or a won chargeback can be escalated"


class BusinessDateNotOpen(Conflict):
    """Only the business date that is open can be closed."""

    code = "business_date_not_open"
    default = "This business date is not open"
