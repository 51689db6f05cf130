"""Planted breaks: each is in the file and in the answer key, and the documented script finds it."""

from collections import Counter
from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handlers.views import settlement as views
from paydrill.payments import invariants
from paydrill.payments.errors import SettlementFileNotFound
from paydrill.payments.settlement.breaks import LINE_BREAKS
from paydrill.payments.settlement.formats import FORMATS
from paydrill.payments.settlement.planting import FILE_BREAKS
from paydrill.values.times import HOUR, rfc3339
from tests.factories import NOON_MS, Merchant, make_engine
from tests.reconciling import FEES, answer_key, findings, plant, reconcile
from tests.settlement_files import READERS, read_csv

TYPES = sorted({*LINE_BREAKS, *FILE_BREAKS, "truncated"})
DELIVERY = {"truncated", "late_file", "missing_file", "duplicate_file"}


def make_shop(*standing):
    settlement = {"fees": [FEES], "breaks": list(standing)}
    return Merchant(make_engine(settlement=settlement))


def trade(merchant):
    """Three payments and a refund, and the books of whoever made them."""
    paid = [merchant.pay(amount) for amount in ("10.00", "20.00", "30.00")]
    _, refund = merchant.refund(paid[0], "4.00")
    rows = [
        (payment.id, "10.00" if payment is paid[0] else f"{payment.amount_minor / 100:.2f}")
        for payment in paid
    ]
    return [
        {"happened_at": rfc3339(NOON_MS), "currency": "USD", "transaction_id": id_, "gross": gross}
        for id_, gross in [*rows, (refund.id, "-4.00")]
    ]


def same(found, key):
    return Counter(map(str, map(sorted_items, found))) == Counter(map(str, map(sorted_items, key)))


def sorted_items(finding):
    return sorted(finding.items())


def test_an_honest_batch_has_an_empty_key_and_nothing_is_found():
    merchant = make_shop()
    books = trade(merchant)
    merchant.advance("12h")
    [batch] = merchant.batches()
    assert answer_key(merchant, batch) == []
    assert findings(merchant, batch, books) == []


@pytest.mark.parametrize("once", [True, False], ids=["once", "by the scenario"])
@pytest.mark.parametrize("type_", sorted({*TYPES} - {"duplicate_file"}))
def test_each_break_is_found_and_nothing_else(type_, once):
    merchant = make_shop() if once else make_shop({"type": type_})
    books = trade(merchant)
    if once:
        plant(merchant, type_)
    merchant.advance("15h")
    [batch] = merchant.batches()
    key = answer_key(merchant, batch)
    assert [each["type"] for each in key] == [type_]
    assert findings(merchant, batch, books) == key
    merchant.look(invariants.prove)


@pytest.mark.parametrize("line", [1, 2, 4])
@pytest.mark.parametrize("type_", [*LINE_BREAKS, "truncated"])
def test_the_line_can_be_chosen(type_, line):
    merchant = make_shop()
    books = trade(merchant)
    plant(merchant, type_, line=line)
    merchant.advance("12h")
    [batch] = merchant.batches()
    [told] = answer_key(merchant, batch)
    assert told["line"] == (line + 1 if type_ == "duplicated_line" else line)
    assert told["transaction_id"] == books[line - 1]["transaction_id"]
    assert findings(merchant, batch, books) == [told]


def test_a_break_in_a_line_that_is_not_there_is_not_planted():
    merchant = make_shop()
    books = trade(merchant)
    plant(merchant, "missing_line", line=5)
    merchant.advance("12h")
    [batch] = merchant.batches()
    assert answer_key(merchant, batch) == findings(merchant, batch, books) == []


WISHES = st.lists(
    st.fixed_dictionaries(
        {"type": st.sampled_from(sorted({*TYPES} - DELIVERY))},
        optional={"line": st.integers(1, 5)},
    ),
    max_size=6,
)


@settings(deadline=None)
@given(wishes=WISHES)
def test_any_breaks_together_are_all_found(wishes):
    merchant = make_shop()
    books = trade(merchant)
    for how in wishes:
        plant(merchant, how["type"], line=how.get("line"))
    merchant.advance("12h")
    [batch] = merchant.batches()
    assert same(findings(merchant, batch, books), answer_key(merchant, batch))
    read = [READERS[name](merchant.file(batch, name)) for name in FORMATS]
    assert all(each == read[0] for each in read)
    merchant.look(invariants.prove)


def test_a_break_is_planted_once_and_in_the_currency_it_is_for():
    merchant = make_shop()
    merchant.pay("10.00", "EUR")
    merchant.pay("10.00", "USD")
    plant(merchant, "missing_line", currency="USD")
    merchant.close()
    merchant.pay("10.00", "USD")
    merchant.close()
    [eur, _], [broken, honest] = merchant.batches("EUR"), merchant.batches("USD")
    assert [len(answer_key(merchant, each)) for each in (eur, broken, honest)] == [0, 1, 0]


def test_the_true_batch_is_kept_and_only_what_is_delivered_is_wrong():
    merchant = make_shop()
    trade(merchant)
    plant(merchant, "amount_off_by_one", line=2)
    [batch] = merchant.close()
    told = merchant.do(views.batch, batch)
    assert batch.totals.gross_minor == 5600
    assert told["gross"] == 56.01
    assert sum(line.gross for line in read_csv(merchant.file(batch)).lines) == told_as(told)


def told_as(told):
    return reconcile.Decimal(str(told["gross"]))


@pytest.mark.parametrize("format_", FORMATS)
def test_a_truncated_file_breaks_off_within_a_line(format_):
    merchant = make_shop()
    trade(merchant)
    plant(merchant, "truncated", line=3)
    [batch] = merchant.close()
    whole = make_shop()
    trade(whole)
    [honest] = whole.close()
    content, full = merchant.file(batch, format_), whole.file(honest, format_)
    assert len(content) < len(full)
    assert not content.endswith(b"\n")
    # Another sandbox key, the same books: the file is the beginning of what it should be.
    assert full.startswith(content)


def test_a_late_file_comes_when_it_comes():
    merchant = make_shop()
    trade(merchant)
    plant(merchant, "late_file", after="3h")
    [batch] = merchant.close()
    assert batch.available_ms == NOON_MS + 3 * HOUR
    with pytest.raises(SettlementFileNotFound):
        merchant.file(batch)
    merchant.advance("3h")
    assert merchant.file(batch)


def test_a_missing_file_never_comes():
    merchant = make_shop()
    trade(merchant)
    plant(merchant, "missing_file")
    [batch] = merchant.close()
    merchant.advance("30d")
    with pytest.raises(SettlementFileNotFound):
        merchant.file(batch)


def test_a_duplicate_file_is_another_batch_of_the_same_bytes():
    merchant = make_shop()
    trade(merchant)
    plant(merchant, "duplicate_file")
    first, second = merchant.close()
    assert (second.id, second.sequence) == (f"{first.id}_2", first.sequence)
    assert merchant.file(second) == merchant.file(first)
    told, again = (merchant.do(views.batch, each) for each in (first, second))
    assert {**again, "batch_id": first.id} == told
    [key] = answer_key(merchant, first)
    assert (key["type"], key["shown"]) == ("duplicate_file", second.id)
    merchant.look(invariants.prove)
    merchant.pay()
    [batch] = merchant.close()
    assert batch.sequence == first.sequence + 1


def test_the_same_seed_breaks_the_same_lines():
    def broken():
        merchant = make_shop({"type": "missing_line"}, {"type": "wrong_fee"})
        trade(merchant)
        [batch] = merchant.close()
        return answer_key(merchant, batch)

    assert broken() == broken()


def test_every_type_of_the_contract_can_be_planted():
    merchant = make_shop(*({"type": type_} for type_ in TYPES))
    books = list(chain.from_iterable(trade(merchant) for _ in range(3)))
    batch, _copy = merchant.close()
    assert sorted(each["type"] for each in answer_key(merchant, batch)) == TYPES
    assert len(books) == batch.totals.lines
