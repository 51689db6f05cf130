"""Copy values of JSON's kinds."""

from typing import Any


def copied(node: Any) -> Any:
    """Return a copy of a value; what stands in it several times is copied for each place."""
    if isinstance(node, dict):
        return {key: copied(value) for key, value in node.items()}
    return [copied(item) for item in node] if isinstance(node, list) else node
