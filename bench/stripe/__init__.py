"""Hold what openapi/stripe.yaml answers against the schemas that Stripe itself publishes."""
