"""Conditions on parameters, bodies and what is stored: which places they find, and each test."""

from decimal import Decimal

import pytest

from paydrill.scenarios.attempt import Attempt, Said, Supposed
from paydrill.scenarios.conditions import conditions_of
from paydrill.scenarios.explain import explain
from paydrill.scenarios.scenario import Scenario
from paydrill.standards import standards
from tests.unit.scenarios.attempts import NOTHING_COUNTED

BODY = {
    "amount": 402,
    "rate": Decimal("0.10"),
    "total": "12.50",
    "note": None,
    "live": False,
    "customer": "cus_77",
    "a/b": {"~": "odd"},
    "items": [{"sku": "book-1", "count": 2}, {"sku": "gift-9", "count": 5}],
}


def sent(body=BODY, path=None, query=None, resource=None):
    said = Said(path or {}, query or {}, body)
    return Attempt("op", at=Supposed(matches=standards().matches, sent=said), resource=resource)


def holds(when, attempt):
    return all(each.holds(attempt) for each in conditions_of(when))


@pytest.mark.parametrize(
    ("pointer", "test", "expected"),
    [
        ("/amount", 402, True),
        ("/amount", Decimal("402.0"), True),
        ("/amount", "402", False),
        ("/amount", [401, 402], True),
        ("/amount", {"min": 402, "max": 402}, True),
        ("/amount", {"min": 403}, False),
        ("/rate", Decimal("0.1"), True),
        ("/total", {"min": 10}, True),
        ("/total", {"max": Decimal("12.49")}, False),
        ("/total", "12.50", True),
        ("/total", Decimal("12.5"), False),
        ("/note", None, True),
        ("/note", False, False),
        ("/note", {"exists": True}, True),
        ("/live", False, True),
        ("/live", 0, False),
        ("/live", {"max": 1}, False),
        ("/customer", "cus_*", True),
        ("/customer", "cus_", False),
        ("/customer", {"like": "*_77"}, True),
        ("/customer", {"matches": "^cus_\\d+$"}, True),
        ("/customer", {"matches": "^cus_\\d$"}, False),
        ("/customer", {"matches": "\\d", "like": "x*"}, False),
        ("/customer", {"min": 0}, False),
        ("/amount", {"like": "*"}, False),
        ("/amount", {"matches": "4"}, False),
        ("/none", {"exists": False}, True),
        ("/amount", {"exists": False}, False),
        ("/none", None, False),
        ("/a~1b/~0", "odd", True),
        ("/items/1/sku", "gift-9", True),
        ("/items/01/sku", "gift-9", False),
        ("/items/2/sku", {"exists": True}, False),
        ("/items/-1/sku", {"exists": True}, False),
        ("/items/*/sku", {"like": "gift-*"}, True),
        ("/items/*/count", {"min": 3, "max": 4}, False),
        ("/items/*/size", {"exists": False}, True),
        ("/items/*/sku", {"exists": False}, False),
        ("/*/~0", "odd", True),
        ("/amount/0", {"exists": True}, False),
        ("/customer/*", {"exists": True}, False),
    ],
)
def test_what_a_body_has_at_a_pointer(pointer, test, expected):
    assert holds({"body": {pointer: test}}, sent()) is expected
    assert holds({"resource": {pointer: test}}, sent(None, resource=BODY)) is expected


def test_the_empty_pointer_is_the_whole_body():
    assert holds({"body": {"": "hello*"}}, sent("hello world"))


def test_every_place_must_pass():
    assert holds({"body": {"/amount": 402, "/customer": "cus_*"}}, sent())
    assert not holds({"body": {"/amount": 402, "/customer": "x"}}, sent())
    assert not holds({"not": {"body": {"/amount": 402}}}, sent())


def test_parameters_are_told_by_their_names_and_are_no_pointers():
    attempt = sent(path={"id": "cus_1"}, query={"/limit": 3, "tags[]": ["a", "b"]})
    assert holds({"path": {"id": "cus_*"}, "query": {"/limit": 3}}, attempt)
    assert not holds({"path": {"id": "x"}}, attempt)
    assert holds({"query": {"tags[]": "b"}}, attempt)
    assert not holds({"query": {"tags[]": {"exists": False}}}, attempt)
    assert holds({"query": {"offset": {"exists": False}}}, attempt)


def test_a_call_that_was_not_sent_has_none_of_it():
    for name in ("path", "query", "body", "resource"):
        assert not holds({name: {"/a": "*"}}, Attempt("op"))
        assert holds({name: {"/a": {"exists": False}}}, Attempt("op"))


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("^\\p{Lu}", "Élan", True),
        ("(?<year>\\d{4})", "in 2026", True),
        ("^(?=a).b$", "ab", True),
        ("^(?=a).b$", "a" * 3000, False),
        ("^(a+)+$", "a" * 50_000 + "b", False),
        ("[\\d-x]", "-", True),
        ("(", "(", False),
    ],
)
def test_expressions_are_javascripts_and_end(pattern, text, expected):
    assert holds({"body": {"": {"matches": pattern}}}, sent(text)) is expected


def test_a_miss_says_which_pointer_held_what():
    rule = {
        "id": "r",
        "when": {"body": {"/amount": 400, "/customer": "cus_*", "/items/*/count": {"min": 9}}},
        "then": {"fault": {"status": 402, "effect": "none"}},
    }
    [near] = explained(rule, sent()).nearest
    assert [each[:] for each in near.unmet] == [
        ("body", {"/amount": 400}, {"/amount": 402}),
        ("body", {"/items/*/count": {"min": 9}}, {"/items/*/count": [2, 5]}),
    ]


def test_the_nearest_miss_is_the_nearest_number():
    def rule(name, amount):
        return {"id": name, "when": {"body": {"/amount": amount}}, "then": {"approved": True}}

    rules = [rule("far", 100), rule("text", "x"), rule("near", {"min": 403}), rule("no", [1, 2])]
    found = explained(*rules, sent())
    assert [each.rule for each in found.nearest] == ["s/near", "s/far", "s/no", "s/text"]


def test_a_rule_for_another_operation_is_never_the_nearest():
    rules = [
        {"id": "other", "when": {"operation": "b"}, "then": {"approved": True}},
        {
            "id": "same",
            "when": {"operation": "op", "body": {"/x": 1, "/y": 1, "/z": 1}},
            "then": {"approved": True},
        },
    ]
    assert [each.rule for each in explained(*rules, sent()).nearest] == ["s/same", "s/other"]


def test_a_miss_is_short_and_shows_no_card_number():
    rule = {
        "id": "r",
        "when": {"body": {"/card": 4111111111111111, "/note": "5555555555554444", "/list": 1}},
        "then": {"approved": True},
    }
    body = {"card": 5555555555554444, "note": "4111 1111 1111 1111" + "x" * 500, "list": [[1]] * 9}
    [near] = explained(rule, sent(body)).nearest
    assert "4111" not in repr(near)
    assert "5555" not in repr(near)
    assert near.unmet[2].found == {"/list": "[…]"}
    assert len(repr(near)) < 500


def explained(*rules_and_attempt):
    *rules, attempt = rules_and_attempt
    return explain(Scenario("s", rules, None).rules, attempt, NOTHING_COUNTED, scripted=True)
