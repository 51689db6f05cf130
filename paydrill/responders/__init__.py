"""Find the responder of an operation: its handler, or the contract's own example."""
