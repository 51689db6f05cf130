"""Count, log and verify requests: each without its secrets, held against the contracts."""
