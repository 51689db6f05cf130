"""What happens in a sandbox, pushed to whoever listens."""
