"""Check a settlement section: its zone, its dates, its words, its fees, and its payouts."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from paydrill.scenarios.files.checks.vocabulary_checks import unknown
from paydrill.scenarios.files.problems import Problem
from paydrill.scenarios.files.vocabulary import Vocabulary
from paydrill.scenarios.files.yaml_tree import Node
from paydrill.values.suggestions import quoted, suggestion

_CONDITIONS = ("brand", "method", "currency")


def check_settlement(settlement: Node, known: Vocabulary) -> Iterator[Problem]:
    """Report the problems of a settlement section that the schema accepts."""
    yield from _of_cutoff(settlement.find("cutoff"))
    yield from _no_dates(settlement.find("holidays"))
    fees, breaks = settlement.find("fees"), settlement.find("breaks")
    yield from _of_fees([] if fees is None else fees.entries, known)
    for each in [] if breaks is None else breaks.entries:
        yield from unknown(each.find("currency"), "currency", known.currencies)
    payouts = settlement.find("payouts")
    yield from _of_payouts([] if payouts is None else payouts.entries, known)


def _of_cutoff(cutoff: Node | None) -> Iterator[Problem]:
    if cutoff is None:
        return
    time, zone = cutoff.children["time"], cutoff.find("zone")
    if time.unquoted:
        message = f"{time.data} is a number of minutes to other readers of YAML"
        yield time.position.problem(f"{message}; put quotes around it")
    if zone is not None and not _is_zone(zone.data):
        instead = suggestion(zone.data, available_timezones())
        yield zone.position.problem(f"unknown zone {quoted(zone.data)}; {instead}")


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, LookupError):  # a name that is no path; a folder; a missing file
        return False
    return True


def _no_dates(holidays: Node | None) -> Iterator[Problem]:
    for day in [] if holidays is None else holidays.entries:
        try:
            date.fromisoformat(day.data)
        except ValueError:
            yield day.position.problem(f"no calendar has the day {day.data}")


def _of_fees(fees: list[Node], known: Vocabulary) -> Iterator[Problem]:
    """Report fees with unknown or impossible conditions, and fees that earlier fees hide."""
    for each in fees:
        yield from unknown(each.find("brand"), "card brand", known.brands)
        yield from unknown(each.find("currency"), "currency", known.currencies)
        if each.data.get("method") == "pix" and "brand" in each.data:
            yield each.nearest("brand").position.problem("what is paid by pix has no card brand")
    yield from _hidden(fees, "these fees never apply: those on line {} fit all of it")


def _of_payouts(payouts: list[Node], known: Vocabulary) -> Iterator[Problem]:
    """Report payouts of unknown currencies, and those that earlier ones hide."""
    for each in payouts:
        yield from unknown(each.find("currency"), "currency", known.currencies)
    yield from _hidden(payouts, "this payout never applies: that on line {} fits all of it")


def _hidden(entries: list[Node], message: str) -> Iterator[Problem]:
    """Report entries that an earlier one hides, whose line goes into the message."""
    above: list[tuple[dict[str, Any], Node]] = []
    for each in entries:
        conditions = {name: each.data[name] for name in _CONDITIONS if name in each.data}
        first = next((node for fit, node in above if fit.items() <= conditions.items()), None)
        if first is not None:
            yield each.position.problem(message.format(first.position.line))
        above.append((conditions, each))
