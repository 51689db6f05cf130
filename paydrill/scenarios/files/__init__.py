"""Read and check scenario files: YAML in, plain data with file:line:column out.

`sources` reads files and their includes: `yaml_tree` turns text into plain data with positions,
`grammar` validates it by the JSON Schema, and `checks` finds the mistakes that the schema cannot
express. `loader` puts the rules in order. All problems are raised together, as one
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
