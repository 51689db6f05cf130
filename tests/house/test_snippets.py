"""Snippets in YAML and JSON can be read: what is copied from a page works where it is put."""

import json
import re

import pytest
import yaml

from tests.server_process import ROOT

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")), *ROOT.glob("*/README.md")]
BLOCK = re.compile(r"^```(ya?ml|json)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
BLOCKS = [
    pytest.param(language, text, id=f"{page.stem}-{number}")
    for page in PAGES
    for number, (language, text) in enumerate(BLOCK.findall(page.read_text(encoding="utf-8")))
]


@pytest.mark.parametrize(("language", "text"), BLOCKS)
def test_a_snippet_can_be_read(language: str, text: str):
    if language == "json":
        for line in text.splitlines() if text.count("\n{") else [text]:
            json.loads(line)
    else:
        list(yaml.safe_load_all(text))


def test_the_jobs_of_gitlab_are_lists_of_commands():
    page = (ROOT / "docs" / "how-to" / "ci.md").read_text(encoding="utf-8")
    jobs = [yaml.safe_load(text) for _, text in BLOCK.findall(page) if "integration:" in text]
    assert len(jobs) == 2
    for job in jobs:
        assert all(isinstance(line, str) for line in job["integration"]["script"])
