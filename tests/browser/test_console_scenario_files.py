"""Scenarios of a project in the console: compared with their files, and saved to them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.consoles import MINE, opened, pressed, text_of, typed_over
from tests.browser.visits import Visits
from tests.server_process import IN_MEMORY, running

pytestmark = pytest.mark.xdist_group("browser")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of scenarios that a project has."""
    (tmp_path / "mine.yaml").write_text(MINE)
    return tmp_path


@pytest.fixture
def project(folder: Path, browser: Browser) -> Iterator[Visits]:
    """Pages of a server of that project."""
    with running(*IN_MEMORY, "--scenarios", str(folder), "--scenario", "mine") as server:
        visited = Visits(browser, server.url)
        yield visited
        visited.forgive("409")  # Chromium notes each refusal.
        visited.close("scenario-of-a-project")
    assert visited.errors == []


def test_the_sandboxs_own_is_compared_with_the_file_and_saved_to_it(project: Visits, folder: Path):
    page = opened(project, "scenario?rule=no")
    expect(text_of(page)).to_be_focused()
    typed_over(page, "do_not_honor", "stolen_card")
    page.get_by_role("button", name="Keep in the sandbox").press("Enter")
    expect(page.get_by_role("button", name="Remove…")).to_be_visible()
    page.reload()
    page.get_by_label("Difference").select_option("file")
    expect(page.locator(".cm-deletedChunk")).to_contain_text("do_not_honor")
    page.get_by_role("button", name="Save to a file").press("Enter")
    page.get_by_role("button", name="Write mine over it").press("Enter")
    expect(page.locator(".cm-deletedChunk")).to_have_count(0)
    assert "stolen_card" in (folder / "mine.yaml").read_text()


@pytest.mark.parametrize(
    ("choice", "kept"),
    [
        ("Write mine over it", "stolen_card"),
        ("Take the file's text", "lost_card"),
        ("Look at the difference", "stolen_card"),
    ],
)
def test_it_is_saved_to_a_file_that_has_changed_meanwhile(
    project: Visits, folder: Path, choice: str, kept: str
):
    file = folder / "mine.yaml"
    page = opened(project, "scenario?rule=no")
    expect(text_of(page)).to_be_focused()
    file.write_text(MINE.replace("then: {declined: do_not_honor}", "then: {declined: lost_card}"))
    typed_over(page, "do_not_honor", "stolen_card")
    pressed(page, "Control+s")
    page.get_by_role("dialog").get_by_role("button", name=choice).press("Enter")
    if choice == "Look at the difference":
        expect(page.locator(".cm-deletedChunk")).to_contain_text("lost_card")
        page.get_by_role("button", name="Save to the file").press("Enter")
    expect(text_of(page).locator(".cm-line").nth(5)).to_contain_text(kept)
    expect(page.get_by_role("button", name="Revert")).to_have_count(0)
    assert kept in file.read_text()
