"""The library keeps what was right last, whatever happens to its files."""

import logging
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from paydrill.errors import InvalidScenario
from paydrill.scenarios.files import ScenarioFileError
from paydrill.scenarios.files.library import MOST_TEXTS, Library
from paydrill.scenarios.files.reports import LOGGER
from tests.scenarios.samples import KNOWN, write
from tests.scenarios.shelves import CODES, code_of, declining, including, problems


def test_a_default_that_cannot_be_used_is_refused(folder: Path):
    write(folder, declining("stolen"), "mine.yaml")
    with pytest.raises(ScenarioFileError, match="unknown decline code"):
        Library([folder], folder / "mine.yaml", KNOWN)


def test_the_default_may_be_anywhere(folder: Path, tmp_path_factory: pytest.TempPathFactory):
    elsewhere = write(tmp_path_factory.mktemp("else"), declining("stolen_card", "other"))
    library = Library([folder], elsewhere, KNOWN)
    assert code_of(library.default) == "stolen_card"
    assert [each.name for each in library.listing()] == ["mine", "other"]


def test_scenarios_are_found_by_name(folder: Path, library: Library):
    write(folder, declining("stolen_card", "other"), "other.yml")
    assert code_of(library.find("mine")) == "do_not_honor"
    assert code_of(library.find("other")) == "stolen_card"
    assert library.find("nobodys") is None
    assert library.text("other") == declining("stolen_card", "other")
    assert library.text("nobodys") is None


def test_a_bad_version_is_told_once_and_changes_nothing(
    folder: Path, library: Library, caplog: pytest.LogCaptureFixture
):
    file = write(folder, declining("stolen_crad"), "mine.yaml")
    with caplog.at_level(logging.INFO, LOGGER):
        library.refresh()
        library.refresh()
        os.utime(file, (1, 1))  # saved again as it is
        library.refresh()
    assert code_of(library.default) == "do_not_honor"
    assert problems(library) == [(4, 41)]
    told, again = caplog.messages
    assert again == f"read {file} again: the same mistakes as before"
    assert told == (
        "a scenario has mistakes; its last version stays in use:\n"
        f"{file}:4:41: unknown decline code 'stolen_crad'; did you mean 'stolen_card'?\n"
        "    4 |   - {id: no, when: {}, then: {declined: stolen_crad}}\n"
        "      |                                         ^"
    )


def test_a_mended_file_is_used_again(folder: Path, library: Library):
    for text, code in ((declining("x"), "do_not_honor"), (declining("stolen_card"), "stolen_card")):
        write(folder, text, "mine.yaml")
        library.refresh()
        assert code_of(library.default) == code
    assert problems(library) == []


def test_included_files_count(folder: Path):
    common = write(folder, declining("stolen_card", "common"), "shared/common.yaml")
    library = Library([folder], write(folder, including(), "mine.yaml"), KNOWN)
    write(folder, declining("card_declined", "common"), "shared/common.yaml")
    library.refresh()
    assert code_of(library.default) == "card_declined"
    assert library.folders == {folder, common.parent}


def test_an_included_file_may_come_later(folder: Path, library: Library):
    write(folder, including(), "mine.yaml")
    library.refresh()
    assert problems(library) == [(3, 11)]
    write(folder, declining("stolen_card", "common"), "shared/common.yaml")
    library.refresh()
    assert code_of(library.default) == "stolen_card"


def test_links_that_are_turned_to_another_folder_are_followed(folder: Path):
    # This is how a mounted configuration changes: files are links through one link to a folder.
    for version, code in (("one", "stolen_card"), ("two", "card_declined")):
        write(folder, declining(code), f"{version}/mine.yaml")
    (folder / "now").symlink_to("one")
    (folder / "linked.yaml").symlink_to("now/mine.yaml")
    library = Library([folder], folder / "linked.yaml", KNOWN)
    assert code_of(library.default) == "stolen_card"
    (folder / "next").symlink_to("two")
    (folder / "next").replace(folder / "now")
    library.refresh()
    assert code_of(library.default) == "card_declined"


def test_what_editors_leave_is_no_scenario(folder: Path, library: Library):
    for name in (".mine.yaml.swp", ".#mine.yaml", "._mine.yaml", "mine.yaml~", "notes.yaml.txt"):
        write(folder, "no scenario", name)
    (folder / "folder.yaml").mkdir()
    assert [each.name for each in library.listing()] == ["mine"]


@pytest.mark.parametrize(
    ("file", "name"),
    [("Draft 1 (copy).yaml", "draft-1-copy"), ("___.yaml", "unnamed"), ("é.yaml", "unnamed")],
)
def test_a_file_that_was_never_right_has_a_name_all_the_same(
    folder: Path, library: Library, file: str, name: str
):
    write(folder, "no scenario", file)
    assert problems(library, name) == [(1, 1)]
    assert library.find(name) is None


def test_a_name_belongs_to_one_file(folder: Path, library: Library):
    write(folder, declining("stolen_card", "twice"), "a.yaml")
    write(folder, declining("card_declined", "twice"), "b.yaml")
    assert code_of(library.find("twice")) == "stolen_card"
    assert [each.problems[0].message for each in library.listing() if each.problems] == [
        f"the name 'twice' is taken by {folder / 'a.yaml'}"
    ]


def test_a_text_is_a_scenario_as_well(library: Library):
    text = declining("stolen_card", "sent", "include: [mine.yaml]\n")
    assert code_of(library.compile(text)) == "stolen_card"
    assert library.compile(text) is library.compile(text)
    with pytest.raises(InvalidScenario) as caught:
        library.compile(declining("stolen", "sent"))
    assert caught.value.errors[0].pointer == "/source/4:41"


def test_a_text_keeps_what_an_included_file_said_when_it_was_right(folder: Path, library: Library):
    text = including("sent")
    write(folder, declining("stolen_card", "common"), "shared/common.yaml")
    assert code_of(library.compile(text)) == "stolen_card"
    write(folder, declining("x", "common"), "shared/common.yaml")
    library.refresh()
    assert code_of(library.compile(text)) == "stolen_card"
    assert [problem.line for problem in library.own(text).problems] == [4]
    write(folder, declining("card_declined", "common"), "shared/common.yaml")
    library.refresh()
    assert code_of(library.compile(text)) == "card_declined"


def test_of_very_many_texts_the_latest_are_kept(library: Library):
    texts = [declining("stolen_card", f"t{n}") for n in range(MOST_TEXTS + 1)]
    compiled = [library.compile(text) for text in texts]
    assert library.compile(texts[-1]) is compiled[-1]
    assert library.compile(texts[0]) is not compiled[0]


def test_readers_always_meet_a_whole_version(folder: Path, library: Library):
    write(folder, declining("do_not_honor", "other"), "other.yaml")
    done = Event()

    def read() -> set[str | None]:
        met = set()
        while not done.is_set():
            met |= {code_of(library.default), code_of(library.find("other"))}
        return met

    with ThreadPoolExecutor() as pool:
        readers = [pool.submit(read) for _ in range(4)]
        for turn in range(30):
            code = (*CODES, "mistaken")[turn % 4]
            for name in ("mine", "other"):
                write(folder, declining(code, name), f"{name}.yaml")
            library.refresh()
        done.set()
        met = set().union(*(reader.result() for reader in readers))
    assert met <= set(CODES)
    assert len(met) > 1
