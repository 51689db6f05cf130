"""Name the parts of HTTP's header fields, as regular expressions."""

TCHARS = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
"""A token of RFC 9110 §5.6.2: a method, the name of a field, either half of a media type."""
