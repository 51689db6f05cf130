"""Answer openapi/stripe.yaml: the part of Stripe's API around payments by card."""

from handlers.stripe.balance import (
    get_balance,
    get_balance_transaction,
    list_balance_transactions,
)
from handlers.stripe.charges import (
    capture_charge,
    create_charge,
    get_charge,
    list_charges,
    search_charges,
    update_charge,
)
from handlers.stripe.checkout import (
    create_checkout_session,
    expire_checkout_session,
    get_checkout_session,
    list_checkout_line_items,
    list_checkout_sessions,
    update_checkout_session,
)
from handlers.stripe.customers import (
    create_customer,
    delete_customer,
    get_customer,
    list_customers,
    search_customers,
    update_customer,
)
from handlers.stripe.disputes import close_dispute, get_dispute, list_disputes, update_dispute
from handlers.stripe.events import get_event, list_events
from handlers.stripe.payment_intents import (
    cancel_payment_intent,
    capture_payment_intent,
    confirm_payment_intent,
    create_payment_intent,
    get_payment_intent,
    list_payment_intents,
    search_payment_intents,
    update_payment_intent,
)
from handlers.stripe.payment_methods import (
    attach_payment_method,
    create_payment_method,
    create_token,
    detach_payment_method,
    get_customer_payment_method,
    get_payment_method,
    get_token,
    list_customer_payment_methods,
    list_payment_methods,
    update_payment_method,
)
from handlers.stripe.products import (
    create_price,
    create_product,
    delete_product,
    get_price,
    get_product,
    list_prices,
    list_products,
    search_prices,
    search_products,
    update_price,
    update_product,
)
from handlers.stripe.refunds import (
    cancel_refund,
    create_refund,
    get_refund,
    list_refunds,
    update_refund,
)
from handlers.stripe.setup_intents import (
    cancel_setup_intent,
    confirm_setup_intent,
    create_setup_intent,
    get_setup_intent,
    list_setup_intents,
    update_setup_intent,
)
from handlers.stripe.webhook_endpoints import (
    create_webhook_endpoint,
    delete_webhook_endpoint,
    get_webhook_endpoint,
    list_webhook_endpoints,
    update_webhook_endpoint,
)
