"""Keep what Stripe's API has around payments, so that its own clients can be pointed here.

A charge is a payment of the channel `STRIPE`, with refunds, disputes and 3-D Secure as every other;
all else is kept as it is shown. Facts of its behaviour are those of docs.stripe.com/api.
"""
