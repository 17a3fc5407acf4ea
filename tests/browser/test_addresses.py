"""Every state has an address: it opens there, a reload keeps it, and the browser's buttons go back and forth."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.nights import BARGE_IN, TEMPERATURE
from tests.browser.player import cursor_s, open_session
from tests.browser.watch import OpenPage


def field(page: Page) -> str:
    return page.get_by_role("combobox", name="Filter scenarios").input_value()


def count(page: Page, words: str) -> None:
    expect(page.get_by_role("status").filter(has_text=words)).to_be_visible()


def test_filter_and_order_are_in_the_address(open_page: OpenPage, report: Path) -> None:
    page = open_page(report)
    page.get_by_role("combobox", name="Filter scenarios").fill("tag:tools")
    page.get_by_role("columnheader", name="ttfa").get_by_role("button").click()
    page.wait_for_url("**q=tag*")
    page.wait_for_url("**sort=-ttfa*")
    names = rows(page)
    page.reload()
    assert field(page) == "tag:tools"
    assert rows(page) == names


def rows(page: Page) -> list[str]:
    table = page.get_by_role("table", name="Scenarios")
    expect(table).to_be_visible()
    return table.get_by_role("button", expanded=False).all_inner_texts()


def test_scenario_opens_where_it_is(open_page: OpenPage, report: Path) -> None:
    page = open_page(report, TEMPERATURE)
    link = page.get_by_role("link", name="Attempt 1: see and hear it")
    expect(link).to_be_in_viewport()
    page.reload()
    expect(link).to_be_in_viewport()


def test_turn_opens_at_its_moment(open_page: OpenPage, report: Path) -> None:
    page = open_session(open_page(report, f"{TEMPERATURE}/1/2"))
    assert cursor_s(page) > 1


@pytest.mark.parametrize("words", ["t=3.250", "t=2.000&z=1.500%2C4.000", "t=2.000&sel=2.000%2C2.750", "t=1.000&m=12"])
def test_moment_zoom_selection_and_message_survive_a_reload(open_page: OpenPage, report: Path, words: str) -> None:
    page = open_session(open_page(report, f"{BARGE_IN}/1?{words}"))
    wanted = dict(each.split("=") for each in words.split("&"))
    for _ in range(2):
        assert cursor_s(page) == pytest.approx(float(wanted["t"]), abs=0.01)
        if "sel" in wanted:
            expect(page.get_by_role("button", name="Selection (750 ms)")).to_be_visible()
        page.evaluate("() => new Promise((done) => setTimeout(done, 400))")
        kept = dict(each.split("=") for each in page.url.partition("?")[2].split("&"))
        assert {name: kept.get(name) for name in ("z", "sel", "m")} == {
            name: wanted.get(name) for name in ("z", "sel", "m")
        }
        page.reload()
        open_session(page)


def test_back_and_forth(open_page: OpenPage, report: Path) -> None:
    page = open_page(report)
    page.get_by_role("combobox", name="Filter scenarios").fill("tag:tools")
    count(page, " of 37 scenarios")
    page.wait_for_url("**q=tag*")
    page.get_by_role("button", name=TEMPERATURE).click()
    page.get_by_role("link", name="Attempt 1: see and hear it").first.click()
    open_session(page)
    page.go_back()
    expect(page.get_by_role("table", name="Scenarios")).to_be_visible()
    assert field(page) == "tag:tools"
    expect(page.get_by_role("link", name="Attempt 1: see and hear it").first).to_be_in_viewport()
    page.go_forward()
    open_session(page)
    page.get_by_role("link", name="All scenarios").click()
    assert field(page) == "tag:tools"


def test_address_of_nothing_shows_the_list(open_page: OpenPage, report: Path) -> None:
    for place in ("no/such/scenario", "%E0%A4%A", "__proto__/1?m=1e999"):
        page = open_page(report, place)
        expect(page.get_by_role("table", name="Scenarios")).to_be_visible()
        page.evaluate("() => { location.hash = 'constructor?t=x&z=9,1&sel=,&m=-7'; }")
        expect(page.get_by_role("table", name="Scenarios")).to_be_visible()
        page.close()


def test_odd_words_in_a_session_s_address_are_left_out(open_page: OpenPage, report: Path) -> None:
    page = open_page(report)
    for words in ("t=NaN", "t=-5", "t=1e99", "z=5,1", "z=-1,-2", "sel=x", "m=99999999", "m=1.5", "t=%00"):
        page.evaluate("(place) => { location.hash = place; }", f"{BARGE_IN}/1?{words}")
        assert 0 <= cursor_s(open_session(page)) < 60
        page.evaluate("(place) => { location.hash = place; }", "")
        expect(page.get_by_role("table", name="Scenarios")).to_be_visible()
