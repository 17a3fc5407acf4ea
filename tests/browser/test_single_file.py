"""The page for sending by mail: alone in a folder, with everything in itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.hostile_session import write_hostile_runs
from tests.browser.made_once import Workshop
from tests.browser.nights import BARGE_IN, evalkit, first_and_last
from tests.browser.player import listen, open_session
from tests.browser.watch import OpenPage

_PLAYS = "() => [...window.__heard].some((each) => !each.paused && each.currentTime > 0.05)"
_BUDGET_MB = 2


@pytest.fixture
def single(workshop: Workshop, nights: Path) -> Path:
    def make(folder: Path) -> None:
        run = first_and_last(nights)[1]
        name = ("--single-file", "mail.html", "--budget-mb", str(_BUDGET_MB))
        evalkit(folder, "report", str(run), *name, codes=(0, 1, 6))

    return workshop.made("single", make) / "mail.html"


def test_it_keeps_to_its_budget_and_stands_alone(single: Path) -> None:
    assert single.stat().st_size <= _BUDGET_MB * 1e6
    assert [path.name for path in single.parent.iterdir()] == ["mail.html"]


def test_a_failure_is_seen_and_heard(open_page: OpenPage, single: Path) -> None:
    page = open_page(single, f"{BARGE_IN}/1", prepare=listen)
    open_session(page)
    page.keyboard.press("Space")
    page.wait_for_function(_PLAYS)
    heard = page.evaluate("() => [...window.__heard].map((each) => each.currentSrc.split(':')[0])")
    assert set(heard) <= {"blob", "data", ""}


def test_messages_are_in_it(open_page: OpenPage, single: Path) -> None:
    page = open_session(open_page(single, f"{BARGE_IN}/1"))
    page.get_by_role("row", name="setupComplete").first.click()
    expect(page.get_by_text("sessionId").first).to_be_visible()


def test_it_lists_and_filters_every_scenario(open_page: OpenPage, single: Path) -> None:
    page = open_page(single)
    expect(page.get_by_role("status").filter(has_text="37 scenarios")).to_be_visible()
    page.get_by_role("combobox", name="Filter scenarios").fill("tag:tools")
    expect(page.get_by_role("status").filter(has_text=" of 37 scenarios")).to_be_visible()


def test_what_was_left_out_is_said_where_it_is_missed(open_page: OpenPage, single: Path) -> None:
    page = open_page(single, "vad/push_to_talk/1")
    expect(page.get_by_text("is not in this file: it is in attempts/vad/push_to_talk/1 of the run")).to_be_visible()
    expect(page.get_by_text("Turn on the light in the kitchen.")).to_be_visible()
    expect(page.get_by_text("nothing of its session was recorded")).to_be_hidden()


def test_hostile_texts_stay_texts(open_page: OpenPage, workshop: Workshop) -> None:
    def make(folder: Path) -> None:
        reports = workshop.made("hostile", write_hostile_runs)
        run = next(path.parent for path in sorted(reports.glob("*/run.json")))
        evalkit(folder, "report", str(run), "--single-file", "mail.html", codes=(0, 1, 2, 3, 4, 6, 7))

    page = open_page(workshop.made("hostile-single", make) / "mail.html")
    expect(page.get_by_role("table", name="Scenarios")).to_be_visible()
