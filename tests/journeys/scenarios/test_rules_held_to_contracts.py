"""Rules about what a contract does not have are refused when they are read."""

import pytest

from tests.in_process import InProcess, only
from tests.journeys.scenarios.ruled_shop import CONTRACT, REFUSE, Shop, one_rule

server = only(CONTRACT)


@pytest.mark.parametrize(
    ("when", "then", "at", "words"),
    [
        (
            "body: {/amonut: 402}",
            REFUSE,
            "5:45",
            "no schema of the request body has '/amonut'; did you mean '/amount'?",
        ),
        (
            "body: {/items/sku: a}",
            REFUSE,
            "5:45",
            "has '/items/sku'; /items is a list, whose items are 0, 1 and so on, or *",
        ),
        (
            "body: {/items/0/skus: a}",
            REFUSE,
            "5:45",
            "did you mean '/items/0/sku'?",
        ),
        ("body: {/amount/value: 1}", REFUSE, "5:45", "/amount has nothing in it"),
        ("body: {/amount: '402'}", REFUSE, "5:54", "never met: /amount must be an integer"),
        ("body: {/amount: {like: '4*'}}", REFUSE, "5:61", "never met: /amount is integer"),
        ("body: {/note: {matches: '('}}", REFUSE, "5:62", "'(' is no regular expression"),
        (
            "query: {dry_run: true}",
            REFUSE,
            "5:46",
            "createPayment has no parameter 'dry_run' in its query; did you mean 'dry-run'?",
        ),
        ("query: {dry-run: 'yes'}", REFUSE, "5:55", "never met: dry-run must be a boolean"),
        ("path: {ident: x}", REFUSE, "5:45", "in its path; allowed: id"),
        (
            "resource: {/amount: 1}",
            REFUSE,
            "5:49",
            "createPayment is about no resource that is there",
        ),
        (
            "nth: 1",
            "respond: {status: 404}",
            "6:30",
            "the contract documents no 404 for createPayment, but 201, 402, 503",
        ),
        (
            "nth: 1",
            "respond: {status: 402, example: declind}",
            "6:44",
            "no example 'declind' of createPayment of its 402; did you mean 'declined'?",
        ),
        ("nth: 1", "respond: {example: x}", "6:31", "allowed: declined, limit-exceeded"),
        (
            "nth: 1",
            "respond: {status: 402, body: {/error/kode: card_declined}}",
            "6:42",
            "no schema of this response has '/error/kode'; did you mean '/error/code'?",
        ),
        (
            "nth: 1",
            "respond: {status: 402, body: {/error/code: poor}}",
            "6:42",
            "the body would break its schema: /error/code must be one of",
        ),
        (
            "nth: 1",
            "respond: {status: 402, media_type: application/xml}",
            "6:47",
            "is never 'application/xml'",
        ),
        (
            "nth: 1",
            "respond: {headers: {X-Trace: much-too-long}}",
            "6:32",
            "the contract does not allow this value of X-Trace",
        ),
        (
            "nth: 1",
            "respond: {headers: {content-length: '0'}}",
            "6:32",
            "the header content-length is the server's own",
        ),
        (
            "nth: 1",
            "respond: {status: 402}, fault: {reset: true, effect: none}",
            "6:65",
            "effect: none leaves no answer; write committed, or leave respond out",
        ),
    ],
)
def test_what_the_contract_does_not_have_is_refused_at_its_place(
    server: InProcess, when: str, then: str, at: str, words: str
):
    shop = Shop(server, "  []\n")
    source = f"scenario: 1\nname: mine\nrules:\n{one_rule(when, then)}"
    told = shop.call("PUT", "/_control/scenarios/mine", {"source": source})
    [error] = told.json()["errors"]
    assert error["pointer"] == f"/source/{at}"
    assert words in error["message"]


def test_an_answer_is_that_of_an_operation(server: InProcess):
    shop = Shop(server, "  []\n")
    told = shop.call("POST", "/_control/outcomes", {"then": {"respond": {"status": 402}}})
    [error] = told.json()["errors"]
    assert error["pointer"] == "/then"
    assert "write operation in when" in error["message"]


def test_a_response_without_a_body_has_no_fields(server: InProcess):
    shop = Shop(server, "  []\n")
    when, then = {"operation": "forgetPayment"}, {"respond": {"status": 409, "body": {"/a": 1}}}
    told = shop.call("POST", "/_control/outcomes", {"when": when, "then": then})
    [error] = told.json()["errors"]
    assert "this response of forgetPayment has no body" in error["message"]
    then = {"respond": {"status": 409}}
    shop.ask("POST", "/_control/outcomes", {"when": when, "then": then})
    assert shop.call("DELETE", "/payments/7").status == 409


def test_a_rule_of_any_operation_needs_one_that_has_what_it_asks_for(server: InProcess):
    shop = Shop(server, "  []\n")
    then = {"delay": {"ms": 1}}
    shop.ask("POST", "/_control/outcomes", {"when": {"body": {"/total": "5"}}, "then": then})
    told = shop.call(
        "POST", "/_control/outcomes", {"when": {"not": {"body": {"/totl": "5"}}}, "then": then}
    )
    [error] = told.json()["errors"]
    assert "did you mean '/total'?" in error["message"]
