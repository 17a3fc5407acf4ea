"""A run whose every text attacks the page stays what it is: text.

A script that runs sets `window.pwned`, opens a dialog, asks for something, or leaves the page: the watch tells each.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.hostile_session import FOLDERS, LONG_TEXT, TEXTS, write_hostile_runs
from tests.browser.made_once import Workshop
from tests.browser.player import open_session, read_part
from tests.browser.watch import OpenPage

_FOREIGN = """() => [...document.querySelectorAll("[href], [src], [action], [srcset], [formaction]")]
  .flatMap((each) => ["href", "src", "action", "srcset", "formaction"].map((name) => each[name]?.baseVal ?? each[name]))
  .filter((each) => each && !/^(file|blob|data):/.test(each))"""
_HANDLERS = """() => [...document.querySelectorAll("*")]
  .flatMap((each) => [...each.attributes].filter(({ name }) => name.startsWith("on") || name === "style")
    .filter(({ name }) => name !== "style").map(({ name }) => `${each.tagName} ${name}`))"""
_ELEMENTS = """() => [...new Set([...document.querySelectorAll("body *")].map((each) => each.localName))]"""
_COLUMNS = """() => [...document.querySelectorAll("[role=table] [role=row]")]
  .map((row) => [...row.querySelectorAll("[role=cell]")].map((cell) => Math.round(cell.getBoundingClientRect().left)))
  .filter((cells) => cells.length > 3)"""
NEVER = {"iframe", "object", "embed", "form", "base", "meta", "evil", "link"}


@pytest.fixture
def hostile(workshop: Workshop) -> Path:
    return workshop.made("hostile", write_hostile_runs)


def filtered(page: Page, words: str) -> None:
    """Filters, and puts away what may be written next."""
    field = page.get_by_role("combobox", name="Filter scenarios")
    field.fill(words)
    field.press("Escape")
    field.press("Escape")


def is_inert(page: Page) -> None:
    """Nothing in the page leads out of it, listens or is markup that a text brought along."""
    assert [each for each in page.evaluate(_FOREIGN) if not each.startswith("https://")] == []
    assert page.evaluate(_HANDLERS) == []
    assert NEVER & set(page.evaluate(_ELEMENTS)) == set()


@pytest.mark.parametrize("folder", FOLDERS)
def test_list_is_inert(open_page: OpenPage, hostile: Path, folder: str) -> None:
    page = open_page(hostile / folder / "report.html")
    expect(page.get_by_role("table", name="Scenarios")).to_be_visible()
    is_inert(page)
    for _ in range(30):
        page.keyboard.press("PageDown")
        page.evaluate("() => new Promise(requestAnimationFrame)")
    is_inert(page)


def test_every_scenario_opens_inert(open_page: OpenPage, hostile: Path) -> None:
    page = open_page(hostile / FOLDERS[0] / "report.html")
    table = page.get_by_role("table", name="Scenarios")
    expect(table).to_be_visible()
    for name in range(0, len(TEXTS), 3):
        filtered(page, f'"{TEXTS[name][:12]}"')
        rows = table.get_by_role("button", expanded=False)
        if rows.count():
            rows.first.click()
        is_inert(page)


def test_every_session_is_inert(open_page: OpenPage, hostile: Path) -> None:
    """Each text's recorded session, with its lanes, messages and raw JSON, one link after the other."""
    page = open_page(hostile / FOLDERS[0] / "report.html")
    expect(page.get_by_role("table", name="Scenarios")).to_be_visible()
    details = [read_part(path) for path in sorted((hostile / FOLDERS[0] / "details").glob("*.js"))]
    recorded = [each for part in details for each in part["attempts"].values() if each["timeline_url"]]
    assert len(recorded) == len(TEXTS)
    for attempt in recorded:
        page.evaluate("(anchor) => { location.hash = anchor; }", attempt["anchor"])
        open_session(page)
        page.get_by_text("toolCall", exact=False).filter(visible=True).last.click()
        is_inert(page)


@pytest.mark.parametrize("width", [1200, 380])
def test_a_megabyte_without_a_space_hangs_nowhere_over(open_page: OpenPage, hostile: Path, width: int) -> None:
    page = open_page(hostile / FOLDERS[0] / "report.html", viewport={"width": width, "height": 800})
    filtered(page, "endless")
    page.get_by_role("table", name="Scenarios").get_by_role("button", expanded=False).first.click()
    expect(page.get_by_role("link", name="see and hear it").first).to_be_visible()
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    page.get_by_role("link", name="see and hear it").first.click()
    expect(page.get_by_role("navigation", name="Other sessions")).to_be_visible()
    expect(page.get_by_text(LONG_TEXT[:60]).first).to_be_attached()
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [1200, 380])
def test_axe_finds_nothing_in_what_attacks(open_page: OpenPage, hostile: Path, width: int) -> None:
    """Names of nothing but spaces, marks and signs still leave every link and column a name."""
    size = {"width": width, "height": 800}
    page = open_page(hostile / FOLDERS[0] / "report.html", viewport=size, reduced_motion="reduce")
    expect(page.get_by_role("table", name="Scenarios")).to_be_visible()
    page.get_by_role("table", name="Scenarios").evaluate("(table) => table.scrollIntoView()")
    found = [f"list: {each}" for each in violations(page)]
    filtered(page, f'"{TEXTS[0][:12]}"')
    page.get_by_role("table", name="Scenarios").get_by_role("button", expanded=False).first.click()
    expect(page.get_by_role("link", name="see and hear it").first).to_be_visible()
    found += [f"opened: {each}" for each in violations(page)]
    page.get_by_role("link", name="see and hear it").first.click()
    open_session(page)
    found += [f"session: {each}" for each in violations(page)]
    assert not found, "\n" + "\n".join(found)


def test_text_that_turns_the_direction_moves_only_itself(open_page: OpenPage, hostile: Path) -> None:
    """A name full of right-to-left marks leaves every column of its row where it is in the others."""
    page = open_page(hostile / FOLDERS[0] / "report.html")
    expect(page.get_by_role("table", name="Scenarios")).to_be_visible()
    page.get_by_role("columnheader", name="scenario").evaluate("(header) => header.scrollIntoView()")
    page.evaluate("() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
    columns = page.evaluate(_COLUMNS)
    assert len(columns) > 10
    assert all(each == columns[0] for each in columns)


def test_index_is_inert_and_leads_to_the_runs(open_page: OpenPage, hostile: Path) -> None:
    page = open_page(hostile / "index.html")
    is_inert(page)
    links = page.evaluate("() => [...document.querySelectorAll('a[href*=\"report.html\"]')].map((each) => each.href)")
    assert len(set(links)) == len(FOLDERS)
    for each in sorted(set(links)):
        page.goto(each)
        expect(page.get_by_role("table", name="Scenarios")).to_be_visible()
        assert page.evaluate("() => 'pwned' in window") is False
