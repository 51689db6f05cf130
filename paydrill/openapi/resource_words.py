"""Name the words by which a contract, or its overlay, tells the resource of an operation."""

from enum import StrEnum

ROLE, RESOURCE, ID = "x-paydrill-role", "x-paydrill-resource", "x-paydrill-id"
NO_ROLE = "none"


class Does(StrEnum):
    """The ways to act on a resource."""

    CREATE = "create"
    PUT = "put"
    SHOW = "show"
    LIST = "list"
    CHANGE = "change"
    REPLACE = "replace"
    DELETE = "delete"
    ACTION = "action"


ROLES = frozenset({NO_ROLE, *(each.value for each in Does)})
"""The values of `x-paydrill-role`."""
