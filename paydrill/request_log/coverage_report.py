"""Report coverage to other programs: rows of a table, JUnit XML, a gate for CI.

Every report is made from the response body of `GET /_control/coverage`.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET

_RULES = "rules"


class Row(NamedTuple):
    """One row of the report: an answer of an operation, or a rule, which has no status."""

    group: str
    """The contract's name, or `rules`."""
    name: str
    status: str
    times: int
    only_by_fault: bool

    @property
    def state(self) -> str:
        """The state: `met`, `not met`, or `fault` for an unmet answer that only a fault causes."""
        if self.times:
            return "met"
        return "fault" if self.only_by_fault else "not met"


def rows(coverage: Mapping[str, Any]) -> list[Row]:
    """Return a row for each answer and rule, by contract, operation and status, then rules."""
    answers = [
        Row(
            contract["contract"],
            operation["operation_id"],
            answer["status"],
            answer["count"],
            answer["only_by_fault"],
        )
        for contract in coverage["contracts"]
        for operation in contract["operations"]
        for answer in operation["answers"]
    ]
    rules = [
        Row(_RULES, each["rule"], "", each["count"], only_by_fault=False)
        for each in coverage["rules"]
    ]
    return answers + rules


def junit(coverage: Mapping[str, Any]) -> str:
    """Write JUnit XML: a suite for each contract and for the rules, a test case for each row.

    A row that is not met is a failure. An answer that only a fault causes is skipped until met.
    """
    suites = ET.Element("testsuites", name="paydrill coverage")
    groups: dict[str, list[Row]] = {}
    for row in rows(coverage):
        groups.setdefault(row.group, []).append(row)
    for group, members in groups.items():
        states = [row.state for row in members]
        suite = ET.SubElement(
            suites,
            "testsuite",
            name=group,
            tests=str(len(members)),
            failures=str(states.count("not met")),
            errors="0",
            skipped=str(states.count("fault")),
        )
        for row in members:
            suite.append(_case(row))
    ET.indent(suites)
    return ET.tostring(suites, encoding="unicode", xml_declaration=True) + "\n"


def shortfalls(
    coverage: Mapping[str, Any], fail_under: float, *, with_faults: bool = False
) -> list[str]:
    """Return a sentence for each share, of answers and of rules, below `fail_under` percent.

    Answers that only a fault causes count only `with_faults`.
    """
    answers = "answers" if with_faults else "answers_without_faults"
    wanted = {"documented answers": answers, "rules": "rules"}
    shares = {name: coverage["totals"][key] for name, key in wanted.items()}
    return [
        f"{share['met']} of {share['documented']} {name} met: {share['percent']} %, "
        f"and {fail_under:g} % are asked for"
        for name, share in shares.items()
        if share["percent"] < fail_under
    ]


def _case(row: Row) -> ET.Element:
    case = ET.Element("testcase", classname=row.name, name=row.status or row.name)
    if row.state == "not met":
        ET.SubElement(case, "failure", message=f"{row.name} {row.status}".strip() + " was not met")
    elif row.state == "fault":
        ET.SubElement(case, "skipped", message="Only a fault brings it about")
    return case
