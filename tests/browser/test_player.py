"""A session heard from a disk: both lanes in step, seeking, selecting, and every recording can be jumped in."""

from __future__ import annotations

from collections.abc import Callable
from math import inf
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from playwright.sync_api import Page, expect

from tests.browser.nights import BARGE_IN, session
from tests.browser.player import cursor_s, listen, open_session, read_part, sounding
from tests.browser.watch import OpenPage

_SEEKS = """async (urls) => {
  const lost = [];
  const seeking = (audio, event) => new Promise((done, failed) => {
    audio.addEventListener(event, done, { once: true });
    audio.addEventListener("error", () => failed(audio.error), { once: true });
  });
  const jump = async (url) => {
    const audio = new Audio(url);
    audio.preload = "auto";
    await seeking(audio, "canplay");
    for (const share of [0.9, 0.1, 0.5, 0.95, 0.3]) {
      const there = share * audio.duration;
      const found = seeking(audio, "seeked");
      audio.currentTime = there;
      await found;
      if (Math.abs(audio.currentTime - there) > 0.03) throw new Error(`at ${audio.currentTime} instead of ${there}`);
    }
    audio.src = "";
  };
  for (let at = 0; at < urls.length; at += 8)
    await Promise.all(urls.slice(at, at + 8).map((url) =>
      jump(url).catch((error) => lost.push(`${url}: ${error?.message ?? error}`))));
  return lost;
}"""

_STUCK = """
const play = HTMLMediaElement.prototype.play, pause = HTMLMediaElement.prototype.pause;
HTMLMediaElement.prototype.play = function () {
  if (this.dataset.lane !== "model") return play.call(this);
  Object.defineProperty(this, "paused", { get: () => false, configurable: true });
  return new Promise(() => {});
};
HTMLMediaElement.prototype.pause = function () {
  delete this.paused;
  return pause.call(this);
};
"""
"""The model's lane says it plays, and stands still: as where a sound device hangs."""


@pytest.fixture
def open_barge_in(open_page: OpenPage, report: Path) -> Callable[..., Page]:
    def opened(words: str = "") -> Page:
        return open_session(open_page(report, f"{BARGE_IN}/1{words}", prepare=listen))

    return opened


def test_every_lane_of_every_scenario_can_be_jumped_in(open_page: OpenPage, report: Path) -> None:
    lanes = sorted(path.relative_to(report.parent).as_posix() for path in report.parent.rglob("*.flac"))
    assert len(lanes) > 60
    assert open_page(report).evaluate(_SEEKS, lanes) == []


def test_seeking_while_it_plays_moves_the_sound(open_barge_in: Callable[..., Page]) -> None:
    page = open_barge_in()
    page.keyboard.press("Space")
    page.wait_for_function("() => [...window.__heard].some((each) => !each.paused && each.currentTime > 0.05)")
    before = cursor_s(page)
    page.keyboard.press("ArrowRight")
    assert before + 1 <= cursor_s(page) < before + 2
    page.evaluate("() => new Promise((done) => setTimeout(done, 300))")
    [user] = [each for name, each in sounding(page).items() if name == "user.flac"]
    assert user["at"] == pytest.approx(cursor_s(page), abs=0.3)


def test_it_plays_on_in_a_page_that_nobody_sees(open_barge_in: Callable[..., Page]) -> None:
    page = open_barge_in()
    page.keyboard.press("Space")
    page.wait_for_function("() => [...window.__heard].some((each) => !each.paused && each.currentTime > 0.05)")
    # As of a tab in the background: no frame is drawn.
    page.evaluate("""() => {
      window.requestAnimationFrame = () => 0;
      Object.defineProperty(document, "hidden", { get: () => true });
      document.dispatchEvent(new Event("visibilitychange"));
    }""")
    begins = cursor_s(page)
    assert _until_cursor(page, begins + 0.5) < inf
    [user] = [each for name, each in sounding(page).items() if name == "user.flac"]
    assert user["at"] == pytest.approx(cursor_s(page), abs=0.3)


def test_a_sound_that_never_moves_holds_nobody_for_long(open_page: OpenPage, report: Path, nights: Path) -> None:
    begins = read_part(session(nights, BARGE_IN) / "timeline.js")["model"]["played"]["t"][0]
    stuck = open_page(
        report, f"{BARGE_IN}/1?t={begins + 0.1:.3f}", prepare=lambda context: context.add_init_script(_STUCK)
    )
    page = open_session(stuck)
    assert cursor_s(page) == pytest.approx(begins + 0.1, abs=0.01)
    page.keyboard.press("Space")
    waited_ms = _until_cursor(page, begins + 0.4)
    assert 1_500 < waited_ms < inf


def _until_cursor(page: Page, t: float) -> float:
    """Returns the milliseconds until the cursor is past `t`; inf where it is not in twelve seconds."""
    script = """(t) => new Promise((done) => {
      const since = performance.now(), cursor = document.querySelector("[role=slider]");
      const there = () => Number(cursor.getAttribute("aria-valuenow")) > t;
      const look = () => there() ? done(performance.now() - since) : setTimeout(look, 20);
      setTimeout(() => done(Infinity), 12000);
      look();
    })"""
    return float(page.evaluate(script, t))


def test_zoom_goes_in_and_out_and_is_in_the_address(open_barge_in: Callable[..., Page]) -> None:
    page = open_barge_in()
    page.keyboard.press("+")
    page.wait_for_url("**z=**")
    first = _stretch(page, "z")
    page.get_by_role("img", name="What the user sent").hover()
    before = page.url
    page.keyboard.down("Control")
    page.mouse.wheel(0, -400)
    page.keyboard.up("Control")
    page.wait_for_function("(before) => location.href !== before", arg=before)
    second = _stretch(page, "z")
    assert second[1] - second[0] < first[1] - first[0]
    page.keyboard.press("0")
    page.wait_for_function("() => !location.href.includes('z=')")


def test_a_click_seeks_and_a_drag_measures(open_barge_in: Callable[..., Page]) -> None:
    page = open_barge_in()
    box = page.get_by_role("img", name="What the user sent").bounding_box()
    assert box
    middle, row = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.click(middle, row)
    found = cursor_s(page)
    assert found > 1
    page.mouse.move(middle, row)
    page.mouse.down()
    page.mouse.move(middle + box["width"] / 4, row, steps=5)
    page.mouse.up()
    page.wait_for_url("**sel=**")
    start, end = _stretch(page, "sel")
    assert start == pytest.approx(found, abs=0.15)
    words = f"▶ Selection ({end - start:.2f} s)"
    expect(page.get_by_role("button", name=words)).to_be_visible()


def _stretch(page: Page, word: str) -> tuple[float, float]:
    """A stretch in the address, in seconds."""
    start, end = parse_qs(page.url.partition("?")[2])[word][0].split(",")
    return float(start), float(end)


def test_a_number_of_the_scores_is_a_stretch_of_the_timeline(open_barge_in: Callable[..., Page], nights: Path) -> None:
    page = open_barge_in()
    turn = read_part(session(nights, BARGE_IN) / "timeline.js")["turns"][1]
    page.get_by_role("button", name="of latency.first_audible_ms: show it on the timeline").last.click()
    expect(page.get_by_role("button", name="▶ Selection")).to_be_visible()
    page.wait_for_url("**sel=**")
    assert _stretch(page, "sel") == pytest.approx((turn["speech_ended"], turn["first_audible"]), abs=0.002)


def test_a_lane_whose_file_is_gone_says_what_to_do(open_page: OpenPage, report: Path, tmp_path: Path) -> None:
    alone = tmp_path / "report.html"
    alone.write_bytes(report.read_bytes())
    page = open_page(alone, f"{BARGE_IN}/1", forgiven=("net::ERR_FILE_NOT_FOUND",))
    expect(page.get_by_text("keep the report's folder together").first).to_be_visible()
