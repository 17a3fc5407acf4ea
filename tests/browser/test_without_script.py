"""Without JavaScript the page still reads, on paper too."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.nights import BARGE_IN, COMPARE, HISTORY, TEMPERATURE
from tests.browser.watch import OpenPage


def test_verdict_changes_and_scenarios_read_without_a_script(open_page: OpenPage, report: Path) -> None:
    page = open_page(report, java_script_enabled=False)
    expect(page.get_by_role("heading", name="REGRESSED")).to_be_in_viewport()
    for scenario in (TEMPERATURE, BARGE_IN, "notebook/google_search"):
        expect(page.get_by_role("rowheader", name=scenario)).to_be_visible()
    expect(page.get_by_role("rowheader", name="latency.first_audible_ms")).to_be_visible()
    expect(page.locator("audio").first).to_be_visible()


@pytest.mark.parametrize(
    ("file", "words"), [(COMPARE, TEMPERATURE), (HISTORY, "REGRESSED"), ("index.html", "REGRESSED")]
)
def test_other_pages_read_without_a_script(open_page: OpenPage, nights: Path, file: str, words: str) -> None:
    page = open_page(nights / file, java_script_enabled=False)
    expect(page.get_by_text(words).filter(visible=True).first).to_be_visible()


def test_printed_it_has_the_verdict_and_every_scenario(open_page: OpenPage, report: Path) -> None:
    page = open_page(report)
    expect(page.get_by_role("table", name="Scenarios")).to_be_visible()
    page.evaluate("() => addEventListener('beforeprint', () => (window.__printed = document.body.textContent))")
    sheets = page.pdf(format="A4").count(b"/Type /Page\n")
    assert 2 <= sheets <= 12
    printed = page.evaluate("() => window.__printed")
    names = [path.parent.relative_to(report.parent / "attempts") for path in report.parent.glob("attempts/*/*/1")]
    assert len(names) == 37
    assert [name for name in names if name.as_posix() not in printed] == []


def test_on_paper_the_list_is_a_plain_table(open_page: OpenPage, report: Path) -> None:
    page = open_page(report)
    page.get_by_role("combobox", name="Filter scenarios").fill("s:failed")
    expect(page.get_by_role("status").filter(has_text="2 of 37 scenarios")).to_be_visible()
    page.emulate_media(media="print")
    page.evaluate("() => dispatchEvent(new Event('beforeprint'))")
    expect(page.get_by_role("heading", name="REGRESSED")).to_be_visible()
    rows = page.get_by_role("table").filter(has_text=BARGE_IN).filter(visible=True).last.get_by_role("row")
    shown = rows.all_inner_texts()
    assert any(TEMPERATURE in each for each in shown)
    assert not any("basics/long_answer" in each for each in shown)
    expect(page.get_by_role("combobox", name="Filter scenarios")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_printed_it_is_dark_on_white(open_page: OpenPage, report: Path, scheme: str) -> None:
    page = open_page(report, color_scheme=scheme)
    page.emulate_media(media="print")
    colours = page.evaluate(
        "() => [getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]"
    )
    light, dark = (sum(map(int, re.findall(r"\d+", each)[:3])) for each in colours)
    assert light > 700 > 200 > dark or colours[0] == "rgba(0, 0, 0, 0)"
