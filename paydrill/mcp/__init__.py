"""Let agents direct a server by the Model Context Protocol (modelcontextprotocol.io)."""
