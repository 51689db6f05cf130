"""Keep records in TinyDB on an append-only log: the embedded store that survives a restart."""
