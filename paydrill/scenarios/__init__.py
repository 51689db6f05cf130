"""Rules that decide outcomes: what is matched, how, and what is decided."""
