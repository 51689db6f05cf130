"""`paydrill explain`, as somebody at a terminal runs it."""

from click.testing import CliRunner

from paydrill.commands import paydrill


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
