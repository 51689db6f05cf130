"""Name the words by which contracts, overlays and options tell how resources are acted on."""

from enum import StrEnum

ROLE, RESOURCE, ID = "x-paydrill-role", "x-paydrill-resource", "x-paydrill-id"
NO_ROLE = "none"


class UnknownIds(StrEnum):
    """The answers to a request for a thing that was never made.

    By default it is a 404 where the contract documents one, and a sample where it does not.
    """

    DOCUMENTED = "documented"
    NOT_FOUND = "404"
    SAMPLE = "sample"


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
