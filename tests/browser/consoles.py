"""The console as people see it: opened at a width, in a theme, and looked at by axe-core."""

from collections.abc import Callable
from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from tests.browser.visits import Visits

WIDTHS = {360: 780, 768: 1024, 1280: 800}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
PATIENCE_MS = 15_000
MINE = """\
scenario: 1
name: mine
rules:
  - id: no
    when: {operation: acquirer.authorize_payment, amount: 7.77}
    then: {declined: do_not_honor}
examples:
  - given: {operation: acquirer.authorize_payment, amount: 7.77}
    expect: {declined: do_not_honor}
  - given: {operation: acquirer.authorize_payment, amount: 1}
    expect: {approved: true}
"""
CLIPBOARD = """async () => {
  for (;;) {
    const text = await navigator.clipboard.readText();
    if (text) return text;
    await new Promise(requestAnimationFrame);
  }
}"""


def opened(visits: Visits, address: str = "", *, width: int = 1280, scheme: str = "light") -> Page:
    """The console of the test's sandbox at an address after `#/`, once it hears of what comes."""
    page = visits.tab(
        viewport={"width": width, "height": WIDTHS[width]},
        color_scheme=scheme,
        device_scale_factor=1,
        is_mobile=False,
        has_touch=False,
        permissions=["clipboard-read", "clipboard-write"],
    )
    page.goto(f"{visits.base_url}/#/{address}")
    expect(page.locator(".link-state")).to_have_attribute("data-state", "live", timeout=PATIENCE_MS)
    return page


def findings(page: Page) -> list[str]:
    """What axe-core finds wrong with the page as it stands, and whether it is too wide."""
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    said = [
        f"{each['id']}: {node['target']} {node['failureSummary']}"
        for each in found
        for node in each["nodes"]
    ]
    widths = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    return [*said, *(["it scrolls sideways"] if widths[0] > widths[1] else [])]


def nothing_found(visits: Visits, show: Callable[[Page], None], address: str = "") -> None:
    """axe-core finds nothing at any width, light or dark, in what is shown."""
    page = opened(visits, address)
    show(page)
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            found = findings(page)
            assert not found, (width, scheme, found)


def pressed(page: Page, *keys: str) -> None:
    """Press one key after the other."""
    for key in keys:
        page.keyboard.press(key)


def typed_into_dialog(page: Page, text: str) -> None:
    """Type once the first field of a dialog that opens has the focus."""
    expect(page.get_by_role("dialog").locator(":focus")).to_be_visible()
    page.keyboard.type(text)


def copied(page: Page, button: str) -> str:
    """What a button of that name puts into the clipboard."""
    page.evaluate("navigator.clipboard.writeText('')")
    page.get_by_role("button", name=button, exact=True).click()
    return str(page.evaluate(CLIPBOARD))


def text_of(page: Page) -> Locator:
    """The text of the scenario that is edited."""
    return page.get_by_label("Text of the scenario")


def findings_of(page: Page) -> Locator:
    """What the server finds wrong with it."""
    return page.get_by_role("region", name="Findings")


def typed_over(page: Page, word: str, instead: str) -> None:
    """Find a word in the text by the keyboard, and write another one."""
    text_of(page).press("Control+f")
    page.keyboard.type(word)
    pressed(page, "Enter", "Escape")
    page.keyboard.type(instead)
    # A list of words may have come up, and would take the next keys.
    pressed(page, "Escape")
