"""What went over the wire: counted, logged without its secrets, held against the contracts."""
