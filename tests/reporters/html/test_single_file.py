"""One page with everything in itself, as far as its budget goes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from evalkit.errors import UsageError
from evalkit.reporters.html.single_file import Carried, SingleFile, single_file
from evalkit.results import AttemptResult, RunResult
from tests.reporters.parts import page_of, unpacked
from tests.reporters.rich import rich_run
from tests.reporters.sample import sample_run, scaled

BARE = len(page_of(sample_run()).encode())


def files(attempt: AttemptResult, kilobytes: int = 3) -> tuple[Carried, ...]:
    return (
        ("timeline.js", "", "AAAA"),
        ("messages-0000.js", "", "M" * 30_000),
        ("user.flac", "audio/ogg", "U" * 1000 * kilobytes),
        ("model.flac", "audio/ogg", "O" * 1000 * kilobytes),
        ("frames/0001.jpg", "image/jpeg", "JJJJ"),
    )


def made(budget: int, run: RunResult | None = None) -> SingleFile:
    return single_file(run or sample_run(), files, budget, "reports/night")


def parts(page: str) -> dict[str, tuple[str, str]]:
    found = re.findall(r'<template data-part="([^"]*)"(?: data-type="([^"]*)")?>([^<]*)</template>', page)
    return {name: (kind, data) for name, kind, data in found}


def details(page: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, (_, data) in parts(page).items():
        if name.startswith("details/"):
            found |= unpacked(data)["attempts"]
    return found


def test_with_room_for_all_it_holds_all_and_says_so() -> None:
    page = made(10_000_000)
    assert (page.attempts, page.told, page.heard) == (14, 14, 14)
    assert (
        "This file holds all of the run: 14 attempts with what was said, every score and the recordings." in page.text
    )
    story = details(page.text)["latency/story/1"]
    held = parts(page.text)
    assert held[story["timeline_url"]] == ("", "AAAA")
    assert held[f"{story['base']}model.flac"][0] == "audio/ogg"
    assert held["attempts/latency/story/1/frames/0001.jpg"][0] == "image/jpeg"
    assert story["turns"][0]["model_clip"]["url"].startswith("./attempts/latency/story/1/model.flac#t=")
    # Every message as it was written is not in it.
    assert story["events_url"] == ""


def test_a_page_never_outgrows_its_budget_and_the_messages_go_first() -> None:
    heard = []
    for extra in range(8_000, 600_000, 40_000):
        page = made(BARE + extra)
        assert len(page.text.encode()) <= BARE + extra
        heard.append(page.heard)
    assert heard == sorted(heard)
    assert (heard[0], heard[-1]) == (0, 14)
    tight = made(BARE + 60_000)
    names = parts(tight.text)
    assert "attempts/latency/story/1/model.flac" in names
    assert sum("messages-" in name for name in names) < tight.heard


def test_what_failed_is_heard_before_what_passed() -> None:
    page = made(BARE + 60_000)
    assert 0 < page.heard < 14
    found = details(page.text)
    heard = {anchor for anchor, each in found.items() if each["timeline_url"]}
    assert {"latency/story/1", "silence/background-talk/1"} <= heard
    left_out = found["text/typed/1"]
    assert (left_out["timeline_url"], left_out["base"], left_out["model_audio"]) == ("", "", None)
    assert left_out["audio_note"] == "the recording is not in this file: it is in attempts/text/typed/1 of the run"
    assert f"and the recordings of {page.heard}: what failed first" in page.text
    assert "The others are in reports/night; evalkit report with a larger --budget-mb takes in more." in page.text


def test_of_a_large_run_even_the_conversations_are_chosen() -> None:
    run = scaled(2_000)
    page = made(len(page_of(run).encode()) + 40_000, run)
    assert 0 < page.told < 2_000
    assert f"This file holds what was said in {page.told:,} of 2,000 attempts" in page.text


def test_nothing_is_read_that_cannot_fit() -> None:
    asked = []

    def load(attempt: AttemptResult) -> Iterator[Carried]:
        asked.append(attempt.scenario_id)
        yield ("model.flac", "audio/ogg", "O" * 10_000_000)

    single_file(scaled(500), load, 2_000_000, "r")
    assert len(asked) == 5


def test_the_list_alone_must_fit() -> None:
    with pytest.raises(UsageError) as error:
        made(50_000)
    assert re.fullmatch(
        r"the list of scenarios alone takes \d\.\d MB, where 0\.1 MB are allowed; allow more with --budget-mb",
        str(error.value),
    )


def test_an_attempt_without_any_file_is_told_all_the_same() -> None:
    page = single_file(rich_run(), lambda _: (), 10_000_000, "reports/rich")
    assert (page.told, page.heard) == (1, 0)
    assert "reports/rich" in page.text


def test_a_hostile_folder_stays_text() -> None:
    page = single_file(sample_run(), lambda _: (), 10_000_000, "</p><script>alert(1)</script>")
    assert "<script>alert" not in page.text
