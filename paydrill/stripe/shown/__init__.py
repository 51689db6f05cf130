"""Show objects as Stripe's API does, from the engine's records and what is kept beside them."""
