"""Push events to those who listen: over WebSockets, and as webhooks."""
