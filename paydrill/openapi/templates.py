"""Read path templates, such as `/payments/{id}`."""

import re

_PARAMETER = re.compile(r"\{([^{}]*)\}")


def names_in(template: str) -> list[str]:
    """List the names of the parameters in a template, in its order."""
    return [name for name in _PARAMETER.findall(template) if name]


def shape(template: str) -> str:
    """Return a template without the names of its parameters: alike templates are one path."""
    return _PARAMETER.sub("{}", template)
