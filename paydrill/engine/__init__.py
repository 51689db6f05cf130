"""The domain: it decides and moves money, and knows no HTTP, no database and no YAML."""
