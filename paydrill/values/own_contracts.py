"""Name the server's own contracts, which are served beside all others."""

CONTROL, SERVICE = "control", "service"

OWN_CONTRACTS = frozenset({CONTROL, SERVICE})
"""The control API, and the console with health and metrics: no scenario applies to them."""

OWN_MODULES = OWN_CONTRACTS | {
    "acquirer",
    "cards",
    "challenges",
    "checkout",
    "disputes",
    "mandates",
    "pix",
    "stripe",
    "webhooks",
}
"""The names of the server's own modules of handlers."""

PROVIDERS = frozenset({"stripe"})
"""Our contracts that answer a part of a provider's, of the same name."""

CONTROL_PATH = "/_control"
