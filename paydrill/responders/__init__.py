"""Find who answers an operation: a handler of that name, or the contract's own example."""
