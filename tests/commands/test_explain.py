"""`paydrill explain`, as somebody at a terminal runs it."""

import re

import pytest
from click.testing import CliRunner

from paydrill.cli import paydrill
from tests.server_process import ROOT


def explain(*arguments):
    return CliRunner().invoke(paydrill, ["explain", *arguments])


def test_a_magic_amount_is_explained_by_its_rule():
    done = explain("--operation", "cards.create_payment", "--amount", "0.01")
    assert done.exit_code == 0
    assert "declined: insufficient_funds by default/insufficient-funds" in done.output


def test_one_cent_off_names_the_rule_that_was_nearly_met():
    done = explain("--operation", "cards.create_payment", "--amount", "9999.99")
    assert "approved, because no rule applies" in done.output
    assert "nearest miss: default/manual-review" in done.output


@pytest.mark.parametrize(
    ("attempt", "says"),
    [
        ("--amount 0.001", "amount has more decimals than USD has, which is 2"),
        ("--amount 0.011 --currency USD", "amount has more decimals than USD has, which is 2"),
        ("--amount 0.5 --currency JPY", "amount has more decimals than JPY has, which is 0"),
        ("--card 4111111111111112", "card_number fails the Luhn check"),
        ("--card 411111111111", "card_number has 12 digits; cards of Visa have 13, 16, 18, 19"),
    ],
)
def test_what_the_server_refuses_before_any_scenario_is_said_to_be(attempt, says):
    done = explain("--operation", "acquirer.authorize_payment", *attempt.split())
    assert done.exit_code == 0
    refused = "not decided, because the server refuses it before any scenario is asked: "
    assert done.output.startswith(f"{refused}{says}\n"), done.output
    assert "nearest miss" not in done.output


@pytest.mark.parametrize(
    ("operation", "says"),
    [
        ("control.get_clock", "no scenario is asked about the server's own operations"),
        ("service.get_health", "no scenario is asked about the server's own operations"),
    ],
)
def test_what_no_scenario_decides_is_said_not_to_be(operation, says):
    done = explain("--operation", operation, "--amount", "0.01")
    assert done.output.startswith(f"not decided, because {says}\n"), done.output
    assert "approved" not in done.output


@pytest.mark.parametrize("operation", ["cards.get_transaction", "acquirer.void_payment"])
def test_what_has_no_outcome_is_answered_as_usual(operation):
    done = explain("--operation", operation, "--amount", "0.01")
    assert done.output.startswith("answered as usual, because no rule applies\n"), done.output


def test_faults_and_delays_are_told_with_their_effect():
    done = explain(
        *("--scenario", "double-charge", "--operation", "cards.create_payment"),
        *("--amount", "5", "--header", "X-Case: error"),
    )
    assert (
        "approved, status 503, effect committed by double-charge/error-after-charge" in done.output
    )


def test_an_operation_that_no_contract_has_is_refused_with_those_that_are_known():
    done = explain("--operation", "cards.create_paymnt")
    assert done.exit_code == 2
    assert "cards.create_payment" in done.output


def test_an_amount_that_is_none_is_refused():
    done = explain("--operation", "cards.create_payment", "--amount", "ten")
    assert done.exit_code == 2
    assert "write 0.01" in done.output


def test_a_card_number_is_not_repeated():
    number = "4111111111111111"
    done = explain("--operation", "cards.create_payment", "--amount", "5", "--card", number)
    assert done.exit_code == 0
    assert number not in done.output


REPR = re.compile(r"Decimal|\bTrue\b|\bFalse\b|\bNone\b|\{'|\['|\('|Errno|<class|Traceback")
SCENARIOS = [*sorted((ROOT / "scenarios").glob("*.yaml")), ROOT / "tests/scenarios/everything.yaml"]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda file: file.stem)
@pytest.mark.parametrize("operation", ["cards.create_payment", "cards.get_transaction"])
def test_nothing_is_written_as_python_has_it(scenario, operation):
    done = explain("--scenario", str(scenario), "--operation", operation, "--amount", "5000")
    assert done.exit_code == 0, done.output
    assert not REPR.search(done.output), done.output


def test_conditions_are_written_as_in_the_file():
    asked = ("--operation", "cards.create_payment", "--amount", "9999.99")
    assert (
        "nearest miss: default/manual-review: amount is 9999.99, not {min: 10000}\n"
        in explain(*asked).output
    )
    everything = ("--scenario", str(ROOT / "tests/scenarios/everything.yaml"))
    everything += ("--currency", "EUR", "--at", "2026-01-27T12:00:00Z")
    words = " ".join(explain(*everything, *asked).output.split())
    for condition in (
        "amount is 9999.99, not {min: 10, max: 20.50, cents: 51}",
        "currency is EUR, not [USD, NOK]",
        'header is not {X-Case: lost-*, amount: "5"}',
        'time is not {between: ["22:00", "06:00"]}',
        "all is not [{refund_of: {payment: txn_*, amount: 5.00, description: a}}]",
    ):
        assert condition in words, words


def test_what_looks_like_markup_is_printed_as_it_is():
    done = explain(
        *("--scenario", "review-desk", "--operation", "cards.create_payment"),
        *("--customer", "[red]:bug:", "--amount", "5"),
    )
    words = " ".join(done.output.split())
    assert 'customer is "[red]:bug:", not cus_new_*' in words
    assert "not [cards.refund_transaction, acquirer.refund_payment]" in words


@pytest.mark.parametrize(
    ("option", "value", "says"),
    [
        ("--amount", "nan", "'nan' is not an amount; write 0.01"),
        ("--amount", "-5", "'-5' is not an amount; write 0.01"),
        ("--amount", "1e500", "'1e500' is not an amount; write 0.01"),
        ("--currency", "dollars", "'dollars' is not an ISO 4217 code; write USD"),
        ("--at", "noon", "is not a date and time; write 2026-01-27T12:00:00Z"),
        ("--card", "411111111111111x", "a card number has 12 to 19 digits"),
        ("--header", "X-Case", "'X-Case' is not a header; write X-Case:lost-reply"),
    ],
)
def test_an_option_that_says_nothing_is_refused_in_a_line(option, value, says):
    done = explain("--operation", "cards.create_payment", option, value)
    assert done.exit_code == 2, done.output
    [line] = [line for line in done.output.splitlines() if line.startswith("paydrill explain: ")]
    assert says in line


def test_a_scenario_with_a_mistake_is_told_as_check_tells_it(tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text("scenario: 1\nname: mine\nrules:\n  - {id: a, then: {declind: x}}\n")
    asked = ("--operation", "cards.create_payment")
    done = explain("--scenario", str(file), *asked)
    assert done.exit_code == 2
    checked = CliRunner().invoke(paydrill, ["check", str(file)]).output
    assert done.output == f"paydrill explain: {checked[: checked.rindex('^') + 2]}"
    done = explain("--contracts", str(tmp_path), *asked)
    assert (done.exit_code, done.output.count("\n")) == (2, 1)


BY_BODY = """\
scenario: 1
name: mine
rules:
  - id: large
    when: {operation: cards.list_transactions, query: {limit: 3}, resource: {/status: paid}}
    then: {respond: {status: 503, body: {/detail: Closed}, headers: {X-Why: night}}}
  - id: named
    when: {operation: acquirer.authorize_payment, body: {/customer_name: "Ada*"}}
    then: {respond: {status: 503}, fault: {malformed: true, effect: committed}}
"""


@pytest.fixture
def by_body(tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text(BY_BODY)
    return ("--scenario", str(file))


def test_what_is_sent_and_stored_is_given_and_the_answer_told(by_body):
    asked = ("--operation", "cards.list_transactions", "--query", "limit=3")
    stored = ("--resource", '{"status": "paid"}')
    words = " ".join(explain(*by_body, *asked, *stored).output.split())
    answer = 'status: 503, body: {"/detail": Closed}, headers: {X-Why: night}'
    assert words.startswith(f"answered by {{{answer}}} by mine/large "), words


def test_the_nearest_miss_says_which_pointer_held_what(by_body):
    asked = ("--operation", "acquirer.authorize_payment", "--body", '{"customer_name": "Bob"}')
    words = " ".join(explain(*by_body, *asked).output.split())
    said = 'body is {"/customer_name": Bob}, not {"/customer_name": Ada*}'
    assert f"nearest miss: mine/named: {said} " in words


def test_a_broken_answer_is_told_with_its_fault(by_body):
    asked = ("--operation", "acquirer.authorize_payment", "--body", '{"customer_name": "Ada"}')
    words = " ".join(explain(*by_body, *asked).output.split())
    assert words.startswith("answered by {status: 503}, malformed, effect committed by mine/named")


@pytest.mark.parametrize(
    ("option", "value", "says"),
    [
        ("--path", "id", "'id' is not a parameter; write limit=3"),
        ("--query", "=3", "'=3' is not a parameter; write limit=3"),
        ("--body", "{a: 1}", "'{a: 1}' is not JSON"),
    ],
)
def test_what_is_sent_must_be_written_well(option, value, says):
    done = explain("--operation", "cards.list_transactions", option, value)
    assert done.exit_code == 2
    assert says in " ".join(done.output.split())


def test_a_rule_for_a_contract_that_is_named_is_explained():
    orders, scenario = (
        str(ROOT / "gallery" / f"{each}.yaml") for each in ("orders", "orders-magic")
    )
    asked = ("--scenario", scenario, "--operation", "captureOrder")
    done = explain(orders, *asked, "--resource", '{"status": "CREATED"}')
    assert done.output.startswith(
        "answered by {example: not-approved} by orders-magic/not-approved"
    )
    done = explain("nowhere.yaml", *asked)
    assert (done.exit_code, done.stderr.count("\n")) == (2, 1)
    assert "nowhere.yaml: is not there" in done.stderr
