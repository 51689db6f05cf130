"""Schemathesis as it is first tried: from an empty folder, without configuration.

`make fuzz` has the larger budget, and the control contract, which takes minutes.
"""

import pytest

from tests.contract import fuzz, untold

MONEY = {untold.DECIMALS, untold.STATE, untold.REUSED}
CARD = {untold.CARD, untold.CVV, untold.EXPIRY, untold.MANDATE}
TOLD = {
    "acquirer": MONEY | CARD,
    "cards": MONEY | CARD,
    "pix": MONEY,
    "service": set(),
}
"""What may be refused of valid requests, which no contract can tell of."""


# Cards are met by the command that docs/how-to/fuzz.md shows.
@pytest.mark.parametrize("name", ["acquirer", "pix", "service"])
def test_nothing_fails_with_the_hooks(name, capfd):
    failed, _ = fuzz.run("hooks", name, seed=90210, examples=5)
    assert not failed, capfd.readouterr().out


@pytest.mark.parametrize("name", TOLD)
def test_without_them_valid_requests_are_refused_for_nothing_that_could_be_told(name, tmp_path):
    found = fuzz.refusals(name, seed=90210, examples=5, report=tmp_path / "report.ndjson")
    assert found.failures == []
    assert set(found.untold) <= TOLD[name]
