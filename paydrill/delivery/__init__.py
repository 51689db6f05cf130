"""Push events to listeners over WebSockets, and to receivers as webhooks."""
