"""Show objects as Stripe's API does, from the engine's records and from what is kept beside them."""
