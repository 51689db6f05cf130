"""Run `paydrill explain`: show what an attempt would meet under a scenario file, and why."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from paydrill.cli.completion import files_named
from paydrill.cli.json_output import json_option, print_json
from paydrill.cli.project_options import project_options
from paydrill.cli.usage import WrongUsage
from paydrill.cli.workbench import Workbench
from paydrill.errors import EngineError, FieldError
from paydrill.openapi.strict_json import JsonError, parse
from paydrill.sandbox.scripting import explain_attempt
from paydrill.scenarios import answers, changes
from paydrill.scenarios.explain import APPLIES, UNSCRIPTED, Explanation, RuleReport
from paydrill.scenarios.explanation_body import explanation_body
from paydrill.scenarios.files import ScenarioFile, ScenarioFileError
from paydrill.scenarios.files.choosing import NoSuchScenario, require_scenario
from paydrill.scenarios.files.yaml_text import as_yaml
from paydrill.scenarios.scenario import Decision, Scenario
from paydrill.settings import Settings
from paydrill.standards import standards
from paydrill.values.cards import digits_of
from paydrill.values.masking import is_card_number
from paydrill.values.suggestions import quoted, suggestion

_MARKS = {APPLIES: "[green]applies"}
_LARGEST = Decimal(10) ** 10


def _amount(_: click.Context, __: click.Parameter, text: str | None) -> Decimal | None:
    try:
        amount = None if text is None else Decimal(text)
        if amount is None or 0 < amount < _LARGEST:
            return amount
    except ArithmeticError:  # no number, or not one that can be compared
        pass
    raise click.BadParameter(f"{quoted(str(text))} is not an amount; write 0.01")


def _currency(_: click.Context, __: click.Parameter, code: str | None) -> str | None:
    if code is not None and code not in standards().currency_exponents:
        raise click.BadParameter(f"{quoted(code)} is not an ISO 4217 code; write USD")
    return code


def _card(_: click.Context, __: click.Parameter, text: str | None) -> dict[str, str] | None:
    number = "" if text is None else digits_of(text)
    if text is not None and not is_card_number(number):
        raise click.BadParameter("a card number has 12 to 19 digits, such as 4111111111111111")
    return {"number": number} if number else None


def _headers(
    _: click.Context, __: click.Parameter, lines: Sequence[str]
) -> Mapping[str, str] | None:
    parts = [line.partition(":") for line in lines]
    for line, (name, colon, _value) in zip(lines, parts, strict=True):
        if not (name.strip() and colon):
            raise click.BadParameter(f"{quoted(line)} is not a header; write X-Case:lost-reply")
    return {name.strip(): value.strip() for name, _colon, value in parts} or None


def _parameters(
    _: click.Context, __: click.Parameter, lines: Sequence[str]
) -> Mapping[str, Any] | None:
    parts = [line.partition("=") for line in lines]
    for line, (name, equals, _value) in zip(lines, parts, strict=True):
        if not (name and equals):
            raise click.BadParameter(f"{quoted(line)} is not a parameter; write limit=3")
    return {name: _typed(text) for name, _equals, text in parts} or None


def _typed(text: str) -> Any:
    """Read a parameter's value: JSON, and any other text as it is."""
    try:
        return parse(text.encode())
    except (JsonError, UnicodeEncodeError):
        return text


def _json(_: click.Context, __: click.Parameter, text: str | None) -> Any:
    try:
        return None if text is None else parse(text.encode())
    except (JsonError, UnicodeEncodeError):
        message = f"{quoted(str(text))} is not JSON"
        raise click.BadParameter(f'{message}; write {{"amount": 402}} in quotes') from None


@click.command()
@click.argument(
    "contracts_served", nargs=-1, shell_complete=files_named, metavar="[[NAME=]FILE[@/MOUNT]]..."
)
@click.option("--operation", required=True, help="The operationId, as cards.create_payment.")
@click.option("--amount", callback=_amount, help="In major units, as 0.01.")
@click.option("--currency", callback=_currency, help="ISO 4217 code.")
@click.option("--customer", help="Id or name of the customer.")
@click.option("--card", callback=_card, metavar="NUMBER", help="A test card's number.")
@click.option("--description", help="Description of the payment.")
@click.option(
    "--header", multiple=True, callback=_headers, metavar="NAME:VALUE", help="A request header."
)
@click.option(
    "--path", multiple=True, callback=_parameters, metavar="NAME=VALUE", help="A path parameter."
)
@click.option(
    "--query", multiple=True, callback=_parameters, metavar="NAME=VALUE", help="A query parameter."
)
@click.option("--body", callback=_json, metavar="JSON", help="The body that is sent.")
@click.option("--resource", callback=_json, metavar="JSON", help="What is stored.")
@click.option("--at", metavar="TIME", help="The time, as 2026-01-27T12:00:00Z.")
@project_options("scenario", "scenarios", "contracts", "overlay", "handlers")
@json_option
def explain(settings: Settings, *, as_json: bool, **facts: Any) -> None:
    """Say what an attempt would meet, which rule decides, and which came nearest.

    FILES are contracts that are served in place of ours, as by serve.
    """
    workbench = Workbench.opened(settings)
    operation = facts["operation"]
    if operation not in workbench.operations:
        remedy = suggestion(operation, workbench.operations)
        raise click.UsageError(f"--operation: no contract has {quoted(operation)}; {remedy}")
    file = _scenario(workbench, settings)
    described = {name: value for name, value in facts.items() if value is not None}
    engine = workbench.engine(Scenario(file.name, file.rules, file.seed))
    try:
        explained = engine.run("explain", explain_attempt, described)
    except EngineError as error:
        raise click.UsageError("; ".join(map(_mistake, error.errors)) or error.detail) from None
    if as_json:
        print_json(explanation_body(file.name, explained))
    else:
        _print(explained)


def _scenario(workbench: Workbench, settings: Settings) -> ScenarioFile:
    """Read the scenario that decides, or end the command with a line for each mistake in it."""
    path, served = click.get_current_context().command_path, workbench.settings
    try:
        require_scenario(settings.scenario, settings.scenario_file, settings.scenarios)
        return workbench.read(served.scenario_file)
    except NoSuchScenario as error:
        raise WrongUsage(path, [str(error)]) from None
    except ScenarioFileError as error:
        raise WrongUsage(path, [each.pointed() for each in error.problems]) from None


def _mistake(error: FieldError) -> str:
    name = error.pointer.strip("/").partition("/")[0]
    return f"--{name}: {error.message.rstrip('.')}"


def _print(explained: Explanation) -> None:
    console = Console(highlight=False, emoji=False)
    console.print(_decided(explained.decision, explained.undecided), soft_wrap=True)
    if explained.nearest:
        nearest = explained.nearest[0]
        why = escape(_why(nearest))
        console.print(f"nearest miss: [bold]{nearest.rule}[/bold]: {why}", soft_wrap=True)
    table = Table("rule", "", "why", box=None, pad_edge=False)
    for each in explained.rules:
        table.add_row(each.rule, _MARKS.get(each.verdict, each.verdict), escape(_why(each)))
    console.print(table)


def _decided(decision: Decision, undecided: str | None) -> str:
    outcome, fault = decision.outcome, decision.fault
    parts = [f"{outcome.verdict}: {outcome.reason}" if outcome.reason else outcome.verdict]
    if decision.checks is not None:
        parts.insert(0, f"checks {escape(as_yaml(dict(decision.checks)))}")
    if decision.challenge is not None:
        parts.insert(0, f"challenge {decision.challenge.kind}")
    if undecided is not None:
        why = f"not decided, because {escape(undecided)}"
        parts = ["answered as usual" if undecided == UNSCRIPTED else why]
    if decision.answer is not None:
        parts = [f"answered by {escape(as_yaml(answers.told(decision.answer)))}"]
    if decision.change is not None:
        said = f"changed by {escape(as_yaml(changes.told(decision.change)))}"
        parts = [said] if decision.answer is None else [*parts, said]
    if fault is not None:
        effect = "committed" if fault.committed else "none"
        kind = f"status {fault.status}" if fault.status else fault.kind
        parts = [*(parts if fault.committed else []), f"{kind}, effect {effect}"]
    if decision.delay_ms:
        parts.append(f"after {decision.delay_ms} ms")
    by = f" by {', '.join(decision.rules)}" if decision.rules else ""
    if not by and undecided in {None, UNSCRIPTED}:
        by = ", because no rule applies"
    return f"[bold]{', '.join(parts)}[/bold]{by}"


def _why(report: RuleReport) -> str:
    if report.note:
        return report.note
    return "; ".join(
        f"{each.condition} is {as_yaml(each.found)}, not {as_yaml(each.wanted)}"
        if each.found is not None
        else f"{each.condition} is not {as_yaml(each.wanted)}"
        for each in report.unmet
    )
