"""Decide outcomes by rules: attempts, conditions, outcomes, delays and faults."""
