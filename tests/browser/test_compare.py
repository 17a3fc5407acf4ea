"""Two runs side by side: what changed is heard from both, and one session lies over the other."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.nights import BARGE_IN, COMPARE, TEMPERATURE, first_and_last
from tests.browser.player import listen, sounding
from tests.browser.watch import OpenPage

PLAYS = "() => [...window.__heard].some((each) => !each.paused && each.currentTime > 0.05)"
_RUNS = """() => [...window.__heard].filter((each) => !each.paused)
  .map((each) => decodeURIComponent(each.currentSrc).replace(/\\/attempts\\/.*/, "").split("/").at(-1))"""


@pytest.fixture
def compare(nights: Path) -> Path:
    return nights / COMPARE


def place_s(page: Page) -> float:
    """Where the player stands, in seconds after the moment by which both sessions are aligned."""
    said = page.get_by_role("group", name="Player of both sessions").inner_text()
    found = re.search(r"([+−])(\d+\.\d+) s", said)
    assert found, said
    return float(found[2]) * (-1 if found[1] == "−" else 1)


def test_what_changed_is_heard_from_both_runs_where_it_stands(open_page: OpenPage, compare: Path) -> None:
    page = open_page(compare, prepare=listen)
    for letter in "AB":
        # `.` for the slash, which would end the expression in the browser.
        of = TEMPERATURE.replace("/", ".")
        hear = page.get_by_role("link", name=re.compile(f"^Hear in {letter} the model .* of {of},")).first
        hear.click()
        page.wait_for_function(PLAYS)
        assert list(sounding(page)) == ["model.flac"]
    hear.click()
    assert sounding(page) == {}
    assert page.url == compare.as_uri()


def test_the_list_is_filtered_sorted_and_found_again(open_page: OpenPage, compare: Path) -> None:
    page = open_page(compare)
    rows = page.get_by_role("region", name="Scenarios of both runs").get_by_role("rowheader")
    differing = rows.count()
    page.get_by_label("Show").select_option("all")
    expect(page.get_by_text(re.compile(r"^\d+ scenarios$"))).to_be_visible()
    assert rows.count() > differing > 0
    page.get_by_role("searchbox", name="Filter scenarios").fill("s:failed")
    # At once, before the filter has settled in the address.
    page.get_by_role("button", name="scenario", exact=True).click()
    expect(page.get_by_role("columnheader", name="scenario", exact=True)).to_have_attribute("aria-sort", "ascending")
    shown = rows.all_inner_texts()
    assert any(TEMPERATURE in each for each in shown)
    page.get_by_role("region", name="Scenarios of both runs").get_by_role("link", name=TEMPERATURE).click()
    expect(page.get_by_role("heading", name=f"{TEMPERATURE} A over B")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("searchbox", name="Filter scenarios")).to_have_value("s:failed")
    assert rows.all_inner_texts() == shown


def test_both_sessions_are_played_at_one_place(open_page: OpenPage, nights: Path, compare: Path) -> None:
    page = open_page(compare, f"{BARGE_IN}?a=1&b=1&turn=1", prepare=listen)
    expect(page.get_by_text("the end of the user's speech of turn 1")).to_be_visible()
    page.get_by_role("button", name="Play A").click()
    page.wait_for_function(PLAYS)
    before, now = (run.name for run in first_and_last(nights))
    assert set(page.evaluate(_RUNS)) == {before}
    stood = place_s(page)
    page.keyboard.press("x")
    page.wait_for_function("(run) => [...window.__heard].some((a) => !a.paused && a.currentSrc.includes(run))", arg=now)
    assert set(page.evaluate(_RUNS)) == {now}
    assert stood <= place_s(page) < stood + 5
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Pause")).to_have_count(0)
    assert sounding(page) == {}


def test_words_that_one_run_did_not_say_are_marked_and_said_to_be(open_page: OpenPage, compare: Path) -> None:
    page = open_page(compare, TEMPERATURE)
    turns = page.get_by_role("list").filter(has=page.get_by_role("button", name="Turn 1", exact=True))
    expect(turns.get_by_text("only in A: ")).not_to_have_count(0)
    assert "Newark" in turns.inner_text()
    expect(page.get_by_role("group", name="Player of both sessions")).to_be_visible()
    page.keyboard.press("n")
    expect(page).to_have_url(re.compile(r"turn=2"))
    page.reload()
    expect(page.get_by_role("combobox", name="Turn", exact=True)).to_have_value("2")


def test_a_run_that_moved_away_is_named(open_page: OpenPage, compare: Path, tmp_path: Path) -> None:
    lonely = tmp_path / COMPARE
    lonely.write_text(compare.read_text(encoding="utf-8"), encoding="utf-8")
    page = open_page(lonely, TEMPERATURE, forgiven=("ERR_FILE_NOT_FOUND",))
    for letter in "AB":
        expect(page.get_by_text(f"The details of {letter} are missing. Keep the folder of {letter}")).to_be_visible()
