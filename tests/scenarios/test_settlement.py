"""What a scenario file says of settlement, and that schema, contract and engine agree on it."""

from decimal import Decimal

import yaml

from paydrill.payments.settlement.breaks import LINE_BREAKS, TRUNCATED
from paydrill.payments.settlement.fees import ROUNDINGS
from paydrill.payments.settlement.planting import FILE_BREAKS
from paydrill.scenarios.files import load_scenario
from paydrill.scenarios.files.grammar import schema
from tests.factories import Merchant, make_engine
from tests.scenarios.samples import EVERYTHING, HEAD, ROOT, SHIPPED, load, write

DEFINED = schema()["$defs"]
CONTROL = yaml.safe_load((ROOT / "openapi/control/settlements.yaml").read_text(encoding="utf-8"))


def test_plain_data_comes_out(tmp_path):
    settlement = load(tmp_path, EVERYTHING).sections.settlement
    assert settlement["cutoff"] == {"time": "22:00", "zone": "America/Sao_Paulo"}
    assert settlement["holidays"] == ["2026-02-16", "2026-02-17"]
    assert settlement["fees"][0] == {
        "brand": "Visa",
        "currency": "USD",
        "interchange": {"percent": Decimal("1.2")},
        "scheme": {"percent": Decimal("0.13"), "fixed": Decimal("0.02")},
    }
    assert settlement["breaks"] == [
        {"type": "missing_line", "line": 2},
        {"type": "late_file", "after": "2h", "currency": "USD"},
    ]


def test_what_is_not_said_is_nothing(tmp_path):
    assert load(tmp_path, HEAD).sections.settlement == {}


def test_an_included_file_says_it_for_one_that_does_not(tmp_path):
    write(tmp_path, "scenario: 1\nname: fees\nsettlement: {t_plus: 3}\n", "fees.yaml")
    write(tmp_path, "scenario: 1\nname: more\nsettlement: {t_plus: 4}\n", "more.yaml")
    including = HEAD + "include: [fees.yaml, more.yaml]\n"
    assert load(tmp_path, including).sections.settlement == {"t_plus": 3}
    assert load(tmp_path, including + "settlement: {rounding: up}\n").sections.settlement == {
        "rounding": "up"
    }


def test_the_engine_settles_by_it(tmp_path):
    merchant = Merchant(make_engine(settlement=load(tmp_path, EVERYTHING).sections.settlement))
    merchant.pay("100.00")
    merchant.pay("50.00")
    merchant.advance("24h")
    [batch] = merchant.batches()
    assert (batch.interchange_minor, batch.scheme_minor) == (180, 23)
    assert (batch.business_date, batch.value_date) == ("2026-01-27", "2026-01-29")
    assert batch.available_ms - batch.closed_ms == 2 * 3_600_000


def test_the_shipped_scenario_settles():
    file = load_scenario(ROOT / "scenarios" / "settlement.yaml", known=SHIPPED)
    merchant = Merchant(make_engine(settlement=file.sections.settlement))
    merchant.pay("150.00")
    merchant.advance("24h")
    [batch] = merchant.batches()
    assert batch.totals.fees_minor == 180 + 22 + 85


def test_schema_contract_and_engine_know_the_same_words():
    in_a_line = {*LINE_BREAKS, TRUNCATED}
    known = in_a_line | FILE_BREAKS.keys()
    broken = DEFINED["break"]
    assert set(broken["properties"]["type"]["enum"]) == known
    assert set(CONTROL["components"]["schemas"]["ControlBreakType"]["enum"]) == known
    without_line, without_after = (
        set(each["not"]["properties"]["type"]["enum"]) for each in broken["allOf"]
    )
    assert without_line == set(FILE_BREAKS)
    assert without_after == known - {"late_file"}
    assert set(DEFINED["settlement"]["properties"]["rounding"]["enum"]) == set(ROUNDINGS)
