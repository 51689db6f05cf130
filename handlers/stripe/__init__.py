"""Answer openapi/stripe.yaml: each resource of Stripe's API in a module of its own."""
