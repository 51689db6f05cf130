"""Schemathesis inside this process: the engine of its command line, on an application."""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from schemathesis.schemas import BaseSchema

from paydrill.application import build
from paydrill.contract.asgi import Application
from paydrill.settings import Settings

SETTINGS = Path(__file__).parents[2] / "schemathesis.toml"
PHASES = ("examples", "coverage", "fuzzing", "stateful")
CONTRACTS = ("acquirer", "cards", "control", "pix", "service")


@dataclass
class Findings:
    """What a run found. `failures` are pairs of a check's name and a text for people."""

    cases: int = 0
    failures: list[tuple[str, str]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def checks(self) -> set[str]:
        """Names of the checks that failed."""
        return {check for check, _ in self.failures}


def in_memory(**settings: Any) -> Application:
    """A server of its own, with nothing in it."""
    return build(Settings(store="memory:", **settings)).application


def contract(app: Application, name: str, token: str | None = None) -> BaseSchema:
    """A contract as the server publishes it, with the project's settings for Schemathesis.

    A server with a control token says in its contract that a token is optional, for servers that
    have none; given the `token`, it is taken for required, and sent.
    """
    settings = tomllib.loads(SETTINGS.read_text("utf-8"))
    if token is not None:
        settings["auth"] = {"openapi": {"controlToken": {"bearer": token}}}
    config = SchemathesisConfig.from_dict(settings)
    path = f"/openapi/{name}.json"
    schema = schemathesis.openapi.from_asgi(path, app, config=config)
    if token is None:
        return schema
    document = schema.raw_schema | {"security": [{"controlToken": []}]}
    strict = schemathesis.openapi.from_dict(document, config=config)
    strict.app, strict.location = app, path
    return strict


def explore(schema: BaseSchema, *, examples: int, phases: Sequence[str] = PHASES) -> Findings:
    """Every check, on `examples` generated cases for each operation."""
    schema.config.generation.update(max_examples=examples)
    schema.config.phases.update(phases=list(phases))
    findings = Findings()
    for event in from_schema(schema).execute():
        if isinstance(event, events.ScenarioFinished):
            findings.cases += len(event.recorder.cases)
            findings.failures += _failures(event)
        elif isinstance(event, events.NonFatalError):
            findings.errors.append(f"{event.label}: {event.value!r}")
    return findings


def _failures(event: events.ScenarioFinished) -> Iterator[tuple[str, str]]:
    for checks in event.recorder.checks.values():
        for check in checks:
            if check.failure_info is not None:
                failure = check.failure_info.failure
                text = f"{failure.operation}: {failure.title}\n{failure.message}"
                yield check.name, f"{text}\n{check.failure_info.code_sample}"
