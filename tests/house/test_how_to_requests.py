"""What docs/how-to/requests.md says of names is so."""

import re

from paydrill.openapi.arguments import TAKEN, identifier
from tests.server_process import ROOT

PAGE = (ROOT / "docs" / "how-to" / "requests.md").read_text(encoding="utf-8")
SECTION = PAGE.partition("## Names of arguments")[2].partition("## Bodies")[0]


def test_the_names_are_those_of_the_table():
    rows = re.findall(r"^\| (`.*`) \| (`.*`) \|$", SECTION, re.MULTILINE)
    names = [(re.findall("`([^`]+)`", each), re.findall("`([^`]+)`", to)) for each, to in rows]
    assert len(names) == 4
    for parameters, arguments in names:
        assert [identifier(each) for each in parameters] == arguments


def test_the_names_that_are_taken_are_listed():
    listed = SECTION.rpartition("number; ")[2].replace("\n", " ")
    assert set(re.findall("`([^`]+)`", listed)) == TAKEN
