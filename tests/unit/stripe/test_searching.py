"""The language in which Stripe's lists are searched."""

import pytest

from paydrill.errors import InvalidInput
from paydrill.stripe.searching import parse

FIELDS = frozenset({"amount", "status", "name", "metadata", "active"})
BODY = {
    "amount": 2000,
    "status": "succeeded",
    "name": "Ada Lovelace",
    "active": True,
    "metadata": {"order no": "it's 7", "tier": "gold"},
}


@pytest.mark.parametrize(
    ("query", "finds"),
    [
        ("status:'succeeded'", True),
        ('status:"SUCCEEDED"', True),
        ("-status:'succeeded'", False),
        ("name~'love'", True),
        ("name:'Ada'", False),
        ("amount>1999 AND amount<=2000", True),
        ("amount>2000", False),
        ("amount<100 OR status:'succeeded'", True),
        ("metadata['order no']:'it\\'s 7'", True),
        ('metadata["tier"]:"gold" status:"succeeded"', True),
        ("-metadata['gone']:null", False),
        ("metadata['gone']:null", True),
        ("active:'true'", True),
        ("active:false", False),
        ("metadata['o\\rder no']:'it\\'s 7'", True),
        ("metadata['order no\\\\']:null", True),
    ],
)
def test_clauses_are_met_or_not(query: str, finds: bool):
    assert parse(query, FIELDS).finds(BODY) is finds


@pytest.mark.parametrize(
    "query",
    [
        "",
        "status",
        "status:",
        "colour:'red'",
        "name~'lo'",
        "status:'a",
        "status:'a\\'",
        "metadata[\"tier']:1",
        "metadata['" + "\\" * 100 + ":",
        "amount:1 AND status:2 OR name:3",
    ],
)
def test_what_cannot_be_read_is_refused(query: str):
    with pytest.raises(InvalidInput) as caught:
        parse(query, FIELDS)
    assert caught.value.errors[0].pointer == "/query"
