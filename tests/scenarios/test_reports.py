"""Each reading of a scenario is reported in a line, and each mistake with its place."""

import logging
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from paydrill.scenarios.files.library import Library
from paydrill.scenarios.files.reports import LOGGER
from tests.scenarios.samples import rule, write
from tests.scenarios.shelves import code_of, declining, including, problems

GONE = re.compile(r" is gone; still using what was read at 20[-0-9]{8}T[0-9:]{8}\.[0-9]{3}Z")


@pytest.fixture
def said(caplog: pytest.LogCaptureFixture) -> Iterator[Callable[[], list[str]]]:
    """What was reported since it was asked for last."""

    def said() -> list[str]:
        messages = list(caplog.messages)
        caplog.clear()
        return messages

    with caplog.at_level(logging.INFO, LOGGER):
        yield said


THREE = (
    "scenario: 1\nname: mine\nrules:\n"
    + rule("a", "{amount: 1}", "{declined: stolen_card}")
    + rule("b", "{amount: 2}")
    + rule("c", "{amount: 3}")
)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (THREE, "3 rules (unchanged)"),
        (THREE + "# a remark\n", "3 rules (unchanged)"),
        (THREE + rule("d", "{amount: 4}"), "4 rules (1 added)"),
        (THREE.replace("{amount: 1}", "{amount: 1.5}"), "3 rules (1 changed)"),
        (THREE.replace("id: b", "id: x"), "3 rules (1 added, 1 removed)"),
        (THREE.rpartition("  - ")[0], "2 rules (1 removed)"),
        (declining("do_not_honor"), "1 rule (1 added, 3 removed)"),
        (f"{THREE}seed: 7\ndescription: x\n", "3 rules (description changed, seed changed)"),
        (THREE.replace("name: mine", "name: ours"), "3 rules (name changed)"),
    ],
)
def test_what_is_read_again_is_reported_in_a_line(
    folder: Path, library: Library, said: Callable[[], list[str]], text: str, what: str
):
    file = write(folder, THREE, "mine.yaml")
    library.refresh()
    said()
    write(folder, text, "mine.yaml")
    os.utime(file, (1, 1))
    library.refresh()
    [line] = said()
    assert line.startswith(f"read {file} again: {what}"), line


def test_rules_in_another_order_are_not_unchanged(
    folder: Path, library: Library, said: Callable[[], list[str]]
):
    first, second = rule("a", "{amount: 1}"), rule("b", "{amount: 2}")
    for text in (first + second, second + first):
        write(folder, f"scenario: 1\nname: mine\nrules:\n{text}", "mine.yaml")
        library.refresh()
    assert said()[-1].endswith("again: 2 rules (in another order)")


def test_a_change_of_an_included_file_names_it(
    folder: Path, library: Library, said: Callable[[], list[str]]
):
    common = write(folder, declining("stolen_card", "common"), "shared/common.yaml")
    file = write(folder, including(), "mine.yaml")
    library.refresh()
    library.compile(including("sent"))
    said()
    write(folder, declining("card_declined", "common"), "shared/common.yaml")
    library.refresh()
    assert said() == [
        f"read {file} again, because of {common}: 1 rule (1 changed)",
        "read again what is included by 1 scenario of sandboxes",
    ]
    write(folder, declining("x", "common"), "shared/common.yaml")
    library.refresh()
    [told] = said()
    assert told.splitlines()[1].startswith(f"{common}:4:41: unknown decline code 'x'")


def test_at_first_only_mistakes_are_reported_and_later_what_is_new(
    folder: Path, library: Library, said: Callable[[], list[str]]
):
    write(folder, declining("stolen_card", "good"), "good.yaml")
    bad = write(folder, declining("stolen_crad", "bad"), "bad.yaml")
    library.refresh()
    [told] = said()
    assert told.startswith(f"a scenario has mistakes; it cannot be used:\n{bad}:4:41: ")
    assert told.endswith("^")
    new = write(folder, declining("stolen_card", "new"), "new.yaml")
    library.refresh()
    library.refresh()
    assert said() == [f"read {new}: 1 rule"]


@pytest.mark.parametrize("name", ["mine", "other"])
def test_a_file_that_is_gone_is_said_to_be_gone_and_its_last_version_holds(
    folder: Path, library: Library, said: Callable[[], list[str]], name: str
):
    file = write(folder, declining("stolen_card", name), f"{name}.yaml")
    library.refresh()
    said()
    file.unlink()
    found = {each.name: each for each in library.refresh()}[name]
    library.refresh()
    [message] = said()
    assert GONE.fullmatch(message.removeprefix(str(file))), message
    assert [problem.message for problem in found.problems] == [message]
    assert code_of(library.find(name)) == "stolen_card"
    write(folder, declining("card_declined", name), f"{name}.yaml")
    library.refresh()
    assert said() == [f"read {file} again: 1 rule (1 changed)"]
    assert code_of(library.find(name)) == "card_declined"
    assert problems(library, name) == []


def test_an_included_file_that_is_gone_is_said_to_be_gone(
    folder: Path, library: Library, said: Callable[[], list[str]]
):
    common = write(folder, declining("stolen_card", "common"), "shared/common.yaml")
    write(folder, including(), "mine.yaml")
    library.refresh()
    said()
    common.unlink()
    library.refresh()
    [told] = said()
    assert f"mine.yaml:3:11: {common} is gone; still using what was read at 2" in told
    assert code_of(library.default) == "stolen_card"


def test_a_renamed_file_takes_its_name_along(
    folder: Path, library: Library, said: Callable[[], list[str]]
):
    old = write(folder, declining("stolen_card", "other"), "z.yaml")
    library.refresh()
    new = old.rename(folder / "zz.yaml")
    library.refresh()
    assert said() == [f"{old} is gone", f"read {new}: 1 rule"]
    write(folder, declining("card_declined", "other"), "zz.yaml")
    library.refresh()
    assert code_of(library.find("other")) == "card_declined"
    assert problems(library, "other") == []


def test_a_draft_that_was_never_right_is_forgotten_when_it_is_gone(
    folder: Path, library: Library, said: Callable[[], list[str]]
):
    draft = write(folder, "no scenario", "draft.yaml")
    library.refresh()
    said()
    draft.unlink()
    library.refresh()
    assert said() == [f"{draft} is gone"]
    assert [each.name for each in library.listing()] == ["mine"]
