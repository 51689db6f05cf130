"""Name the version of Stripe's API that is spoken here."""

API_VERSION = "2025-09-30.clover"
