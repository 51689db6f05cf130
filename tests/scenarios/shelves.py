"""What tests of the library share: scenarios that decline, and what is known of them."""

from paydrill.scenarios.attempt import Attempt
from paydrill.scenarios.files.library import Library
from paydrill.scenarios.scenario import Scenario
from tests.scenarios.samples import rule
from tests.unit.scenarios.attempts import NOTHING_COUNTED

CODES = ("do_not_honor", "stolen_card", "card_declined")


def declining(code: str, name: str = "mine", more: str = "") -> str:
    return f"scenario: 1\nname: {name}\n{more}rules:\n" + rule("no", then=f"{{declined: {code}}}")


def including(name: str = "mine") -> str:
    return f"scenario: 1\nname: {name}\ninclude: [shared/common.yaml]\n"


def code_of(scenario: Scenario | None) -> str | None:
    assert scenario is not None
    return scenario.decide(Attempt("cards.create_payment"), NOTHING_COUNTED).outcome.reason


def problems(library: Library, name: str = "mine") -> list[tuple[int, int]]:
    return [
        (problem.line, problem.column)
        for each in library.listing()
        if each.name == name
        for problem in each.problems
    ]
