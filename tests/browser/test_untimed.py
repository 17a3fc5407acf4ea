"""A session whose recording kept no times: its words, audio and messages, and nowhere a time that nobody measured."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.made_once import Workshop
from tests.browser.watch import OpenPage
from tests.cli.commands import evalkit_process
from tests.recording.test_websocket_log import ASK, READY, SETUP, log, record

SPOKEN = b'{"realtimeInput":{"audio":{"mimeType":"audio/pcm;rate=16000","data":"%b"}}}' % (b"AAAA" * 4_000)
CODE = b'{"serverContent":{"modelTurn":{"parts":[{"executableCode":{"language":"PYTHON","code":"print(1)"}}]}}}'
DONE = b'{"serverContent":{"outputTranscription":{"text":"Hi there."},"turnComplete":true}}'


def _imported(folder: Path) -> None:
    records = (SETUP, READY, record(">", SPOKEN), ASK, record("<", CODE), record("<", DONE))
    path = log(folder / "asks_once.websocket.log", *records)
    with evalkit_process(folder, "import", path, "--out", folder / "reports") as process:
        assert process.communicate(timeout=100)[1] == ""


@pytest.fixture
def imported(workshop: Workshop) -> Path:
    (found,) = workshop.made("imported", _imported).glob("reports/*/report.html")
    return found


def test_no_time_is_made_up(open_page: OpenPage, imported: Path) -> None:
    page = open_page(imported, "asks_once/1", reduced_motion="reduce")
    expect(page.get_by_text("This recording kept no times")).to_be_visible()
    messages = page.get_by_role("grid", name="Messages")
    expect(messages.get_by_text("executableCode", exact=False).first).to_be_visible()
    expect(page.get_by_text("Hi there.").first).to_be_visible()
    assert not re.search(r"\b0\.0", messages.inner_text())
    messages.get_by_text("executableCode", exact=False).first.click()
    expect(page.get_by_role("region", name="Message 9", exact=True)).to_contain_text("received · serverContent")
    assert violations(page) == []


def test_its_audio_plays(open_page: OpenPage, imported: Path) -> None:
    page = open_page(imported, "asks_once/1")
    audio = page.locator("audio[aria-label^=user]")
    expect(audio).to_be_visible()
    audio.evaluate("(each) => new Promise((able) => { each.oncanplay = able; each.load(); })")
    assert audio.evaluate("(each) => each.duration") == pytest.approx(0.375)
