"""As somebody who has never seen the report: by what is written on it, with a mouse, and with a keyboard only."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.browser.nights import TEMPERATURE
from tests.browser.player import cursor_s, listen, sounding
from tests.browser.watch import OpenPage

MOST_CLICKS = 1
_PLAYS = "() => [...window.__heard].some((each) => !each.paused && each.currentTime > 0.05)"


class Reader:
    """Clicks what can be seen, and counts."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clicks = 0

    def click(self, what: Locator) -> None:
        expect(what).to_be_visible()
        self.clicks += 1
        what.click()


def test_the_turn_that_got_worse_is_heard_within_three_clicks(open_page: OpenPage, report: Path) -> None:
    page = open_page(report, prepare=listen)
    reader = Reader(page)
    expect(page.get_by_role("heading", name="REGRESSED")).to_be_in_viewport()
    changed = page.locator("li, article, div", has=page.get_by_role("link", name=TEMPERATURE)).last
    reader.click(changed.get_by_role("link", name="hear turn 1").first)
    expect(page.get_by_role("group", name="Player")).to_be_visible()
    page.wait_for_function(_PLAYS)
    assert reader.clicks <= MOST_CLICKS
    assert f"{TEMPERATURE}/1" in page.url
    # Who comes back to that address, or sends it to somebody, is not surprised by a voice.
    assert "play" not in page.url
    assert sounding(page)


def test_from_the_list_to_a_playing_session_by_keyboard_alone(open_page: OpenPage, report: Path) -> None:
    page = open_page(report, prepare=listen)
    expect(page.get_by_role("table", name="Scenarios")).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type("s:failed temperature")
    expect(page.get_by_role("status").filter(has_text="1 of 37 scenarios")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    link = page.get_by_role("link", name="Attempt 1: see and hear it")
    expect(link).to_be_visible()
    _tab_to(page, link)
    page.keyboard.press("Enter")
    expect(page.get_by_role("group", name="Player")).to_be_visible()
    page.keyboard.press("Space")
    page.wait_for_function(_PLAYS)
    page.keyboard.press("Space")
    at = cursor_s(page)
    page.keyboard.press("Shift+ArrowRight")
    assert 0.05 < cursor_s(page) - at < 0.15


def test_who_writes_a_status_as_a_word_is_shown_the_way(open_page: OpenPage, report: Path) -> None:
    page = open_page(report)
    page.get_by_role("combobox", name="Filter scenarios").fill("failed temperature")
    expect(page.get_by_text("not in what was said")).to_be_visible()
    page.get_by_role("button", name="s:failed").click()
    expect(page.get_by_role("status").filter(has_text="1 of 37 scenarios")).to_be_visible()
    expect(page.get_by_role("combobox", name="Filter scenarios")).to_have_value("s:failed temperature")


def test_everything_in_focus_can_be_seen(open_page: OpenPage, report: Path) -> None:
    page = open_page(report, f"{TEMPERATURE}/1")
    expect(page.get_by_role("group", name="Player")).to_be_visible()
    for _ in range(40):
        page.keyboard.press("Tab")
        found = page.evaluate(
            "() => { const e = document.activeElement, s = getComputedStyle(e), b = e.getBoundingClientRect();"
            " return [e.outerHTML.slice(0, 120), e === document.body || b.width > 0, s.outlineStyle, s.boxShadow]; }"
        )
        assert found[1], f"in focus, but nowhere: {found[0]}"
        assert found[2] != "none" or found[3] != "none", f"in focus, but not marked: {found[0]}"


def _tab_to(page: Page, wanted: Locator, steps: int = 60) -> None:
    for _ in range(steps):
        if wanted.evaluate("(element) => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{steps} times Tab do not reach {wanted}")
