"""The page of all runs, and the trends of the nights: found, read, zoomed, compared, with the mouse and without."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.axe import violations
from tests.browser.made_once import Workshop
from tests.browser.trend_world import NEWEST, SLOWER, make_reports

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.browser.watch import OpenPage

FIRST = "latency.first_audible_ms"


@pytest.fixture(scope="session")
def trends(workshop: Workshop) -> Path:
    return workshop.made("trends", make_reports)


def names(page: Page) -> list[str]:
    return page.locator(".runs.app tbody .run > a, .runs.app tbody .run > bdi").all_inner_texts()


def test_runs_are_filtered_and_sorted_and_the_address_keeps_it(open_page: OpenPage, trends: Path) -> None:
    page = open_page(trends / "index.html")
    assert names(page)[0] == "run-59"
    assert len(names(page)) == 50
    page.get_by_role("button", name="Show more").click()
    assert len(names(page)) == 60
    page.get_by_label("Verdict").select_option("regressed")
    page.get_by_label("Endpoint").select_option("vertex")
    page.get_by_label("Sort").select_option("oldest")
    assert names(page) == ["run-19", "run-29", "run-49", "run-59"]
    page.keyboard.press("/")
    page.keyboard.type("RUN-4")
    assert names(page) == ["run-49"]
    page.get_by_role("status").first.get_by_text("1 of 60 runs").wait_for()
    page.reload()
    assert names(page) == ["run-49"]
    page.get_by_label("Filter runs").fill("nothing like it")
    page.get_by_role("button", name="Show all").click()
    assert len(names(page)) == 50


def test_the_worst_of_a_primary_comes_first(open_page: OpenPage, trends: Path) -> None:
    page = open_page(trends / "index.html", "sort=4")
    assert names(page)[0] == "run-59"
    assert "559 ms" in page.locator(".runs.app tbody tr").first.inner_text()


def test_two_ticked_runs_are_a_command_the_older_one_as_the_baseline(open_page: OpenPage, trends: Path) -> None:
    page = open_page(trends / "index.html")
    page.get_by_label("compare run-59").check()
    page.get_by_text("Tick a second run").wait_for()
    page.get_by_label("compare run-50").check()
    assert page.locator("#compare-command").inner_text() == (
        f"evalkit compare {trends}/run-50 {trends}/run-59 --html {trends}/compare.html"
    )
    page.get_by_label("compare run-55").check()
    assert "run-50 " in page.locator("#compare-command").inner_text()
    assert "run-59" not in page.locator("#compare-command").inner_text()
    page.get_by_role("button", name="Clear").click()
    assert page.locator("#compare-command").count() == 0


def test_a_metric_is_drawn_large_with_its_change_and_its_table(open_page: OpenPage, trends: Path) -> None:
    page = open_page(trends / "index.html")
    page.get_by_label("Filter metrics").fill("first_audible")
    card = page.locator("a.card")
    assert card.count() == 1
    card.scroll_into_view_if_needed()
    assert SLOWER in card.inner_text()
    card.click()
    detail = page.locator(".detail")
    assert detail.get_by_role("heading").inner_text().startswith(FIRST)
    assert SLOWER in detail.locator(".changes").inner_text()
    assert f"metric={FIRST}" in page.url
    detail.get_by_text("Table of 80 nights").click()
    rows = detail.locator("tbody tr")
    newest = card.locator("b").inner_text()
    assert newest in rows.first.inner_text()
    assert rows.first.get_by_role("link").get_attribute("href") == f"./{NEWEST}/report.html"
    assert "from here on: vertex · models/b" in detail.locator("tbody").inner_text()
    page.keyboard.press("Escape")
    assert detail.count() == 0
    page.go_back()
    detail.wait_for()


def test_only_what_changed(open_page: OpenPage, trends: Path) -> None:
    page = open_page(trends / "history.html")
    assert page.locator("a.card").count() > 2
    page.get_by_label("Changes").select_option("1")
    heads = page.locator("a.card .card-title").all_inner_texts()
    assert heads == ["first audible audio", FIRST]


def test_nights_are_read_with_keys(open_page: OpenPage, trends: Path) -> None:
    page = open_page(trends / "index.html", f"metric={FIRST}")
    chart = page.get_by_role("slider")
    chart.focus()
    page.keyboard.press("ArrowLeft")
    assert (chart.get_attribute("aria-valuetext") or "").startswith("2026-03-20 02:00:00 UTC: ")
    page.keyboard.press("Home")
    assert "2026-01-01 02:00:00 UTC" in page.locator(".reading").inner_text()
    for _ in range(10):
        page.keyboard.press("PageUp")
    assert "worse over all scenarios: latency" in page.locator(".reading").inner_text()
    page.keyboard.press("j")
    assert "metric=" in page.url
    assert FIRST not in page.url


def test_a_night_leads_to_its_report(open_page: OpenPage, trends: Path) -> None:
    page = open_page(trends / "index.html", f"metric={FIRST}&nights=14")
    page.get_by_role("slider").focus()
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(f"{NEWEST}/report.html$"))


def test_the_mouse_reads_zooms_and_opens(open_page: OpenPage, trends: Path) -> None:
    page = open_page(trends / "index.html", f"metric={FIRST}")
    page.locator(".chart").scroll_into_view_if_needed()
    box = page.locator(".u-over").bounding_box()
    assert box is not None
    left, middle = box["x"], box["y"] + box["height"] / 2
    page.mouse.move(left + box["width"] * 0.5, middle)
    assert re.search(r"2026-02-(08|09|10)", page.locator(".reading").inner_text())
    page.mouse.move(left + box["width"] * 0.8, middle)
    page.mouse.down()
    page.mouse.move(left + box["width"] - 2, middle, steps=4)
    page.mouse.up()
    page.mouse.move(left + 4, middle)
    assert re.search(r"2026-03-0[456]", page.locator(".reading").inner_text())
    page.mouse.dblclick(left + 4, middle)
    page.mouse.move(left + 5, middle)
    assert "2026-01-01" in page.locator(".reading").inner_text()
    page.mouse.click(left + box["width"] - 3, middle)
    page.wait_for_url(re.compile(f"{NEWEST}/report.html$"))


@pytest.mark.parametrize("file", ["index.html", "history.html"])
def test_one_scenario_is_drawn_in_place_of_all(open_page: OpenPage, trends: Path, file: str) -> None:
    """In the index it stands in the page, in the history it lies beside it."""
    page = open_page(trends / file, f"metric={FIRST}&scenario=tools/s11")
    heading = page.locator(".detail").get_by_role("heading")
    heading.get_by_text("tools/s11").wait_for()
    one = heading.inner_text()
    page.get_by_label("Scenario", exact=True).select_option("")
    page.wait_for_function("() => !document.querySelector('.detail h3').innerText.includes('tools/')")
    assert heading.inner_text().split("ms")[1] != one.split("ms")[1]


def test_what_is_not_there_is_said(open_page: OpenPage, trends: Path) -> None:
    page = open_page(trends / "history.html", "metric=no.such&scenario=gone")
    assert page.get_by_role("alert").inner_text() == "These nights have no scenario gone."
    assert page.get_by_text("no.such was not measured in gone.").is_visible()


@pytest.mark.parametrize(
    ("file", "scheme", "width"),
    [
        ("index.html", "light", 380),
        ("index.html", "dark", 1600),
        ("history.html", "light", 1600),
        ("history.html", "dark", 380),
    ],
)
def test_everybody_can_use_them(open_page: OpenPage, trends: Path, file: str, scheme: str, width: int) -> None:
    page = open_page(trends / file, f"metric={FIRST}", color_scheme=scheme, viewport={"width": width, "height": 800})
    page.get_by_text("Table of 80 nights").click()
    if file == "index.html":
        page.get_by_label("compare run-59").check()
    assert page.evaluate("() => document.documentElement.scrollWidth") == width
    assert violations(page) == []
