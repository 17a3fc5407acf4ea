"""What a session's player makes sound, as the browser's own audio elements tell it."""

from __future__ import annotations

import base64
import json
import re
import zlib
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

__all__ = ["cursor_s", "listen", "open_session", "read_part", "session_times", "sounding"]

_LISTEN = """
window.__heard = new Set();
const play = HTMLMediaElement.prototype.play;
HTMLMediaElement.prototype.play = function () { window.__heard.add(this); return play.call(this); };
"""
_SOUNDING = """() => [...window.__heard].filter((each) => !each.paused && !each.ended && each.readyState > 2)
  .map((each) => ({ file: decodeURIComponent(each.currentSrc).split("/").at(-1).split("#")[0],
    at: each.currentTime, volume: each.muted ? 0 : each.volume, now: performance.now() / 1000 }))"""


def listen(context: BrowserContext) -> None:
    """Must be called before the page is opened; then `sounding` knows what plays."""
    context.add_init_script(_LISTEN)


def sounding(page: Page) -> dict[str, dict[str, Any]]:
    """By file name what sounds now: its place `at` in the file and the moment `now`, both in seconds."""
    return {each["file"]: each for each in page.evaluate(_SOUNDING)}


def cursor_s(page: Page) -> float:
    """Where the cursor stands, on the session's clock."""
    return float(page.get_by_role("slider", name="Cursor").get_attribute("aria-valuenow") or "nan")


def open_session(page: Page) -> Page:
    """Waits until the lanes of the session that the page shows are drawn."""
    expect(page.get_by_role("group", name="Player")).to_be_visible(timeout=20_000)
    page.evaluate("() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
    return page


def read_part(path: Path) -> Any:
    """What a script beside a page hands over."""
    found = re.search(r'evalkit\.put\("([^"]*)"\)', path.read_text(encoding="utf-8"))
    assert found, f"{path} is no part of a report"
    return json.loads(zlib.decompress(base64.b64decode(found[1])))


def session_times(played: dict[str, list[float]], at: float) -> list[float]:
    """The moments of the session at which a place of a lane's file is heard; none where it never was."""
    rows = zip(played["t"], played["offset_s"], played["length_s"], strict=True)
    return [t + at - offset for t, offset, length in rows if offset - 0.02 <= at <= offset + length + 0.02]
