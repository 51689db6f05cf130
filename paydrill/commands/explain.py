"""`paydrill explain`: what an attempt would meet under a scenario file, and why."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from paydrill.commands.desk import Desk, contracts_option
from paydrill.engine.errors import EngineError, FieldError
from paydrill.engine.scenarios.explain import Explanation, Told
from paydrill.engine.scenarios.scenario import Decision, Scenario
from paydrill.engine.scripting import explain_attempt
from paydrill.scenario_files import ScenarioFileError
from paydrill.scenario_files.choosing import NoSuchScenario, require_scenario
from paydrill.scenario_files.problems import quoted, suggestion
from paydrill.settings import Settings

_MARKS = {"applies": "[green]applies", "unmet": "unmet", "passes": "passes"}


class _Amount(click.ParamType[Decimal]):
    name = "amount"

    def convert(self, value: Any, param: Any, ctx: Any) -> Decimal:
        try:
            return Decimal(value)
        except ArithmeticError:
            self.fail(f"{value!r} is not an amount; write 0.01", param, ctx)


@click.command()
@click.option("--operation", required=True, help="The operationId, as cards.create_payment.")
@click.option("--amount", type=_Amount(), help="In major units, as 0.01.")
@click.option("--currency", help="ISO 4217 code.")
@click.option("--customer", help="Id or name of the customer.")
@click.option("--card", "card_number", help="A test card's number.")
@click.option("--description", help="Description of the payment.")
@click.option("--header", "headers", multiple=True, metavar="NAME:VALUE", help="A request header.")
@click.option("--at", metavar="TIME", help="The time, as 2026-01-27T12:00:00Z.")
@click.option(
    "--scenario",
    default=Settings.scenario,
    show_default=True,
    help="A name in scenarios/, or a path to a YAML file.",
)
@contracts_option
def explain(
    scenario: str, contracts: Path, card_number: str | None, headers: tuple[str, ...], **facts: Any
) -> None:
    """Say what an attempt would meet, which rule decides, and which came nearest."""
    desk = Desk.opened(contracts)
    if facts["operation"] not in desk.operations:
        name = facts["operation"]
        remedy = suggestion(name, desk.operations)
        raise click.UsageError(f"--operation: no contract has {quoted(name)}; {remedy}")
    settings = Settings(scenario=scenario)
    try:
        require_scenario(scenario, settings.scenario_file, settings.scenarios)
        file = desk.read(settings.scenario_file)
    except (NoSuchScenario, ScenarioFileError) as error:
        raise click.ClickException(str(error)) from None
    described = {name: value for name, value in facts.items() if value is not None}
    if card_number is not None:
        described["card"] = {"number": card_number}
    if headers:
        pairs = (header.partition(":") for header in headers)
        described["header"] = {name.strip(): value.strip() for name, _, value in pairs}
    engine = desk.engine(Scenario(file.name, file.rules, file.seed))
    try:
        explained = engine.run("explain", explain_attempt, described)
    except EngineError as error:
        raise click.UsageError("; ".join(map(_mistake, error.errors)) or error.detail) from None
    _print(explained)


def _mistake(error: FieldError) -> str:
    name = error.pointer.strip("/").partition("/")[0]
    return f"--{name}: {error.message}"


def _print(explained: Explanation) -> None:
    console = Console(highlight=False)
    console.print(_decided(explained.decision))
    if explained.nearest:
        nearest = explained.nearest[0]
        console.print(f"nearest miss: [bold]{nearest.rule}[/bold]: {_why(nearest)}")
    table = Table("rule", "", "why", box=None, pad_edge=False)
    for told in explained.rules:
        table.add_row(told.rule, _MARKS.get(told.verdict, told.verdict), _why(told))
    console.print(table)


def _decided(decision: Decision) -> str:
    outcome, fault = decision.outcome, decision.fault
    parts = [f"{outcome.verdict}: {outcome.reason}" if outcome.reason else outcome.verdict]
    if fault is not None:
        effect = "committed" if fault.committed else "none"
        kind = f"status {fault.status}" if fault.status else fault.kind
        parts = [*(parts if fault.committed else []), f"{kind}, effect {effect}"]
    if decision.delay_ms:
        parts.append(f"after {decision.delay_ms} ms")
    by = f" by {', '.join(decision.rules)}" if decision.rules else ", because no rule applies"
    return f"[bold]{', '.join(parts)}[/bold]{by}"


def _why(told: Told) -> str:
    if told.note:
        return told.note
    return "; ".join(
        f"{each.condition} is {each.found}, not {each.wanted}"
        if each.found is not None
        else f"{each.condition} is not {each.wanted}"
        for each in told.unmet
    )
