"""PIX, the instant payments of the Banco Central do Brasil."""
