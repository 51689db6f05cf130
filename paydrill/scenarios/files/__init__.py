"""Scenario files: YAML in, plain data with file:line:column out.

`sources` reads files and their includes: `yaml_tree` turns text into plain data that knows where
it stands, `grammar` holds it against the JSON Schema, `checks` against everything the schema
cannot say. `loader` puts their rules in order. All problems are raised together, as one
`ScenarioFileError`.
"""

from paydrill.scenarios.files.loader import ScenarioFile, load_scenario, parse_scenario
from paydrill.scenarios.files.problems import Position, Problem, ScenarioFileError
from paydrill.scenarios.files.vocabulary import Vocabulary

__all__ = [
    "Position",
    "Problem",
    "ScenarioFile",
    "ScenarioFileError",
    "Vocabulary",
    "load_scenario",
    "parse_scenario",
]
