"""Schemathesis inside this process: the engine of its command line, on an application."""

import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from schemathesis.schemas import BaseSchema

from paydrill.server.asgi import Application
from tests.server_process import Server

SETTINGS = Path(__file__).parents[2] / "schemathesis.toml"
PHASES = ("examples", "coverage", "fuzzing", "stateful")
_NO_ERRORS = ("2xx", "3xx", "4xx")
CONTRACTS = ("acquirer", "cards", "control", "pix", "service", "stripe")


@dataclass
class Findings:
    """What a run found. `failures` are pairs of a check's name and a text for people."""

    cases: int = 0
    failures: list[tuple[str, str]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    @property
    def checks(self) -> set[str]:
        """Names of the checks that failed."""
        return {check for check, _ in self.failures}


def contract(
    app: Application,
    name: str,
    token: str | None = None,
    *,
    scripted: Sequence[str] = (),
    flat: bool = False,
) -> BaseSchema:
    """A contract as the server publishes it, with the project's settings for Schemathesis.

    A server with a control token says in its contract that a token is optional, for servers that
    have none; given the `token`, it is taken for required, and sent. `scripted` are the statuses
    with which rules of the server's scenario answer valid requests. In a `flat` contract,
    conditions within conditions are cut short.
    """
    settings = _settings(scripted)
    if token is not None:
        settings["auth"] = {"openapi": {"controlToken": {"bearer": token}}}
    config = SchemathesisConfig.from_dict(settings)
    path = f"/openapi/{name}.json"
    schema = schemathesis.openapi.from_asgi(path, app, config=config)
    if token is None and not flat:
        return schema
    document = deepcopy(schema.raw_schema)
    if token is not None:
        document["security"] = [{"controlToken": []}]
    if flat:
        _flatten(document["components"]["schemas"])
    changed = schemathesis.openapi.from_dict(document, config=config)
    changed.app, changed.location = app, path
    return changed


def _flatten(schemas: dict[str, Any]) -> None:
    """Let conditions that are within others be of two kinds only.

    A condition may hold others, each with all that it has itself, so that the boundaries of every
    field come four times, and are most boundaries of the control plane. `make fuzz` tries them all.
    """
    when = schemas["RuleWhen"]
    inner = {name: when["properties"][name] for name in ("amount", "currency")}
    schemas["InnerWhen"] = when | {"properties": inner}
    reference = {"$ref": "#/components/schemas/InnerWhen"}
    when["properties"]["any"]["items"] = reference
    when["properties"]["all"]["items"] = reference
    when["properties"]["not"] = reference


def contract_of(server: Server, name: str) -> BaseSchema:
    """A contract as a server in another process publishes it."""
    config = SchemathesisConfig.from_dict(_settings())
    return schemathesis.openapi.from_url(f"{server.url}/openapi/{name}.json", config=config)


def explore(schema: BaseSchema, *, examples: int, phases: Sequence[str] = PHASES) -> Findings:
    """Every check, on `examples` generated cases for each operation."""
    schema.config.generation.update(max_examples=examples)
    schema.config.phases.update(phases=list(phases))
    findings = Findings()
    for event in from_schema(schema).execute():
        if isinstance(event, events.ScenarioFinished):
            findings.cases += len(event.recorder.cases)
            answers = (each.response for each in event.recorder.interactions.values())
            findings.statuses.update(each.status_code for each in answers if each is not None)
            findings.failures += _failures(event)
        elif isinstance(event, events.NonFatalError):
            findings.errors.append(f"{event.label}: {event.value!r}")
    return findings


def _settings(scripted: Sequence[str] = ()) -> dict[str, Any]:
    settings = tomllib.loads(SETTINGS.read_text("utf-8"))
    settings["checks"]["not_a_server_error"] = {"expected-statuses": [*_NO_ERRORS, *scripted]}
    settings["checks"]["positive_data_acceptance"]["expected-statuses"] += scripted
    return settings


def _failures(event: events.ScenarioFinished) -> Iterator[tuple[str, str]]:
    for checks in event.recorder.checks.values():
        for check in checks:
            if check.failure_info is not None:
                failure = check.failure_info.failure
                text = f"{failure.operation}: {failure.title}\n{failure.message}"
                yield check.name, f"{text}\n{check.failure_info.code_sample}"
