"""Name the server's own contracts, which are served beside all others."""

CONTROL, SERVICE = "control", "service"

OWN_CONTRACTS = frozenset({CONTROL, SERVICE})
"""The control API, and the start page with health and metrics: no scenario applies to them."""

CONTROL_PATH = "/_control"
